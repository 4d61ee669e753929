"""`nacre eval graph`: what the graph gets right, on whichever collection a folder holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.evaluation import redocred, relations
from engine.events import Listener, ignore
from engine.models.encoder import Encoder


def evaluate(folder: Path, encoder: Encoder, listen: Listener = ignore) -> dict[str, Any]:
    """The measurement that fits the folder: `{"relations": {...}, ...}` for Re-DocRED.

    Raises:
        UsageError: the folder holds no collection that is known.
    """
    if (folder / redocred.FILE).is_file():
        return relations.evaluate(folder, encoder, listen)
    raise UsageError(f"{folder} holds no collection for the graph", f"name a folder with {redocred.FILE}")
