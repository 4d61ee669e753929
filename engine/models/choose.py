"""Which encoder works here."""

from __future__ import annotations

from pathlib import Path

from engine.config import EmbedderSettings, cache_dir
from engine.errors import EmbedderMissing
from engine.models.card import VARIANTS, model_folder, read_card
from engine.models.encoder import Encoder
from engine.models.hashed import HashedEncoder
from engine.models.minilm import MiniLM


def best_encoder(settings: EmbedderSettings, cache: Path | None = None) -> Encoder:
    """MiniLM where it is prepared and intact, else the hashed-token encoder. Never raises, never uses a network."""
    folder = model_folder(cache or cache_dir())
    for variant in VARIANTS:
        try:
            card = read_card(folder / variant)
        except (FileNotFoundError, EmbedderMissing):
            continue  # `findings` reports a damaged one
        return MiniLM(folder / variant, card.id, threads=settings.threads, batch=settings.batch)
    return HashedEncoder()
