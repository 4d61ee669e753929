"""Which encoder works here."""

from __future__ import annotations

import logging
from pathlib import Path

from engine.config import EmbedderSettings, cache_dir, load
from engine.errors import EmbedderMissing
from engine.models.card import VARIANTS, Card, model_folder, read_card
from engine.models.encoder import Encoder
from engine.models.hashed import HashedEncoder
from engine.models.minilm import MiniLM

log = logging.getLogger(__name__)


def installed(cache: Path) -> tuple[Path, Card] | None:
    """Folder and card of the prepared model, if an intact one lies there; a damaged one is logged and passed over."""
    for variant in VARIANTS:
        folder = model_folder(cache) / variant
        try:
            return folder, read_card(folder)
        except FileNotFoundError:
            continue
        except EmbedderMissing as error:
            log.warning("%s", error)
    return None


def best_encoder(settings: EmbedderSettings, cache: Path | None = None) -> Encoder:
    """MiniLM where it is prepared and intact, else the hashed-token encoder. Never raises, never uses a network."""
    found = installed(cache or cache_dir())
    if found is None:
        return HashedEncoder()
    folder, card = found
    return MiniLM(folder, card.id, threads=settings.threads)


def best_here() -> Encoder:
    """The best encoder under this machine's settings."""
    return best_encoder(load().embedder)


def encoders_here() -> list[Encoder]:
    """One of each tier that there is: hashed words always, MiniLM where it is prepared."""
    best = best_here()
    return [HashedEncoder(), *([best] if best.tier else [])]
