"""The loop on a small library: what it finds, when it stops, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.events import Event, EvidenceChosen, FollowedUp, LoopWeighed
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.loop.select import DEFAULTS, select
from engine.reasoning.loop.selected import Selected
from engine.reasoning.loop.settings import Budget, LoopSettings, Parts
from engine.retrieval.searcher import Searcher
from tests.engine.reasoning.loop import world

ALWAYS = replace(DEFAULTS, passages=3, parts=Parts(gate=False))


@pytest.fixture
def searcher(library: Library, tmp_path: Path) -> Searcher:
    return world.build(library, tmp_path)


def titles(selected: Selected) -> list[str]:
    return [passage.place.title for passage in selected.passages]


def run(searcher: Searcher, text: str, settings: LoopSettings = ALWAYS) -> Selected:
    return select(searcher, searcher.search(text, settings.passages), settings)


def test_a_name_in_the_first_passage_leads_to_the_second(searcher: Searcher) -> None:
    found = run(searcher, world.TWO_HOPS)
    assert {"The Glass Lantern", "Orla Fenwick"} <= set(titles(found))
    fenwick = next(each.chunk_id for each in found.passages if each.place.title == "Orla Fenwick")
    assert fenwick in found.ranking[:3]
    assert found.record and found.record[0].number == 2 and found.record[0].searches > 0


def test_a_second_name_leads_to_the_third(searcher: Searcher) -> None:
    found = run(searcher, world.THREE_HOPS, replace(ALWAYS, passages=4))
    assert {"The Glass Lantern", "Orla Fenwick", "Brackwater"} <= set(titles(found))


def test_the_evidence_comes_first_and_every_candidate_once(searcher: Searcher) -> None:
    found = run(searcher, world.TWO_HOPS)
    assert found.ranking[: len(found.evidence)] == found.evidence
    assert len(set(found.ranking)) == len(found.ranking)
    assert tuple(each.chunk_id for each in found.passages) == found.evidence
    assert set(found.leads) <= set(found.evidence)
    assert all(lead.source in found.evidence for lead in found.leads.values())


def test_each_round_tells_what_it_was_led_by_and_whether_it_counts(searcher: Searcher) -> None:
    heard: list[Event] = []
    found = select(searcher, searcher.search(world.TWO_HOPS, 3), ALWAYS, heard.append)
    assert isinstance(heard[0], LoopWeighed) and heard[0].needed
    rounds = [event for event in heard if isinstance(event, FollowedUp)]
    assert [each.round for each in rounds] == [each.number for each in found.record]
    assert all(each.accepted == (each.why == "support rises") for each in rounds)
    assert isinstance(heard[-1], EvidenceChosen) and heard[-1].halt == found.halt
    assert rounds and rounds[0].before and all(each.passages for each in rounds)
    for earlier, later in pairwise(rounds):
        assert later.before == (earlier.passages if earlier.accepted else earlier.before)
    assert all((each.support_after > each.support_before) and each.brought for each in found.record if each.accepted)
    assert not any(each.brought for each in found.record if not each.accepted)


def test_a_gate_that_is_not_passed_leaves_the_search_as_it_is(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.reasoning.loop import gate

    shut = replace(gate.load(), threshold=1.1)
    monkeypatch.setattr(gate, "load", lambda: shut)
    heard: list[Event] = []
    found = searcher.search(world.ONE_HOP, 5)
    selected = select(searcher, found, DEFAULTS, heard.append)
    assert (selected.halt, selected.rounds, selected.record) == ("not needed", 1, ()), "it says nothing of long"
    assert selected.passages == found.passages
    assert [type(event) for event in heard] == [LoopWeighed]
    assert select(searcher, searcher.search("bread dough", 5), DEFAULTS).halt == "covered"


def test_one_round_is_the_search_itself(searcher: Searcher) -> None:
    found = run(searcher, world.TWO_HOPS, replace(ALWAYS, budget=Budget(rounds=1)))
    assert (found.halt, found.rounds) == ("not needed", 1)


def test_no_time_leaves_the_first_evidence(searcher: Searcher) -> None:
    first = searcher.search(world.TWO_HOPS, 3)
    found = select(searcher, first, replace(ALWAYS, budget=Budget(seconds=-1.0)))
    assert found.halt == "time" and found.record == ()
    assert found.evidence == tuple(each.chunk_id for each in first.passages)


def test_a_cancel_ends_the_loop_with_what_counted_until_then(searcher: Searcher) -> None:
    cancel = Flag()
    cancel.set()
    found = select(searcher, searcher.search(world.TWO_HOPS, 3), ALWAYS, cancel=cancel)
    assert found.halt == "cancelled" and len(found.passages) == 3


def test_only_the_named_documents_are_evidence(searcher: Searcher) -> None:
    rows = searcher.library.read().execute("SELECT id, path FROM documents").fetchall()
    some = [document for document, path in rows if not path.endswith("fenwick.md")]
    found = select(searcher, searcher.search(world.TWO_HOPS, 3, some), ALWAYS, documents=some)
    assert "Orla Fenwick" not in titles(found)


def test_nothing_found_needs_nothing(library: Library) -> None:
    searcher = Searcher(library, HashedEncoder())
    found = select(searcher, searcher.search("anything at all", 3), ALWAYS)
    assert (found.halt, found.evidence, found.passages) == ("not needed", (), ())


def test_a_question_of_stop_words_is_no_failure(searcher: Searcher) -> None:
    found = run(searcher, "What is it?")
    assert len(found.ranking) == len(set(found.ranking))


def test_the_same_question_gives_the_same_evidence(searcher: Searcher) -> None:
    assert run(searcher, world.THREE_HOPS).evidence == run(searcher, world.THREE_HOPS).evidence


@pytest.mark.parametrize("parts", [Parts(gate=False, bridging=False), Parts(gate=False, acceptance=False)])
def test_parts_can_be_left_out(searcher: Searcher, parts: Parts) -> None:
    found = run(searcher, world.TWO_HOPS, replace(ALWAYS, parts=parts))
    assert len(found.evidence) == 3 and found.rounds >= 2
