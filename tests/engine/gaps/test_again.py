"""Kept gaps are looked for again: what new documents close is news, what they leave open stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.gaps.records import GapKind

PLANS = "# Plans\n\nThe lamp burns paraffin.\n\n## Open questions\n\n- Which boat carries the spare mirror to Tolsay?\n"
BREAD = "# Bread\n\nRye flour, water and salt are baked in a hot oven.\n"
BOATS = "# Boats\n\nThe boat Solan carries the spare mirror to Tolsay each March.\n"


@pytest.fixture
def engine(tmp_path: Path, tier_0: None) -> Iterator[Engine]:
    (tmp_path / "papers").mkdir()
    with Engine.open(tmp_path / "library", settings=Settings()) as opened:
        take_in(opened, tmp_path, "plans.md", PLANS)
        yield opened


def take_in(engine: Engine, folder: Path, name: str, text: str) -> None:
    (folder / "papers" / name).write_text(text, "utf-8")
    engine.ingest.run([folder / "papers"])


def test_a_kept_question_is_closed_by_the_document_that_answers_it(engine: Engine, tmp_path: Path) -> None:
    (gap,) = engine.gaps.library([GapKind.QUESTION]).gaps
    engine.gaps.keep(gap.gap_id)
    take_in(engine, tmp_path, "bread.md", BREAD)
    assert engine.gaps.closed() == () and engine.gaps.news() == 0 and engine.ingest.pending() == {}
    take_in(engine, tmp_path, "boats.md", BOATS)
    (closed,) = engine.gaps.closed()
    assert (closed.gap_id, closed.kind, closed.is_news) == (gap.gap_id, GapKind.QUESTION, True)
    assert "spare mirror" in closed.title and engine.gaps.news() == 1
    engine.gaps.seen()
    assert engine.gaps.news() == 0 and len(engine.gaps.closed()) == 1


def test_what_nobody_kept_is_not_looked_for(engine: Engine, tmp_path: Path) -> None:
    assert engine.gaps.library([GapKind.QUESTION]).gaps
    take_in(engine, tmp_path, "boats.md", BOATS)
    assert engine.gaps.closed() == ()


def test_a_kept_gap_between_two_sides_is_closed_by_the_side_that_lacked_it(engine: Engine, tmp_path: Path) -> None:
    take_in(engine, tmp_path, "boats.md", "# Boats\n\nThe boat Solan lies at Tolsay.\n")
    gaps = engine.gaps.between("plans.md", "boats.md", [GapKind.QUESTION]).gaps
    assert [gap.title for gap in gaps] == ["Which boat carries the spare mirror to Tolsay?"]
    engine.gaps.keep(gaps[0].gap_id)
    take_in(engine, tmp_path, "boats.md", BOATS)
    (closed,) = engine.gaps.closed()
    assert (closed.a, closed.b) == ("plans.md", "boats.md")


def test_a_gap_goes_with_its_document(engine: Engine, tmp_path: Path) -> None:
    (gap,) = engine.gaps.library([GapKind.QUESTION]).gaps
    engine.gaps.keep(gap.gap_id)
    take_in(engine, tmp_path, "boats.md", BOATS)
    engine.library.forget(["plans.md"])
    assert engine.gaps.closed() == () and engine.gaps.news() == 0


def test_what_was_not_looked_at_is_not_called_closed(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (gap,) = engine.gaps.library([GapKind.QUESTION]).gaps
    engine.gaps.keep(gap.gap_id)
    monkeypatch.setattr("engine.gaps.questions.MOST", 1)
    take_in(
        engine, tmp_path, "more.md", "# More\n\n## Open questions\n\n- Who greases the hinge of the gate at Orrin?\n"
    )
    assert engine.gaps.closed() == () and engine.gaps.news() == 0
