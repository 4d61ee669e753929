"""Encoders of text: which there are, where they come from, and which of them works on this machine."""

from __future__ import annotations

from engine.models.choose import best_encoder
from engine.models.encoder import Encoder

__all__ = ["Encoder", "best_encoder"]
