"""What the user says of answers."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from engine.errors import UsageError
from engine.events import Halted
from engine.library.export import export
from engine.library.feedback import Feedback
from engine.library.store import Library
from engine.records import Answer

ANSWER = Answer("When?", "At noon.", False, 2, (), (), 1, "supported", 0.5, {"total": 1.0}, model="qwen")


@pytest.fixture
def turn(library: Library) -> int:
    """The number of an answer, in a conversation that begins with its question."""
    talks = library.conversations
    conversation = talks.new()
    talks.add_turn(conversation, "user", "When?")
    trace = [Halted("supported")]
    return talks.add_turn(
        conversation, "nacre", "At noon.", answer_json=json.dumps(asdict(ANSWER)), trace=trace
    ).turn_id


def test_a_verdict_is_stored_with_what_gave_the_answer(library: Library, turn: int) -> None:
    given = library.conversations.feedback.give(turn, "good", "  short and right\n", "minilm/int8")
    assert given is not None
    assert given == Feedback(turn, "good", "short and right", given.time, "qwen", 2, "minilm/int8")
    assert library.conversations.feedback.of(1) == (given,)


def test_another_verdict_or_reason_takes_its_place(library: Library, turn: int) -> None:
    feedback = library.conversations.feedback
    for verdict, reason in (("good", ""), ("bad", ""), ("bad", "wrong year"), ("bad", "wrong place"), ("good", "")):
        given = feedback.give(turn, verdict, reason)
        assert given is not None and feedback.of(1) == (given,)
        assert (given.verdict, given.reason) == (verdict, reason)


@pytest.mark.parametrize(("first", "again"), [("", ""), ("wrong year", ""), ("wrong year", "wrong year")])
def test_the_same_again_takes_it_back(library: Library, turn: int, first: str, again: str) -> None:
    feedback = library.conversations.feedback
    assert feedback.give(turn, "bad", first) is not None
    assert feedback.give(turn, "bad", again) is None
    assert feedback.of(1) == () and list(feedback.judged()) == []


def test_only_answers_are_judged_and_only_as_good_or_bad(library: Library, turn: int) -> None:
    feedback = library.conversations.feedback
    with pytest.raises(UsageError, match="is a question, not an answer"):
        feedback.give(turn - 1, "good")
    with pytest.raises(UsageError, match="there is no answer 99"):
        feedback.give(99, "good")
    with pytest.raises(UsageError, match=r"'fair' is no verdict\. Say good or bad"):
        feedback.give(turn, "fair")


def test_an_example_has_question_answer_and_trace(library: Library, turn: int) -> None:
    library.conversations.feedback.give(turn, "good")
    (example,) = library.conversations.feedback.judged()
    assert (example.conversation_id, example.question, example.text) == (1, "When?", "At noon.")
    assert json.loads(example.answer_json)["model"] == "qwen"
    assert example.events == (Halted("supported"),)


def test_an_answer_that_was_cut_off_can_be_judged(library: Library) -> None:
    cut = library.conversations.add_turn(library.conversations.new("Talk"), "nacre", "At", partial=True)
    given = library.conversations.feedback.give(cut.turn_id, "bad")
    assert given is not None and (given.model, given.tier) == ("", None)
    (example,) = library.conversations.feedback.judged()
    assert (example.question, example.text, example.events) == ("", "At", ())


def test_a_deleted_conversation_takes_its_verdicts_along(library: Library, turn: int) -> None:
    library.conversations.feedback.give(turn, "good")
    library.conversations.delete(1)
    assert list(library.conversations.feedback.judged()) == []
    library.conversations.purge()
    assert library.read().execute("SELECT COUNT(*) FROM feedback").fetchone() == (0,)


def test_an_export_says_it(library: Library, turn: int) -> None:
    given = library.conversations.feedback.give(turn, "bad", "wrong\n# year", "hashed/1")
    assert given is not None
    assert "At noon.\n\nCalled bad: wrong # year\n" in export(library.conversations, 1)
    question, answer = json.loads(export(library.conversations, 1, "json"))["turns"]
    assert question["feedback"] is None
    assert answer["feedback"] == {
        "verdict": "bad", "reason": "wrong\n# year", "time": given.time, "model": "qwen", "tier": 2,
        "encoder": "hashed/1",
    }  # fmt: skip
