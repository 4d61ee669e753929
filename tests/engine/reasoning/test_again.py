"""Asking again: alternatives beside what was asked and answered."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from engine.config import ModelSettings
from engine.errors import UsageError
from engine.events import AnswerDelta, Event, QuestionResolved, Withdrawn
from engine.library.store import Library
from engine.reasoning.again import asked_again
from engine.reasoning.checkpoint import Checkpoint
from engine.reasoning.prose import Prose
from engine.reasoning.wish import Wish
from engine.records import Answer
from tests.engine import killed_process, shelf
from tests.engine.reasoning.turns import Turns
from tests.engine.reasoning.writer import Chat, Speaker

COAST = {
    "light.md": "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies. Its lamp burns paraffin.\n",
    "mill.md": "# The mill\n\nThe windmill was painted in 1901 by Ada Bell. Its sails are green.\n",
}
WHO, OTHER = "Who built the lighthouse?", "Who painted the windmill?"


@pytest.fixture
def turns(library: Library, tmp_path: Path) -> Turns:
    shelf.fill(library, tmp_path / "coast", COAST)
    return Turns(library)


def again(turns: Turns, instead_of: int, question: str = "") -> Answer:
    return turns.asker.ask(question, None, Wish("", ()), instead_of=instead_of)


def texts(library: Library, conversation: int | None) -> list[str]:
    assert conversation is not None
    return [turn.text for turn in library.conversations.turns(conversation)]


def test_an_answer_is_given_again_beside_the_first(turns: Turns, library: Library) -> None:
    first = turns.ask(WHO, None, "")
    assert first.turn_id is not None
    second = again(turns, first.turn_id)
    talks = library.conversations
    assert second.conversation_id == first.conversation_id and second.question == WHO
    question, shown = talks.turns(1)
    assert shown.turn_id == second.turn_id and (shown.branch, shown.branches) == (2, 2)
    assert [each.turn_id for each in talks.siblings(first.turn_id)] == [first.turn_id, second.turn_id]
    assert question.branches == 1, "the question is not stored twice"


def test_a_question_that_has_no_answer_gets_one_in_its_place(turns: Turns, library: Library) -> None:
    conversation = library.conversations.new()
    asked = library.conversations.add_turn(conversation, "user", WHO)
    answer = again(turns, asked.turn_id)
    assert texts(library, conversation) == [WHO, answer.text], "the question is not stored twice"
    second = again(turns, asked.turn_id)
    shown = library.conversations.turns(conversation)[-1]
    assert (shown.turn_id, shown.branch, shown.branches) == (second.turn_id, 2, 2)


def test_an_edited_question_begins_a_branch_and_what_followed_stays(turns: Turns, library: Library) -> None:
    first = turns.ask(WHO, None, "")
    turns.ask("What does its lamp burn?", first.conversation_id, "")
    whole = texts(library, first.conversation_id)
    question = library.conversations.turns(1)[0]
    edited = again(turns, question.turn_id, OTHER)
    assert texts(library, 1) == [OTHER, edited.text] and "Ada Bell" in edited.text
    library.conversations.choose(question.turn_id)
    assert texts(library, 1) == whole


def test_a_follow_up_follows_on_its_own_branch_alone(turns: Turns, library: Library) -> None:
    first = turns.ask(WHO, None, "")
    again(turns, library.conversations.turns(1)[0].turn_id, OTHER)
    heard: list[Event] = []
    turns.ask("Who painted it?", first.conversation_id, "", heard.append)
    (resolved,) = [event for event in heard if isinstance(event, QuestionResolved)]
    assert "windmill" in resolved.question and "lighthouse" not in resolved.question
    assert len(library.conversations.turns(1)) == 4


def test_an_answer_that_comes_after_another_branch_was_chosen_takes_its_own_place(
    turns: Turns, library: Library
) -> None:
    talks = library.conversations
    first = turns.ask(WHO, None, "")
    assert first.turn_id is not None
    late = talks.add_turn(1, "user", OTHER)
    growing = Checkpoint(talks, 1, lambda event: None, late.turn_id)
    other = talks.add_turn(1, "user", "And the keeper?", parent=first.turn_id)
    growing.complete(first)
    assert [turn.turn_id for turn in talks.turns(1)][-1] == other.turn_id
    assert [turn.text for turn in talks.choose(late.turn_id)] == [WHO, first.text, OTHER, first.text]


def test_a_model_is_not_given_what_it_read_on_another_branch(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path / "coast", COAST)
    prose = Prose(Chat(Speaker("The windmill was painted in 1901 by Ada Bell [1].")), ModelSettings())
    turns = Turns(library, prose)
    first = turns.ask(OTHER, None, "")
    question, answer = library.conversations.turns(1)
    read = prose.read(question.turn_id)
    assert len(read) == 1
    assert turns.asker._read(library.conversations.turns(1)) == read
    again(turns, answer.turn_id)
    assert turns.asker._read(library.conversations.turns(1)) == (), "which of the two it read is not known"
    again(turns, question.turn_id, WHO)
    edited = library.conversations.turns(1)
    assert turns.asker._read(edited) == prose.read(edited[0].turn_id) != read
    assert first.conversation_id == 1


def test_a_stopped_second_answer_leaves_the_first(turns: Turns, library: Library) -> None:
    first = turns.ask(WHO, None, "")
    assert first.turn_id is not None

    def listen(event: Event) -> None:
        if isinstance(event, AnswerDelta | Withdrawn):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        turns.asker.ask("", None, Wish("", ()), listen, instead_of=first.turn_id)
    assert texts(library, 1) == [WHO, first.text]


def test_what_cannot_be_asked_again_says_why(turns: Turns, library: Library) -> None:
    first = turns.ask(WHO, None, "")
    assert first.turn_id is not None
    question = library.conversations.turns(1)[0].turn_id
    for instead_of, words, why in (
        (99, "", "there is no message 99"),
        (first.turn_id, OTHER, f"answers another question. Name the question's turn, {question}"),
    ):
        with pytest.raises(UsageError, match=why):
            again(turns, instead_of, words)
    library.conversations.delete(1)
    with pytest.raises(UsageError, match="conversation 1 is deleted"):
        again(turns, first.turn_id)
    library.conversations.undelete(1)
    lonely = library.conversations.add_turn(library.conversations.new(), "nacre", "Hm.")
    with pytest.raises(UsageError, match="stands without a question"):
        again(turns, lonely.turn_id)


def die_while_answering_again(folder: Path, turn: int, statement: int) -> None:
    """Work of a process that is killed in the middle of storing a branch."""
    with Library.open(folder) as library:
        killed_process.die_before(statement)
        asked = asked_again(library.conversations, turn, "When, exactly?")
        growing = Checkpoint(library.conversations, 1, lambda event: None, asked.turn_id)
        growing(AnswerDelta("At "))
        growing.cut()
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("statement", [0, *range(3, 40, 3)])
def test_a_kill_while_a_branch_is_stored_loses_nothing_of_what_was_there(library: Library, statement: int) -> None:
    talks = library.conversations
    talks.new()
    question = talks.add_turn(1, "user", "When?")
    talks.add_turn(1, "nacre", "At noon.")
    process = killed_process.start(die_while_answering_again, library.folder, question.turn_id, statement)
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert library.verify().problems == ()
    shown = [turn.text for turn in talks.turns(1)]
    assert shown in (["When?", "At noon."], ["When, exactly?"], ["When, exactly?", "At "])
    assert [turn.text for turn in talks.choose(question.turn_id)] == ["When?", "At noon."]
    assert statement or shown == ["When, exactly?", "At "]
