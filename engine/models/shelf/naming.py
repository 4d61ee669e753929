"""Short names for models, made of what their files or servers call them."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePath

from engine.models.shelf.presets import BY_NAME
from engine.models.shelf.shelf import NONE

LONGEST = 64
RESERVED = frozenset((NONE, "minilm", "hashed"))


def name_of(file: str) -> str:
    """A name from that of a file: without its ending, and with '-' for what a name can't have."""
    return plain(PurePath(file).name.removesuffix(".gguf").removesuffix(".GGUF"))


def plain(text: str) -> str:
    """`text` in lower case, of letters, digits, '.', '_' and '-' only; 'model' where nothing is left."""
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-._")[:LONGEST] or "model"


def unique(name: str, taken: Collection[str]) -> str:
    """`name`, with a number behind it where it is taken or stands for something else."""
    candidate, number = name, 1
    while candidate in taken or candidate in RESERVED or candidate in BY_NAME:
        number += 1
        ending = f"-{number}"
        candidate = name[: LONGEST - len(ending)] + ending
    return candidate
