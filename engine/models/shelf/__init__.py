"""Which chat models there are: on this machine, named elsewhere, and to be fetched."""
