"""Lenses: ways to think an answer through, one TOML file each; a user's own files go before those of the product."""
