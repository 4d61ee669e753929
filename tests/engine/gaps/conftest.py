from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.gaps.side import Side, side
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.vectors import SentenceVectors
from tests.engine import shelf

Sides = Callable[[str, str], tuple[Side, Side]]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with shelf.new(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def sides(library: Library, tmp_path: Path) -> Sides:
    """Takes in two texts and gives both sides."""

    def make(a: str, b: str) -> tuple[Side, Side]:
        shelf.fill(library, tmp_path, {"a.md": a, "b.md": b})
        vectors = SentenceVectors(HashedEncoder())
        return side(library, vectors, "a.md"), side(library, vectors, "b.md")

    return make
