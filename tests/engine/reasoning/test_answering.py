"""A question's way without a language model: stored first, answered with exact quotes or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.config import AskSettings
from engine.errors import Cancelled, UsageError
from engine.events import (
    AnswerDelta,
    Answered,
    Checked,
    Drafted,
    Event,
    Fused,
    Halted,
    LoopWeighed,
    QueryRead,
    Routed,
    Searched,
    TurnStored,
)
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning import compose, weights
from engine.reasoning.answering import EMPTY, NO_MATCH, NO_WORDS, WEAK, Answerer, checked_question
from engine.reasoning.check import dangling
from engine.reasoning.compose import MAX_WORDS
from engine.reasoning.wording import count_words
from engine.records import Answer
from engine.retrieval.searcher import Searcher
from tests.engine import shelf
from tests.engine.reasoning.turns import Turns

TEXTS = {
    "light.md": "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies [3]. Its tower is 41 metres high.\r\n",
    "ferry.md": "# The ferry\n\nThe ferry to the lighthouse leaves at noon. It carries twelve people.\n",
    "seals.txt": "Seals rest on the rocks below the lighthouse in June.\n",
}
QUESTION = "Who built the lighthouse?"


@pytest.fixture
def answerer(library: Library, tmp_path: Path) -> Turns:
    shelf.fill(library, tmp_path / "coast", TEXTS)
    return Turns(library)


@pytest.fixture
def threshold(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the support below which an answer is an abstention; every sentence that fits is then worth its words."""

    def put(value: float) -> None:
        fitted = replace(weights.load(0), threshold=value, worth=0.0)
        monkeypatch.setattr(weights, "load", lambda tier: fitted)
        monkeypatch.setattr(compose, "RELATIVE", 0.0)

    return put


def assert_cited(library: Library, answer: Answer) -> None:
    assert dangling(answer.text, answer.citations) == 0
    for citation in answer.citations:
        place = citation.place
        assert library.text(place.version)[place.char_start : place.char_end] == citation.quote


def test_an_answer_quotes_its_sources_letter_for_letter(answerer: Turns, library: Library) -> None:
    answer = answerer.answer(QUESTION)
    assert (answer.abstained, answer.halt, answer.tier, answer.rounds) == (False, "supported", 0, 1)
    assert answer.text.startswith("The lighthouse was built in 1868 by Isla Menzies. [1]")
    assert answer.citations[0].quote == "The lighthouse was built in 1868 by Isla Menzies [3]."
    assert answer.citations[0].place.path.endswith("light.md")
    assert count_words(answer.text) <= MAX_WORDS
    assert 0 < answer.support <= 1
    assert answer.timings.keys() == {"words", "codes", "fusion", "gate", "rounds", "draft", "check", "total"}
    assert_cited(library, answer)


@pytest.mark.parametrize(
    "question",
    ["ferry", "WHEN does the FERRY leave?", "lighthouse lighthouse", "41", '"seals" NEAR rocks*', "ü \ud800 seals"],
)  # fmt: skip
def test_whatever_is_asked_every_citation_is_exact(
    answerer: Turns, library: Library, threshold: Callable[[float], None], question: str
) -> None:
    threshold(0.0)
    answer = answerer.answer(question)
    assert answer.citations and not answer.abstained
    assert_cited(library, answer)


def test_every_step_is_told_in_order(answerer: Turns) -> None:
    heard: list[Event] = []
    answer = answerer.ask(QUESTION, None, "coast", heard.append)
    kinds = [type(event) for event in heard]
    looked = [QueryRead, Searched, Searched, Fused, LoopWeighed]
    assert kinds[:10] == [TurnStored, Routed, *looked, Drafted, Checked, Halted]
    assert set(kinds[10:-1]) == {AnswerDelta} and kinds[-1] is Answered
    assert "".join(event.text for event in heard if isinstance(event, AnswerDelta)) == answer.text
    assert heard[-1] == Answered(answer)
    checked = next(event for event in heard if isinstance(event, Checked))
    assert checked.citations == checked.exact == len(answer.citations)


def test_the_question_is_on_disk_before_anything_is_looked_for(answerer: Turns, library: Library) -> None:
    stored: list[list[str]] = []

    def listen(event: Event) -> None:
        if isinstance(event, TurnStored):
            with Library.open(library.folder) as other:
                stored.append([turn.text for turn in other.conversations.turns(event.conversation_id)])
        elif isinstance(event, QueryRead):
            assert stored, "the search has begun before the question was stored"

    answerer.ask(f"  {QUESTION}\n", None, "", listen)
    assert stored == [[QUESTION]]


def test_the_answer_is_stored_whole_and_goes_on_with_its_conversation(answerer: Turns, library: Library) -> None:
    first = answerer.ask(QUESTION, None, "")
    second = answerer.ask("When does the ferry leave?", first.conversation_id, "")
    assert second.conversation_id == first.conversation_id is not None
    turns = library.conversations.turns(first.conversation_id)
    assert [turn.role for turn in turns] == ["user", "nacre"] * 2
    assert not any(turn.partial for turn in turns)
    assert [turns[1].turn_id, turns[3].turn_id] == [first.turn_id, second.turn_id]
    stored = json.loads(turns[1].answer_json)
    assert stored["text"] == turns[1].text == first.text
    assert [citation["quote"] for citation in stored["citations"]] == [each.quote for each in first.citations]
    assert stored["nearest"] and stored["timings"]["total"] == first.timings["total"]


def test_an_empty_library_says_how_to_fill_it(library: Library) -> None:
    answer = Turns(library).answer(QUESTION)
    assert (answer.abstained, answer.halt, answer.text) == (True, "empty library", EMPTY)
    assert answer.citations == () and answer.nearest == ()


@pytest.mark.parametrize("question", ["What is it that they are?", "???", "¿!…"])
def test_a_question_without_words_is_not_guessed_at(answerer: Turns, question: str) -> None:
    answer = answerer.answer(question)
    assert (answer.abstained, answer.halt, answer.text, answer.citations) == (True, "no words", NO_WORDS, ())
    assert answer.nearest == ()  # nothing is near to no question


def test_where_nothing_is_found_the_library_does_not_say(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.md", "# Light\n\nThe lamp burned paraffin.\n")  # without vectors words are all
    answerer = Turns(library)
    answer = answerer.answer("Which walrus?")
    assert (answer.abstained, answer.halt, answer.text, answer.nearest) == (True, "no match", NO_MATCH, ())
    assert answerer.answerer.answer("Which lamp?", documents=[]).halt == "no match"


def test_weak_support_abstains_with_the_nearest_passages(answerer: Turns, threshold: Callable[[float], None]) -> None:
    threshold(1.1)
    answer = answerer.answer(QUESTION)
    assert (answer.abstained, answer.halt, answer.text, answer.citations) == (True, "weak support", WEAK, ())
    assert answer.nearest[0].place.title == "The light"


def test_a_quote_that_has_changed_in_the_source_is_not_shown(
    answerer: Turns, library: Library, threshold: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    threshold(0.0)
    found = answerer.answerer.searcher.search(QUESTION)
    chosen = answerer.answerer.drafter.draft(found.query, found.passages).chosen
    false = [replace(each, evidence=replace(each.evidence, quote=each.evidence.quote.upper())) for each in chosen]
    draft = replace(answerer.answerer.drafter.draft(found.query, found.passages), chosen=false)
    monkeypatch.setattr(answerer.answerer.drafter, "draft", lambda *given: draft)
    answer = answerer.answer(QUESTION)
    assert (answer.abstained, answer.halt, answer.citations) == (True, "weak support", ())


def test_a_question_that_is_too_long_or_empty_is_refused_and_not_stored(answerer: Turns, library: Library) -> None:
    for question, match in (("x" * 100_000, "100,000 characters"), ("", "empty"), (" \n\t", "empty")):
        with pytest.raises(UsageError, match=match):
            answerer.ask(question, None, "")
    assert library.conversations.list() == ()
    longest = "x" * AskSettings().max_question_characters
    assert checked_question(f" {longest} ", AskSettings()) == longest


def test_a_scope_narrows_and_one_that_matches_nothing_keeps_the_question(answerer: Turns, library: Library) -> None:
    answer = answerer.answer("lighthouse", "*.txt")
    assert {passage.place.title for passage in answer.nearest} == {"seals"}
    with pytest.raises(UsageError, match="nothing in the library matches"):
        answerer.ask(QUESTION, None, "*.pdf")
    (info,) = library.conversations.list()
    assert [turn.text for turn in library.conversations.turns(info.conversation_id)] == [QUESTION]


def test_an_unknown_conversation_is_refused(answerer: Turns, library: Library) -> None:
    with pytest.raises(UsageError, match="no conversation 99"):
        answerer.ask(QUESTION, 99, "")
    assert library.conversations.list() == ()


def test_a_cancel_before_the_answer_keeps_the_question_and_an_empty_answer(answerer: Turns, library: Library) -> None:
    cancel = Flag()

    def listen(event: Event) -> None:
        if isinstance(event, Searched):
            cancel.set()

    with pytest.raises(Cancelled):
        answerer.ask(QUESTION, None, "", listen, cancel)
    (info,) = library.conversations.list()
    turns = library.conversations.turns(info.conversation_id)
    assert [(turn.role, turn.text, turn.partial) for turn in turns] == [("user", QUESTION, False), ("nacre", "", True)]


def test_a_cancel_within_the_answer_keeps_what_was_said(
    answerer: Turns, library: Library, threshold: Callable[[float], None]
) -> None:
    threshold(0.0)
    whole = answerer.answer(QUESTION).text
    assert whole.count("\n\n") >= 1, "several sources answer"
    cancel = Flag()
    said: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, AnswerDelta):
            said.append(event.text)
            cancel.set()

    with pytest.raises(Cancelled):
        answerer.ask(QUESTION, None, "", listen, cancel)
    (info,) = library.conversations.list()
    partial = library.conversations.turns(info.conversation_id)[-1]
    assert (partial.role, partial.partial, partial.text) == ("nacre", True, "".join(said))
    assert partial.text and whole.startswith(partial.text) and partial.text != whole


def test_nothing_is_stored_by_answering_alone(answerer: Turns, library: Library) -> None:
    answer = answerer.answer(QUESTION)
    assert (answer.conversation_id, answer.turn_id) == (None, None)
    assert library.conversations.list() == ()


def test_no_passages_to_draw_on_is_no_crash(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path / "coast", TEXTS)
    answerer = Answerer(Searcher(library, HashedEncoder()), AskSettings(passages=0))
    answer = answerer.answer(QUESTION)
    assert answer.abstained and answer.halt == "weak support" and answer.nearest
