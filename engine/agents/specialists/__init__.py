"""Specialists: who does what, one TOML file each; a user's own files go before those of the product."""
