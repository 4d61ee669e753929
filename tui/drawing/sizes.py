"""Bytes as people read them."""

from __future__ import annotations


def size(count: int) -> str:
    """Bytes in the largest unit that leaves at least 1: '398 MB', '4.1 GB'."""
    number = float(count)
    for unit in ("B", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 10 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"
