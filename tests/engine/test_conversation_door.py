"""Conversations through the door: asked again, chosen, put away and brought back, exported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.errors import UsageError
from engine.events import Event, TurnStored

LIGHT = "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies. Its tower is 41 metres high.\n"
WHO = "Who built the lighthouse?"


@pytest.fixture
def engine(tmp_path: Path, tier_0: None) -> Iterator[Engine]:
    (tmp_path / "light.md").write_text(LIGHT, "utf-8")
    with Engine.open(tmp_path / "library", settings=Settings()) as opened:
        opened.ingest.run([tmp_path / "light.md"])
        yield opened


def test_an_answer_and_a_question_get_siblings_that_can_be_chosen(engine: Engine) -> None:
    talks = engine.conversations
    first = engine.ask.ask(WHO)
    assert first.conversation_id is not None and first.turn_id is not None
    heard: list[Event] = []
    again = engine.ask.ask("", instead_of=first.turn_id, listen=heard.append)
    assert (again.question, again.text) == (WHO, first.text)
    question = talks.turns(first.conversation_id)[0]
    assert TurnStored(first.conversation_id, question.turn_id) in heard
    edited = engine.ask.ask("How high is the tower?", instead_of=question.turn_id)
    assert [turn.turn_id for turn in talks.turns(first.conversation_id)][-1] == edited.turn_id
    assert [turn.turn_id for turn in talks.siblings(first.turn_id)] == [first.turn_id, again.turn_id]
    assert [turn.turn_id for turn in talks.choose(first.turn_id)] == [question.turn_id, first.turn_id]
    assert len(talks.every_turn(first.conversation_id)) == 5 and talks.info(first.conversation_id).leaves == 3
    assert talks.trace(first.conversation_id).turn_id == first.turn_id, "of the active path's last answer"
    exported = json.loads(talks.export_all(first.conversation_id, "json"))
    assert [turn["active"] for turn in exported["turns"]] == [True, True, False, False, False]
    assert talks.export(first.conversation_id, "html").count("<article") == 2


def test_conversations_are_named_pinned_archived_deleted_and_brought_back(engine: Engine) -> None:
    talks = engine.conversations
    first, second = talks.new(), talks.new()
    talks.rename(first, "Tides")
    talks.pin(first)
    assert [info.conversation_id for info in talks.list()] == [first, second]
    talks.unpin(first)
    talks.archive(second)
    assert [info.conversation_id for info in talks.list(state="archived")] == [second]
    talks.unarchive(second)
    talks.delete(first)
    assert [info.title for info in talks.list(state="deleted", titled="tid")] == ["Tides"]
    with pytest.raises(UsageError, match="is deleted"):
        engine.ask.ask(WHO, conversation=first)
    talks.undelete(first)
    talks.delete(second)
    assert (talks.purge([second]), [info.conversation_id for info in talks.list()]) == (1, [first])


def test_background_work_removes_what_was_deleted_long_ago(engine: Engine) -> None:
    long_ago = (datetime.now().astimezone() - timedelta(days=31)).isoformat(timespec="seconds")
    conversation = engine.conversations.new("Old")
    engine.conversations.delete(conversation)
    with engine._room.library.write() as connection:
        connection.execute("UPDATE conversations SET deleted = ?", (long_ago,))
    assert engine.conversations.info(conversation).deleted
    engine.ingest.work()
    with pytest.raises(UsageError, match=f"there is no conversation {conversation}"):
        engine.conversations.info(conversation)
