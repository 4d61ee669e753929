"""Libraries that search vectors, each behind the same small face: Nacre's own and those it is measured against."""
