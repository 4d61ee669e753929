"""Names, pins, the archive and the bin of conversations; and what is left of what was purged."""

from __future__ import annotations

import json
import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.events import QueryRead
from engine.library.conversations import Conversations
from engine.library.store import Library
from tests.engine import killed_process


def listed(talks: Conversations, state: str = "current", titled: str = "") -> list[int]:
    return [info.conversation_id for info in talks.list(state=state, titled=titled)]


@pytest.fixture
def talks(library: Library) -> Conversations:
    """Three conversations, the third last written to."""
    for text in ("Who rang the bell?", "When is high water?", "What burned in the lamp?"):
        number = library.conversations.new()
        library.conversations.add_turn(number, "user", text)
        with library.write() as connection:
            updated = f"2026-01-0{number}T10:00:00+00:00"
            connection.execute("UPDATE conversations SET updated = ? WHERE id = ?", (updated, number))
    return library.conversations


def test_the_pinned_stand_before_the_newest(talks: Conversations) -> None:
    assert listed(talks) == [3, 2, 1]
    talks.pin(1)
    assert listed(talks) == [1, 3, 2] and talks.info(1).pinned
    assert talks.latest() == 3, "the last one is still the last one written to"
    assert [info.conversation_id for info in talks.list(1)] == [1]
    talks.unpin(1)
    assert listed(talks) == [3, 2, 1]


def test_the_archived_are_out_of_the_way_and_still_found(talks: Conversations) -> None:
    talks.archive(3)
    assert (listed(talks), listed(talks, "archived"), talks.latest()) == ([2, 1], [3], 2)
    ((info, _),) = talks.search("lamp")
    assert info.archived and info.conversation_id == 3
    talks.unarchive(3)
    assert (listed(talks), listed(talks, "archived")) == ([3, 2, 1], [])


def test_a_deleted_conversation_comes_back_as_it_was(library: Library, talks: Conversations) -> None:
    talks.pin(2)
    talks.rename(2, "Tides")
    before = talks.info(2), talks.turns(2)
    talks.delete(2)
    assert (listed(talks), listed(talks, "deleted"), talks.search("water"), talks.search("tides")) == (
        [3, 1],
        [2],
        (),
        (),
    )
    assert library.status("", 0).conversations == 2
    with pytest.raises(UsageError, match=r"conversation 2 is deleted\. nacre conversations undelete 2 brings it back"):
        talks.turns(2)
    with pytest.raises(UsageError, match="is deleted"):
        talks.delete(2)
    talks.undelete(2)
    assert (talks.info(2), talks.turns(2)) == before
    assert listed(talks) == [2, 3, 1]
    talks.undelete(2)
    assert talks.info(2) == before[0]


def test_an_answer_still_finds_its_place_in_a_conversation_that_was_deleted_meanwhile(talks: Conversations) -> None:
    talks.delete(1)
    talks.add_turn(1, "nacre", "Ada did.")
    with pytest.raises(UsageError, match="is deleted"):
        talks.add_turn(1, "user", "When?")
    talks.undelete(1)
    assert [turn.text for turn in talks.turns(1)] == ["Who rang the bell?", "Ada did."]


def test_after_thirty_days_a_deleted_conversation_is_gone(library: Library, talks: Conversations) -> None:
    for conversation, days in ((1, 31), (2, 29)):
        talks.delete(conversation)
        time = (datetime.now().astimezone() - timedelta(days=days)).isoformat(timespec="seconds")
        with library.write() as connection:
            connection.execute("UPDATE conversations SET deleted = ? WHERE id = ?", (time, conversation))
    assert listed(talks, "deleted") == [2]
    assert (talks.purge_expired(), talks.purge_expired()) == (1, 0)
    talks.undelete(2)
    with pytest.raises(UsageError, match="there is no conversation 1"):
        talks.undelete(1)
    assert listed(talks) == [3, 2]


def test_only_what_is_deleted_can_be_purged(talks: Conversations) -> None:
    talks.delete(1)
    with pytest.raises(UsageError, match="conversation 2 is not deleted"):
        talks.purge([1, 2])
    assert listed(talks, "deleted") == [1], "nothing is removed where one can't be"
    talks.delete(2)
    assert (talks.purge([2, 2]), listed(talks, "deleted")) == (1, [1])
    assert (talks.purge(), talks.purge()) == (1, 0)


def test_no_byte_of_a_purged_conversation_is_left_on_the_disk(library: Library, talks: Conversations) -> None:
    secret = "quetzalcoatlus"
    for number in range(40):  # enough for the index of words to have more than one part
        other = talks.new()
        talks.add_turn(other, "user", f"Another question about pterosaurs, number {number}?")
    number = talks.new(f"About {secret}")
    talks.add_turn(number, "user", f"What is a {secret}?")
    talks.add_turn(
        number,
        "nacre",
        f"A {secret}.",
        answer_json=json.dumps({"text": secret, "nearest": [secret * 500]}),
        trace=[QueryRead(f"{secret}?", (secret,), "")],
    )
    answer = talks.add_turn(number, "nacre", f"The {secret}.", parent=talks.turns(number)[0].turn_id)
    talks.update_turn(answer.turn_id, f"The {secret} " * 2_000, partial=True)
    talks.update_turn(answer.turn_id, "It is extinct.")
    talks.feedback.give(answer.turn_id, "bad", secret)
    library.database.checkpoint()
    assert on_disk(library, secret)
    talks.delete(number)
    talks.purge()
    assert not on_disk(library, secret) and not on_disk(library, "quetzal")
    assert len(talks.search("pterosaurs", 100)) == 40
    count = "SELECT (SELECT COUNT(*) FROM turns), (SELECT COUNT(*) FROM tree), (SELECT COUNT(*) FROM traces)"
    assert library.read().execute(count).fetchone() == (43, 43, 0)
    assert library.verify().problems == ()


def on_disk(library: Library, word: str) -> bool:
    return any(word.encode() in file.read_bytes() for file in library.folder.iterdir())


def test_a_title_is_one_line_and_is_searched(talks: Conversations) -> None:
    talks.rename(1, "  Fog\nsignals \ud800 ")
    assert talks.info(1).title == "Fog signals ?"
    ((info, turn),) = talks.search("signal fog")
    assert (info.conversation_id, turn.text) == (1, "Who rang the bell?")
    talks.rename(1, "Bells")
    assert talks.search("fog") == ()
    talks.add_turn(2, "user", "And the fog bells?")
    assert [info.conversation_id for info, _ in talks.search("bells")] == [1, 2], "the title that was given comes first"
    for wrong in ("", " \n", "x" * 201):
        with pytest.raises(UsageError, match="title"):
            talks.rename(1, wrong)


def test_a_message_is_found_once_though_its_conversation_is_named_alike(talks: Conversations) -> None:
    talks.rename(1, "The bell")
    assert [turn.turn_id for _, turn in talks.search("bell")] == [1]


def test_messages_of_every_branch_are_found(talks: Conversations) -> None:
    talks.add_turn(1, "nacre", "Ada, the walrus.")
    talks.add_turn(1, "nacre", "Ada did.", parent=1)
    ((_, turn),) = talks.search("walrus")
    assert [each.text for each in talks.choose(turn.turn_id)][-1] == "Ada, the walrus."


def test_lists_are_narrowed_by_how_titles_words_begin(talks: Conversations) -> None:
    assert listed(talks, titled="wat") == [2]
    assert listed(talks, titled="LAMP burn") == [3]
    assert listed(talks, titled='"*(') == []
    talks.archive(2)
    assert (listed(talks, titled="wat"), listed(talks, "archived", "wat")) == ([], [2])


def test_what_is_not_there_is_wrong_usage(talks: Conversations) -> None:
    for change in (talks.pin, talks.unpin, talks.archive, talks.unarchive, talks.delete, talks.undelete):
        with pytest.raises(UsageError, match="there is no conversation 9"):
            change(9)
    with pytest.raises(UsageError, match="there is no conversation 9"):
        talks.rename(9, "Nine")
    with pytest.raises(UsageError, match="'lost' is no state"):
        talks.list(state="lost")


def die_while_purging(folder: Path, statement: int) -> None:
    """Work of a process that is killed while it purges."""
    with Library.open(folder) as library:
        killed_process.die_before(statement)
        library.conversations.purge()
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("statement", [0, 4, 5, 6, 7])
def test_a_kill_while_purging_leaves_all_or_nothing_of_a_conversation(
    library: Library, talks: Conversations, statement: int
) -> None:
    talks.delete(2)
    process = killed_process.start(die_while_purging, library.folder, statement)
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert library.verify().problems == ()
    assert listed(talks) == [3, 1]
    if listed(talks, "deleted"):
        talks.undelete(2)
        assert [turn.text for turn in talks.turns(2)] == ["When is high water?"]
