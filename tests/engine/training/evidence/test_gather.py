"""From questions to samples: which questions, what their evidence is, and that nothing is asked twice."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.evaluation.bed import bed, read_items
from engine.evaluation.collection import Collection, Item, Question, load
from engine.events import ignore
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.selecting.candidates import Candidates
from engine.reasoning.selecting.gathering import FEATURES, WHOLE
from engine.retrieval.searcher import Searcher
from engine.training.evidence.gather import Ask, gather, look_twice, of_collection, of_own, samples_of
from engine.training.evidence.own_source import Own
from engine.training.evidence.samples import HELD, TRAIN, TUNE
from engine.training.evidence.store import Made, Store, opened
from tests.engine import shelf
from tests.engine.evaluation import collections
from tests.engine.reasoning.loop import world

MADE = Made("hashed", FEATURES, WHOLE, "a test")


def _collection(articles: int) -> Collection:
    questions = [
        Question(f"q{number}", "What?", {"a": 1.0}, None, f"article {number % articles}" if articles > 1 else "")
        for number in range(70)
    ]
    return Collection("made", (Item("a", "A", "Text."),), tuple(questions))


def test_articles_are_split_24_5_6_and_are_in_one_split_alone() -> None:
    asks = of_collection(_collection(35))
    groups = {name: {each.group for each in asks if each.split == name} for name in (TRAIN, TUNE, HELD)}
    assert [len(groups[name]) for name in (TRAIN, TUNE, HELD)] == [24, 5, 6]
    assert sum(map(len, groups.values())) == 35 and len(asks) == 70


def test_without_articles_even_questions_are_learned_from_and_odd_ones_reported_on() -> None:
    asks = of_collection(_collection(1))
    assert {each.key for each in asks if each.split == TRAIN} == {f"made:q{number}" for number in range(0, 70, 2)}
    assert {each.split for each in asks} == {TRAIN, HELD}


def test_what_is_only_reported_on_is_never_learned_from() -> None:
    assert {each.split for each in of_collection(_collection(35), train=False)} == {HELD}


def test_own_questions_keep_their_order_and_bad_answers_have_no_evidence() -> None:
    found = [Own(f"question {n}", (n,), "bad" if n == 3 else "heading", (n % 12,)) for n in range(48)]
    asks = of_own(found)
    assert [int(each.key) for each in asks] == sorted(int(each.key) for each in asks)
    assert {each.split for each in asks[:12]} == {TRAIN, HELD}
    groups = [{each.group for each in asks if each.split == name} for name in (TRAIN, HELD)]
    assert not groups[0] & groups[1]
    wanted = {each.text: each.wanted for each in asks}
    assert wanted["question 3"] == 0 and wanted["question 4"] == 1


@pytest.mark.usefixtures("tier_0")
def test_a_collections_question_is_seen_before_and_after_the_rounds(tmp_path: Path) -> None:
    collection = load(collections.write(tmp_path / "lights"))
    (ask, *_) = [each for each in of_collection(collection) if "carry" in each.text]
    with bed(read_items(collection.items), ignore) as place:
        found = samples_of(place.searcher, ask, look_twice)
    assert [each.stage for each in found] == list(range(len(found))) and found
    first = found[0]
    assert first.wanted == 1 and first.complete and first.gold.sum() == 1
    assert first.candidates.features.shape == (len(first.gold), len(FEATURES))
    assert len(set(first.units.tolist())) == len(first.gold)  # each of these documents is one passage


def _world(library: Library, folder: Path) -> tuple[Searcher, Ask]:
    shelf.fill(library, folder, world.TEXTS)
    chunks = [row[0] for row in library.read().execute("SELECT id FROM chunks ORDER BY id").fetchall()]
    ask = Ask("0", world.TWO_HOPS, TRAIN, "1", "heading", chunks=frozenset(chunks[:2]))
    return Searcher(library, HashedEncoder()), ask


def test_several_passages_that_each_answer_are_one_piece_of_evidence(library: Library, tmp_path: Path) -> None:
    searcher, ask = _world(library, tmp_path)
    found = samples_of(searcher, ask, look_twice)
    assert len(found) == 2
    for each in found:
        assert each.wanted == 1 and each.gold.sum() == 2 and each.complete
        assert each.question == ""  # a person's words stay in the library


def test_nothing_is_asked_twice_and_what_was_gathered_is_kept(library: Library, tmp_path: Path) -> None:
    searcher, ask = _world(library, tmp_path)
    asked: list[str] = []
    cancel = Event()

    def look(where: Searcher, text: str) -> list[Candidates]:
        asked.append(text)
        if len(asked) == 2:
            cancel.set()
        return list(look_twice(where, text))

    asks = [Ask(str(n), f"{ask.text} {n}", TRAIN, "1", "heading", chunks=ask.chunks) for n in range(4)]
    with pytest.raises(Cancelled, match="--resume"):
        gather(searcher, asks, Store(tmp_path / "work", MADE), look, cancel=cancel)
    store = Store(tmp_path / "work", MADE)
    assert len(store) == 2
    gather(searcher, asks, store, look)
    assert len(asked) == len(set(asked)) == 4
    assert len({each.key for each in opened(tmp_path / "work").samples()}) == 4


def test_a_question_that_finds_nothing_is_done_all_the_same(library: Library, tmp_path: Path) -> None:
    store = Store(tmp_path / "work", MADE)
    ask = Ask("0", "What is nowhere?", TRAIN, "1", "heading", chunks=frozenset({1}))
    gather(Searcher(library, HashedEncoder()), [ask], store, look_twice)
    assert "0" in store and store.samples() == []


def test_time_ends_the_asking(library: Library, tmp_path: Path) -> None:
    searcher, ask = _world(library, tmp_path)
    asks = [Ask(str(n), ask.text, TRAIN, "1", "heading", chunks=ask.chunks) for n in range(50)]
    store = Store(tmp_path / "work", MADE)
    gather(searcher, asks, store, look_twice, seconds=1e-6)
    assert len(store) < 50
    assert all(np.isfinite(each.candidates.features).all() for each in store.samples())
