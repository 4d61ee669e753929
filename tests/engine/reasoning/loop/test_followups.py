"""Follow-up questions: what a passage answers is taken out, and a name put in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.library.store import Library
from engine.reasoning.loop.bridges import Bridge
from engine.reasoning.loop.followups import Gap, gap
from engine.reasoning.loop.lexical import Lexicon
from engine.retrieval.words_lengths import ChunkLengths
from tests.engine.reasoning.loop import world

FENWICK = Bridge("Orla Fenwick", ("orla", "fenwick"), 1.0)


@pytest.fixture
def lexicon(library: Library, tmp_path: Path) -> Lexicon:
    world.build(library, tmp_path)
    return Lexicon(library, ChunkLengths())


def chunk(library: Library, title: str) -> int:
    rows = library.read().execute(
        "SELECT c.id FROM chunks c JOIN versions v ON v.id = c.version_id WHERE v.title = ?", (title,)
    )
    return int(rows.fetchone()[0])


def test_the_name_takes_the_place_of_what_was_answered(library: Library, lexicon: Lexicon) -> None:
    found = gap(world.TWO_HOPS, chunk(library, "The Glass Lantern"), lexicon).fill(FENWICK)
    assert found.whole == "Where was the author of The Orla Fenwick born?"
    assert found.short.startswith("Orla Fenwick ")
    assert "Lantern" not in found.short and "born" in found.short


@pytest.mark.parametrize(
    ("before", "whole"),
    [
        ("Who polished the first ", "Who polished the first Glass Lantern?"),
        ("How old is the ", "How old is the Glass Lantern?"),
        ("Who wrote ", "Who wrote The Glass Lantern?"),
    ],
)
def test_a_title_loses_its_article_behind_another_one(before: str, whole: str) -> None:
    title = Bridge("The Glass Lantern", ("the", "glass", "lantern"), 1.0)
    assert Gap(f"{before}lamp?", "", len(before), len(before) + 4).fill(title).whole == whole


def test_a_passage_that_answers_nothing_leaves_the_question_whole(library: Library, lexicon: Lexicon) -> None:
    found = gap(world.TWO_HOPS, chunk(library, "Bread"), lexicon).fill(FENWICK)
    assert found.whole == f"Orla Fenwick {world.TWO_HOPS}"


def test_common_words_stay_even_where_the_passage_has_them(library: Library, lexicon: Lexicon) -> None:
    left = gap("Is the novel by Hugo Marsh", chunk(library, "The Copper Kettle"), lexicon).left
    assert left.split() == ["Is", "the", "by"] or "novel" in left.split()
    assert "Hugo" not in left and "Marsh" not in left
