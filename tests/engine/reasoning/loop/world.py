"""A small library in which answers need two passages, and the questions that do."""

from __future__ import annotations

from pathlib import Path

from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.retrieval.searcher import Searcher
from tests.engine import shelf

TEXTS = {
    "lantern.md": "# The Glass Lantern\n\nThe Glass Lantern is a novel of 1931. It was written by Orla Fenwick.",
    "fenwick.md": "# Orla Fenwick\n\nOrla Fenwick was born in the harbour town of Brackwater, the youngest of six.",
    "brackwater.md": "# Brackwater\n\nBrackwater lies at the mouth of the river Teal. Fishing boats are built there.",
    "copper.md": "# The Copper Kettle\n\nThe Copper Kettle is a novel of 1950 by Hugo Marsh, a doctor from Eastholm.",
    "marsh.md": "# Hugo Marsh\n\nHugo Marsh, a doctor, wrote three novels in Eastholm and was never married.",
    "birth.md": "# Births\n\nA register of births was kept in every town, and where a writer was born is seldom known.",
    "rivers.md": "# Rivers\n\nA river begins at a spring. Its mouth is where it meets the sea.",
    "bread.md": "# Bread\n\nFlour, water, salt and time. The dough rests overnight and bakes for forty minutes.",
}

TWO_HOPS = "Where was the author of The Glass Lantern born?"
THREE_HOPS = "At the mouth of which river lies the town where the author of The Glass Lantern was born?"
ONE_HOP = "How long does the bread dough bake?"


def build(library: Library, folder: Path) -> Searcher:
    """The library filled, and what searches it."""
    shelf.fill(library, folder, TEXTS)
    return Searcher(library, HashedEncoder())
