"""The loop with a selector in the library's folder: what it orders, what it says, and when it is left out."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import NacreError
from engine.events import Event, EvidenceWeighed, LoopWeighed
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.loop.select import DEFAULTS, select
from engine.reasoning.loop.selected import Selected
from engine.reasoning.loop.settings import LoopSettings
from engine.reasoning.selecting import choosing, weights
from engine.reasoning.selecting.gathering import FEATURES, WHOLE
from engine.reasoning.selecting.weights import Prior, Priors, Sizes, Weights
from engine.retrieval.searcher import Searcher
from tests.engine.reasoning.loop import world
from tests.engine.reasoning.selecting import made

ONE_SEARCH = replace(DEFAULTS, passages=3, budget=replace(DEFAULTS.budget, rounds=1))
ROUNDS = replace(DEFAULTS, passages=3)


@pytest.fixture
def searcher(library: Library, tmp_path: Path) -> Searcher:
    return world.build(library, tmp_path)


def liked(liking: dict[str, float]) -> Prior:
    return Prior(np.array([liking.get(name, 0.0) for name in FEATURES], np.float32), 0.0)


def fitting(liking: dict[str, float], **changes: Any) -> Weights:
    """Weights for these features, whose linear scores like some of them and whose network adds nothing."""
    encoder = HashedEncoder()
    sizes = Sizes(
        encoder.dim, len(FEATURES), len(WHOLE), hidden=16, heads=2, blocks=1, inner=24, inner_cycles=1, cycles=1
    )
    blank = made.weights(sizes=sizes)
    arrays = {name: np.zeros_like(array) if name in made.HEADS else array for name, array in blank.arrays.items()}
    fit = replace(blank, features=FEATURES, whole=WHOLE, encoder=encoder.id, steps=2, arrays=arrays)
    return replace(fit, **{"priors": Priors(liked(liking), liked(liking)), **changes})


def put(searcher: Searcher, found: Weights) -> None:
    weights.write(searcher.library.folder / choosing.FILE, found)


def saying(found: Weights, enough: float) -> Weights:
    """The same network, sure of itself either way: log odds that the first passages are enough."""
    return replace(found, arrays={**found.arrays, "heads.halt.bias": np.array([enough], np.float32)})


def run(searcher: Searcher, text: str, settings: LoopSettings) -> tuple[Selected, list[Event]]:
    heard: list[Event] = []
    return select(searcher, searcher.search(text, settings.passages), settings, heard.append), heard


def lengths(selected: Selected) -> list[int]:
    return [each.place.char_end - each.place.char_start for each in selected.passages]


def test_linear_scores_put_what_one_search_found_in_order(searcher: Searcher) -> None:
    put(searcher, fitting({"length": -1.0}, used="linear"))
    shortest, heard = run(searcher, world.TWO_HOPS, ONE_SEARCH)
    put(searcher, fitting({"length": 1.0}, used="linear"))
    longest, _ = run(searcher, world.TWO_HOPS, ONE_SEARCH)
    assert lengths(shortest) == sorted(lengths(shortest))
    assert lengths(longest) == sorted(lengths(longest), reverse=True)
    assert lengths(shortest)[0] < lengths(longest)[0]
    told = next(each for each in heard if isinstance(each, EvidenceWeighed))
    assert (told.round, told.steps) == (1, ())
    assert list(told.baseline) == sorted(told.baseline, reverse=True)
    assert sorted(told.before)[0] >= 1 and len(told.passages) == len(told.baseline)


def test_off_leaves_the_passages_as_the_searches_rank_them(searcher: Searcher) -> None:
    put(searcher, fitting({"length": -1.0}))
    found = searcher.search(world.TWO_HOPS, 3)
    selected, heard = run(searcher, world.TWO_HOPS, replace(ONE_SEARCH, selector="off"))
    assert selected.evidence == tuple(each.chunk_id for each in found.passages)
    assert not any(isinstance(each, EvidenceWeighed) for each in heard)


def test_a_network_that_is_sure_of_enough_saves_the_rounds_and_one_that_is_not_asks_for_them(
    searcher: Searcher,
) -> None:
    plain = fitting({"fused": 1.0})
    put(searcher, saying(plain, 9.0))
    enough, heard = run(searcher, world.TWO_HOPS, ROUNDS)
    assert enough.rounds == 1 and not next(each.needed for each in heard if isinstance(each, LoopWeighed))
    put(searcher, saying(plain, -9.0))
    more, heard = run(searcher, world.TWO_HOPS, ROUNDS)
    assert more.rounds > 1 and next(each.chance for each in heard if isinstance(each, LoopWeighed)) > 0.99
    thought = [each for each in heard if isinstance(each, EvidenceWeighed)]
    assert [each.round for each in thought] == [1, more.rounds]
    assert all(len(each.steps) == 2 and each.steps[-1].drift < 0.2 for each in thought)


def test_the_linear_setting_leaves_the_network_out(searcher: Searcher) -> None:
    put(searcher, saying(fitting({"fused": 1.0}), 9.0))
    _, heard = run(searcher, world.TWO_HOPS, replace(ROUNDS, selector="linear"))
    assert all(each.steps == () for each in heard if isinstance(each, EvidenceWeighed))
    assert next(each.needed for each in heard if isinstance(each, LoopWeighed))


@pytest.mark.parametrize(("liking", "same"), [(-1.0, True), (-100.0, False)])
def test_after_the_rounds_linear_scores_put_in_only_what_has_plainly_earned_it(
    searcher: Searcher, liking: float, same: bool
) -> None:
    by_hand, _ = run(searcher, world.TWO_HOPS, replace(ROUNDS, selector="off"))
    put(searcher, fitting({}, used="linear", priors=Priors(liked({"fused": 1.0}), liked({"length": liking}))))
    chosen, heard = run(searcher, world.TWO_HOPS, ROUNDS)
    assert (set(chosen.evidence) == set(by_hand.evidence)) is same
    first, after = (each for each in heard if isinstance(each, EvidenceWeighed))
    assert (first.round, after.round) == (1, chosen.rounds) and after.steps == ()


def test_a_network_chooses_among_all_that_the_rounds_found(searcher: Searcher) -> None:
    put(searcher, saying(fitting({"kept": 1.0, "first": 0.01}), -9.0))
    by_hand, _ = run(searcher, world.TWO_HOPS, replace(ROUNDS, selector="off"))
    chosen, _ = run(searcher, world.TWO_HOPS, ROUNDS)
    assert set(chosen.evidence) == set(by_hand.evidence)
    assert set(chosen.leads) == set(by_hand.leads)
    assert len(set(chosen.ranking)) == len(chosen.ranking)


@pytest.mark.parametrize("changes", [{"encoder": "another"}, {"features": tuple(reversed(FEATURES))}])
def test_weights_of_another_make_are_left_out(searcher: Searcher, changes: dict[str, Any]) -> None:
    put(searcher, fitting({"length": -1.0}, **changes))
    selected, heard = run(searcher, world.TWO_HOPS, ONE_SEARCH)
    assert selected.evidence == tuple(each.chunk_id for each in searcher.search(world.TWO_HOPS, 3).passages)
    assert not any(isinstance(each, EvidenceWeighed) for each in heard)


def test_a_damaged_file_is_named_in_the_log_and_left_out(searcher: Searcher, caplog: pytest.LogCaptureFixture) -> None:
    (searcher.library.folder / choosing.FILE).write_bytes(b"PK\x03\x04 no zip")
    with caplog.at_level(logging.WARNING):
        selected, heard = run(searcher, world.TWO_HOPS, ONE_SEARCH)
    assert selected.evidence and not any(isinstance(each, EvidenceWeighed) for each in heard)
    assert "is left out" in caplog.text


def test_a_question_with_one_passage_or_none_is_answered_all_the_same(searcher: Searcher) -> None:
    put(searcher, fitting({"fused": 1.0}))
    for text in ("Brackwater", "zzz qqq"):
        selected, _ = run(searcher, text, ROUNDS)
        assert len(selected.evidence) <= 3


def test_what_goes_wrong_with_a_candidate_does_not_end_the_answer(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def damaged(*_: object) -> None:
        raise NacreError("a passage is damaged", "nacre verify")

    put(searcher, fitting({"length": -1.0}, used="linear"))
    monkeypatch.setattr("engine.reasoning.selecting.gathering.first", damaged)
    with caplog.at_level(logging.WARNING):
        selected, _ = run(searcher, world.TWO_HOPS, ONE_SEARCH)
    assert selected.evidence == tuple(each.chunk_id for each in searcher.search(world.TWO_HOPS, 3).passages)
    assert "a passage is damaged" in caplog.text


def test_passages_beyond_those_that_were_weighed_follow_them(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(searcher, fitting({"length": -1.0}, used="linear"))
    monkeypatch.setattr("engine.reasoning.selecting.gathering.K", 2)
    found = searcher.search(world.TWO_HOPS, 4)
    selected = select(searcher, found, replace(ONE_SEARCH, passages=4))
    assert set(selected.evidence) == {each.chunk_id for each in found.passages}
