"""What was looked at last is there again, and messages are found while the words are typed."""

from __future__ import annotations

import pytest

from engine.library.conversations import Conversations
from engine.library.store import Library
from engine.records import LastSeen

ANSWER = "The bell hangs in the tower.\nIn fog the bell was struck twice; strikes came late.\n\n- Oil comes by boat."


@pytest.fixture
def talks(library: Library) -> Conversations:
    conversation = library.conversations.new()
    library.conversations.add_turn(conversation, "user", "Who rang in the fog?")
    library.conversations.add_turn(conversation, "nacre", ANSWER)
    return library.conversations


def test_what_was_looked_at_is_there_after_it_was_opened_again(library: Library, talks: Conversations) -> None:
    assert talks.left_off.seen() is None
    seen = LastSeen(1, 2, 7, 2, 1, "half an ‘edit’")
    talks.left_off.save_seen(seen)
    with Library.open(library.folder) as again:
        assert again.conversations.left_off.seen() == seen


def test_what_another_version_wrote_is_no_hindrance(library: Library, talks: Conversations) -> None:
    talks.left_off.save_seen(LastSeen(1))
    for strange in ('{"conversation_id": 1, "unheard_of": 2}', "no JSON", "[1]"):
        with library.write() as connection:
            connection.execute("UPDATE state SET value = ? WHERE key = 'last seen'", (strange,))
        assert talks.left_off.seen() is None


def test_the_sentence_that_matches_comes_with_its_words_lit(talks: Conversations) -> None:
    (found,) = talks.find("strike bell")
    assert found.sentence == "In fog the bell was struck twice; strikes came late."
    assert [found.sentence[start:end] for start, end in found.lit] == ["bell", "strikes"]
    assert (found.conversation.conversation_id, found.turn.turn_id) == (1, 2)


def test_the_last_word_need_not_be_typed_to_its_end(talks: Conversations) -> None:
    assert [found.turn.turn_id for found in talks.find("bo")] == [2]
    assert [found.sentence for found in talks.find("oil bo")] == ["- Oil comes by boat."]
    assert talks.find("bo oil") == (), "an earlier word is a whole one"
    assert {found.turn.turn_id for found in talks.find("fog")} == {1, 2}


def test_of_deleted_conversations_and_of_no_words_nothing_is_found(talks: Conversations) -> None:
    assert talks.find('" *') == ()
    talks.delete(1)
    assert talks.find("fog") == ()
