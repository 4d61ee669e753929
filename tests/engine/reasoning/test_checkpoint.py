"""An answer and its trace on disk while they grow."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.errors import Cancelled
from engine.events import (
    AnswerDelta,
    Answered,
    Event,
    Halted,
    ModelLoading,
    PromptMade,
    QueryRead,
    Searched,
    TurnStored,
    Withdrawn,
)
from engine.library.store import Library
from engine.reasoning import checkpoint
from engine.reasoning.checkpoint import Checkpoint
from engine.records import Answer
from tests.engine import killed_process, shelf
from tests.engine.reasoning.turns import Turns

QUERY = QueryRead("When?", ("when",), "")
PROMPT = PromptMade("qwen", 10, 100, 2, ())
ANSWER = Answer("When?", "At noon.", False, 0, (), (), 1, "supported", 0.5, {"total": 1.0})


@pytest.fixture
def conversation(library: Library) -> int:
    number = library.conversations.new()
    library.conversations.add_turn(number, "user", "When?")
    return number


def test_what_was_told_while_an_answer_was_made_is_stored_with_it(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path / "coast", {"light.md": "# The light\n\nThe light was built in 1868 by Ada.\n"})
    heard: list[Event] = []
    answer = Turns(library).ask("Who built it?", None, "", heard.append)
    assert answer.conversation_id is not None
    kept = library.conversations.traces.get(answer.conversation_id, answer.turn_id)
    left_out = (TurnStored, AnswerDelta, Answered)
    assert kept.events == tuple(event for event in heard if not isinstance(event, left_out))
    assert kept.total_ms == answer.timings["total"] and kept.question == "Who built it?"


def test_a_stopped_answer_keeps_the_trace_so_far(library: Library, conversation: int) -> None:
    growing = Checkpoint(library.conversations, conversation, lambda event: None)
    for event in (QUERY, AnswerDelta("At "), Withdrawn(), AnswerDelta("It")):
        growing(event)
    growing.cut()
    assert library.conversations.turns(conversation)[-1].text == "It"
    assert library.conversations.traces.get(conversation).events == (QUERY, Withdrawn())


@pytest.mark.parametrize("slow", [PROMPT, ModelLoading("qwen", 1_000)])
def test_before_a_model_works_the_trace_is_on_disk(library: Library, conversation: int, slow: Event) -> None:
    growing = Checkpoint(library.conversations, conversation, lambda event: None)
    growing(QUERY)
    assert len(library.conversations.turns(conversation)) == 1, "what is quick is stored once, at its end"
    growing(slow)
    _, answer = library.conversations.turns(conversation)
    assert (answer.role, answer.text, answer.partial) == ("nacre", "", True)
    assert library.conversations.traces.get(conversation).events == (QUERY, slow)
    growing(Halted("supported"))
    whole = growing.complete(ANSWER)
    assert whole.turn_id == answer.turn_id
    assert library.conversations.turns(conversation)[-1].partial is False
    assert library.conversations.traces.get(conversation).events == (QUERY, slow, Halted("supported"))


def die_while_the_model_reads(folder: Path, conversation: int) -> None:
    """Work of a process that is killed before the first word of an answer."""
    with Library.open(folder) as library:
        growing = Checkpoint(library.conversations, conversation, lambda event: None)
        growing(QUERY)
        growing(PROMPT)
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_kill_leaves_the_trace_so_far(library: Library, conversation: int) -> None:
    process = killed_process.start(die_while_the_model_reads, library.folder, conversation)
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert library.conversations.turns(conversation)[-1].partial
    assert library.conversations.traces.get(conversation).events == (QUERY, PROMPT)


def test_of_a_long_search_no_more_than_a_second_is_lost(
    library: Library, conversation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [10.0]
    monkeypatch.setattr(checkpoint, "monotonic", lambda: clock[0])
    growing = Checkpoint(library.conversations, conversation, lambda event: None)
    growing(QUERY)
    clock[0] += checkpoint.EVERY_S
    growing(Searched("words", 1, "", 1000.0))
    assert len(library.conversations.traces.get(conversation).events) == 2


def test_a_cancel_within_the_search_keeps_what_was_found(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path / "coast", {"light.md": "# The light\n\nThe light was built in 1868 by Ada.\n"})
    cancel = Flag()
    with pytest.raises(Cancelled):
        Turns(library).ask(
            "Who built it?", None, "", lambda event: cancel.set() if isinstance(event, Searched) else None, cancel
        )
    kept = library.conversations.traces.get(1)
    assert [type(event).__name__ for event in kept.events][:3] == ["Routed", "QueryRead", "Searched"]
    assert kept.total_ms is None
