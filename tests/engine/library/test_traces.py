"""How answers came about, kept with them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import LibraryDamaged, UsageError
from engine.events import (
    AnswerDelta,
    Answered,
    Drafted,
    Event,
    Fused,
    Halted,
    QueryRead,
    Searched,
    TraceCut,
    Unknown,
    to_json,
)
from engine.library import migrations
from engine.library.packing import pack_text, unpack_text
from engine.library.store import Library
from engine.library.traces import LONGEST_BYTES, pack, unpack
from engine.records import Answer

TRACE: tuple[Event, ...] = (
    QueryRead("When is high water?", ("high", "water"), ""),
    Searched("words", 3, "The tide", 1.5),
    Searched("codes", 9, "The “quay”", 2.5),
    Fused((("The tide", 0.016), ("The quay", 0.015)), 0.5),
    Drafted(12, 2, 0.75, 9.0),
    Halted("supported"),
)


def answered(library: Library, trace: tuple[Event, ...] = TRACE, answer_json: str = "") -> tuple[int, int]:
    """A conversation with one question and its answer; the numbers of both."""
    talks = library.conversations
    conversation = talks.new()
    talks.add_turn(conversation, "user", "When is high water?")
    return conversation, talks.add_turn(conversation, "nacre", "At noon.", answer_json=answer_json, trace=trace).turn_id


def stored(packed: bytes) -> str:
    return unpack_text(packed, "a trace")


def test_a_trace_comes_back_as_it_was(library: Library) -> None:
    conversation, turn = answered(library, answer_json=json.dumps({"timings": {"words": 1.5, "total": 20.5}}))
    (trace,) = library.conversations.traces.of(conversation)
    assert (trace.turn_id, trace.events()) == (turn, TRACE)
    found = library.conversations.traces.get(conversation)
    assert found == library.conversations.traces.get(conversation, turn)
    assert (found.question, found.total_ms, found.events) == ("When is high water?", 20.5, TRACE)


def test_what_the_answer_itself_holds_is_left_out() -> None:
    answer = Answer("Q?", "At noon.", False, 0, (), (), 1, "supported", 0.5, {"total": 1.0})
    packed = pack([TRACE[0], AnswerDelta("At "), AnswerDelta("noon."), Halted("supported"), Answered(answer)])
    assert unpack(packed, 1) == (TRACE[0], Halted("supported"))
    assert "noon" not in stored(packed)


def test_a_later_trace_of_the_same_turn_takes_the_place_of_the_earlier(library: Library) -> None:
    conversation, turn = answered(library, TRACE[:2])
    library.conversations.update_turn(turn, "At noon.", partial=True)
    assert library.conversations.traces.get(conversation).events == TRACE[:2]
    library.conversations.update_turn(turn, "At noon.", trace=TRACE)
    assert library.conversations.traces.get(conversation).events == TRACE
    assert len(library.conversations.traces.of(conversation)) == 1


def test_a_purged_conversation_leaves_no_trace(library: Library) -> None:
    conversation, _ = answered(library)
    library.conversations.delete(conversation)
    library.conversations.purge([conversation])
    assert library.read().execute("SELECT COUNT(*) FROM traces").fetchone() == (0,)


def test_long_lists_and_texts_are_shortened_with_a_note() -> None:
    places = tuple((f"passage {n} {'long ' * 100}", 0.5) for n in range(1_000))
    events = unpack(pack([QueryRead("Q?", ("q",), ""), Fused(places, 1.0), Halted("supported")]), 1)
    query, fused, halted, note = events
    assert query == QueryRead("Q?", ("q",), "") and halted == Halted("supported") and note == TraceCut(0)
    assert isinstance(fused, Fused) and 0 < len(fused.passages) < 1_000
    assert all(name.endswith("…") for name, _ in fused.passages)


def test_of_too_many_events_the_first_and_the_last_stay() -> None:
    many = [Searched("words", n, "The tide", 1.0) for n in range(20_000)]
    packed = pack([QueryRead("Q?", ("q",), ""), *many, Halted("supported")])
    assert len(stored(packed).encode()) <= LONGEST_BYTES
    events = unpack(packed, 1)
    note = next(event for event in events if isinstance(event, TraceCut))
    assert note.left_out == 20_002 - (len(events) - 1) > 0
    assert (events[0], events[-1]) == (QueryRead("Q?", ("q",), ""), Halted("supported"))
    at = events.index(note)
    assert events[1:at] == tuple(many[: at - 1]) and events[at + 1 : -1] == tuple(many[at - len(events) + 2 :])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 200_000), max_size=8), st.text(min_size=1, max_size=3))
def test_whatever_comes_a_trace_stays_below_its_limit(lengths: list[int], text: str) -> None:
    packed = pack([Unknown(text, {"text": text * length, "list": [text] * length}) for length in lengths])
    assert len(stored(packed).encode()) <= LONGEST_BYTES
    unpack(packed, 1)


def test_half_characters_and_numbers_of_other_libraries_are_taken(library: Library) -> None:
    import numpy as np

    odd = (QueryRead("ü \ud800", ("\udfff",), ""), Searched("words", np.int64(3), "", np.float32(0.5)))  # type: ignore[arg-type]
    conversation, _ = answered(library, odd)
    query, searched = library.conversations.traces.get(conversation).events
    assert query == QueryRead("ü ?", ("?",), "") and searched == Searched("words", 3, "", 0.5)


def test_what_is_not_there_is_wrong_usage(library: Library) -> None:
    talks = library.conversations
    conversation, turn = answered(library)
    with pytest.raises(UsageError, match=f"conversation {conversation} has no answer {turn - 1}"):
        talks.traces.get(conversation, turn - 1)  # a question
    with pytest.raises(UsageError, match="conversation 99 has no answer"):
        talks.traces.get(99)
    old = talks.add_turn(conversation, "nacre", "At one.")
    with pytest.raises(UsageError, match=f"answer {old.turn_id} has no trace"):
        talks.traces.get(conversation)
    assert talks.traces.get(conversation, turn).events == TRACE


@pytest.mark.parametrize("damaged", [b"nothing", pack_text("{"), pack_text("[1]"), pack_text("3")])
def test_a_damaged_trace_is_named(library: Library, damaged: bytes) -> None:
    conversation, turn = answered(library)
    library.conversations.traces.keep(turn, damaged)
    with pytest.raises(LibraryDamaged, match=f"the trace of answer {turn}|trace of answer {turn} is damaged"):
        library.conversations.traces.get(conversation)


def test_an_older_library_keeps_its_conversations_and_has_room_for_traces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [function for function in migrations.MIGRATIONS if function.__name__ < "m004"]
    with monkeypatch.context() as older:
        older.setattr(migrations, "MIGRATIONS", tuple(before))
        with Library.open(tmp_path) as library:
            library.database.connection().execute(
                "INSERT INTO conversations (id, title, created, updated) VALUES (7, 'Old', '', '')"
            )
            for role, text in (("user", "When?"), ("nacre", "At noon.")):
                library.database.connection().execute(
                    "INSERT INTO turns (conversation_id, role, text, time, answer_json, partial) "
                    "VALUES (7, ?, ?, '', '', 0)",
                    (role, text),
                )
    with Library.open(tmp_path) as library:
        talks = library.conversations
        question, answer = talks.turns(7)
        assert (question.text, answer.text) == ("When?", "At noon.")
        assert talks.traces.of(7) == () and talks.feedback.of(7) == ()
        talks.add_turn(7, "nacre", "At one.", trace=TRACE)
        assert talks.traces.get(7).events == TRACE
        assert talks.feedback.give(answer.turn_id, "good") is not None
        assert library.verify().problems == ()


def test_the_table_holds_json_that_other_programs_can_read(library: Library) -> None:
    _, turn = answered(library)
    library.database.checkpoint()
    connection = sqlite3.connect(library.folder / "library.db")
    (packed,) = connection.execute("SELECT events FROM traces WHERE turn_id = ?", (turn,)).fetchone()
    connection.close()
    assert json.loads(stored(packed)) == json.loads(json.dumps([to_json(event) for event in TRACE]))
