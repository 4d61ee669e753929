"""The gate: what it looks at, and that it is the fitted one."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.library.store import Library
from engine.reasoning.loop import gate
from engine.reasoning.loop.select import looked
from tests.engine.reasoning.loop import world


def test_what_the_first_passage_lacks_is_named(library: Library, tmp_path: Path) -> None:
    searcher = world.build(library, tmp_path)
    look = looked(searcher, searcher.search(world.TWO_HOPS, 5))
    assert "born" in look.uncovered and "lantern" not in look.uncovered
    assert len(look.features) == len(gate.FEATURES)


def test_a_question_that_one_passage_covers_passes_less_likely(library: Library, tmp_path: Path) -> None:
    searcher = world.build(library, tmp_path)
    model = gate.load().model
    chances = [
        model.chance(looked(searcher, searcher.search(text, 5)).features) for text in (world.TWO_HOPS, world.ONE_HOP)
    ]
    assert chances[0] > chances[1]


def test_a_file_for_other_features_is_refused() -> None:
    with pytest.raises(KeyError):
        gate.parse({"bias": 0.0, "threshold": 0.5})
