"""A kill while a better draft is looked for brings the draft that stood back, and its marks lead to its sources."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.events import DraftStands
from engine.library.store import Library
from engine.reasoning.checkpoint import Checkpoint
from tests.engine import killed_process
from tests.engine.reasoning.refining.house import BUILT, QUESTION, WRONG, Author, Desk
from tests.engine.reasoning.writer import Chat
from tui.talk import Entry, from_turns


def die_in_round_two(folder: Path) -> None:
    """Work of a process that is killed when the model is asked for the second draft."""

    def die(number: int, cancel: Flag) -> None:
        if number == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    with Library.open(folder) as library:
        desk = Desk(library, folder.parent, Chat(Author(f"{BUILT} {WRONG}", BUILT, before=die)))
        number = library.conversations.new()
        library.conversations.add_turn(number, "user", QUESTION)
        desk.refine(listen=Checkpoint(library.conversations, number, lambda event: None))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_the_draft_that_stood_comes_back_with_its_sources(tmp_path: Path) -> None:
    process = killed_process.start(die_in_round_two, tmp_path / "library")
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    with Library.open(tmp_path / "library") as library:
        question, answer = from_turns(library.conversations.turns(1))
    assert answer.text.startswith("Isla Menzies built the lighthouse in 1868. [1]")
    assert [source.place.title for source in answer.sources][:1] == ["The light"]
    assert question.state != "unanswered"
    assert answer.state == "cut", "its sources do not make it whole"


def test_while_a_better_draft_is_looked_for_the_marks_lead_to_the_sources(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        desk = Desk(library, tmp_path, Chat(Author(f"{BUILT} {WRONG}", BUILT)))
        desk.refine()
    standing = next(event for event in desk.events if isinstance(event, DraftStands))
    entry = Entry("answer", "Isla", state="working")
    entry.stands(standing.text, standing.citations)
    assert entry.marks == {1} and entry.state == "working"
    entry.stands("", ())
    assert not entry.marks, "it was withdrawn"
