"""Encoders of text and chat models: which there are, where they come from, and how they run on this machine."""
