"""`nacre eval graph`: what the graph gets right, on whichever collection a folder holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.evaluation import links, redocred, relations
from engine.events import Listener, ignore
from engine.models.encoder import Encoder


def evaluate(folder: Path, encoder: Encoder, listen: Listener = ignore) -> dict[str, Any]:
    """The measurement that fits the folder: `{"relations": {...}, ...}` for Re-DocRED, else `{"links": {...}, ...}`.

    Raises:
        UsageError: it is neither Re-DocRED nor a folder of linked notes.
    """
    if (folder / redocred.FILE).is_file():
        return relations.evaluate(folder, encoder, listen)
    return links.evaluate(folder, encoder, listen)
