"""The app's own conversations."""

from __future__ import annotations

import pytest

from engine.errors import UsageError
from engine.library.store import Library


def test_turns_come_back_in_order_and_the_first_question_names_the_conversation(library: Library) -> None:
    talks = library.conversations
    conversation = talks.new()
    talks.add_turn(conversation, "user", "When is\nhigh water?")
    talks.add_turn(conversation, "nacre", "At noon [1].", answer_json="{}")
    turns = talks.turns(conversation)
    assert [(turn.role, turn.text, turn.answer_json) for turn in turns] == [
        ("user", "When is\nhigh water?", ""),
        ("nacre", "At noon [1].", "{}"),
    ]
    (info,) = talks.list()
    assert (info.title, info.turns) == ("When is high water?", 2)
    assert talks.latest() == conversation


def test_a_partial_answer_is_replaced_by_the_whole_one_and_found_by_its_new_words(library: Library) -> None:
    talks = library.conversations
    conversation = talks.new("Tides")
    turn = talks.add_turn(conversation, "nacre", "The walrus", partial=True)
    talks.update_turn(turn.turn_id, "The seals rest.", answer_json="{}")
    assert talks.turns(conversation)[0].partial is False
    assert talks.search("walrus") == ()
    ((info, found),) = talks.search("resting seal")
    assert (info.title, found.text) == ("Tides", "The seals rest.")


def test_search_takes_any_text_as_words(library: Library) -> None:
    talks = library.conversations
    talks.add_turn(talks.new(), "user", 'He said "NEAR" AND left (quickly)')
    assert len(talks.search('"near" AND (quickly)*')) == 1
    assert talks.search("  ¿?  ") == ()


def test_a_purged_conversation_leaves_no_turn_and_no_word(library: Library) -> None:
    talks = library.conversations
    conversation = talks.new()
    talks.add_turn(conversation, "user", "Walrus?")
    talks.delete(conversation)
    assert talks.purge() == 1
    assert talks.list() == ()
    assert talks.search("walrus") == ()
    assert library.read().execute("SELECT COUNT(*) FROM turns").fetchone() == (0,)
    library.read().execute("INSERT INTO turn_words (turn_words, rank) VALUES ('integrity-check', 1)")
    with pytest.raises(UsageError, match=f"no conversation {conversation}"):
        talks.turns(conversation)


def test_the_draft_survives_reopening(library: Library) -> None:
    assert library.conversations.left_off.draft() == ""
    library.conversations.left_off.save_draft("half a que")
    with Library.open(library.folder) as again:
        assert again.conversations.left_off.draft() == "half a que"


def test_a_long_first_question_is_cut_at_a_word(library: Library) -> None:
    conversation = library.conversations.new()
    library.conversations.add_turn(conversation, "user", "word " * 40)
    title = library.conversations.info(conversation).title
    assert len(title) <= 60 and title.endswith("word…")
