"""Sentences that speak of the same thing and can't both be true, though they are worded differently."""
