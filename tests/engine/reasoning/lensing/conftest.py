"""A small library about a lighthouse, with what answers questions about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.agents.lenses.lens import Facet, Lens
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.drafting import Draft, Drafter
from engine.reasoning.vectors import SentenceVectors
from engine.records import Passage
from engine.retrieval.frequency import Frequencies
from engine.retrieval.query import Query
from engine.retrieval.searcher import Searcher
from tests.engine import shelf

TEXTS = {
    "light.md": (
        "# The lighthouse\n\nThe lighthouse lamp was built in 1868 by Isla Menzies.\n\n"
        "The lighthouse lamp is 41 metres high and weighs 900 kilograms.\n\n"
        "Because the rocks are hidden at high water, the lighthouse lamp burns all night.\n"
    ),
    "repairs.md": (
        "# Repairs\n\nThe lighthouse lamp can fail if the paraffin freezes.\n\nThe painter likes green doors.\n"
    ),
    "ferry.md": "# The ferry\n\nThe ferry costs 12 shillings because fuel is dear. It can fail to arrive.\n",
}
QUESTION = "Who built the lighthouse lamp?"

LENS = Lens(
    id="plain",
    about="what it measures, and why",
    facets=(
        Facet("Measures", "How large is {subject}?", ("#",), ()),
        Facet("Reasons", "Why is there {subject}?", ("because", "weil"), ()),
        Facet("Failures", "How does {subject} fail?", ("fail*",), ()),
        Facet("Taste", "How does {subject} taste?", ("sweet", "sour"), ()),
    ),
    form="One sentence each.",
    path="",
)


@dataclass(frozen=True)
class Shelf:
    """What a lens is given."""

    library: Library
    searcher: Searcher
    frequencies: Frequencies
    vectors: SentenceVectors

    def drafted(self, question: str, k: int = 5) -> tuple[Query, tuple[Passage, ...], Draft]:
        """A question with its passages and its plain draft."""
        found = self.searcher.search(question, k)
        drafter = Drafter(self.library, self.frequencies, lambda: self.vectors)
        return found.query, found.passages, drafter.draft(found.query, found.passages)


@pytest.fixture
def stocked(library: Library, tmp_path: Path) -> Callable[[dict[str, str]], Shelf]:
    """Makes a library of texts by file name."""

    def stock(texts: dict[str, str]) -> Shelf:
        shelf.fill(library, tmp_path / "coast", texts)
        encoder = HashedEncoder()
        return Shelf(library, Searcher(library, encoder), Frequencies(library), SentenceVectors(encoder))

    return stock


@pytest.fixture
def coast(stocked: Callable[[dict[str, str]], Shelf]) -> Shelf:
    return stocked(TEXTS)
