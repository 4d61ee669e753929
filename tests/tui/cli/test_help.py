"""`nacre help`: topics on stdout, without a library."""

from __future__ import annotations

from pathlib import Path

from tests.tui.cli.conftest import Nacre


def test_words_find_the_topic_that_answers(nacre: Nacre) -> None:
    done = nacre("help", "how", "do", "I", "delete", "a", "conversation")
    assert done.status == 0
    assert done.out.startswith("Delete a conversation\n")
    assert "nacre conversations purge" in done.out


def test_without_words_every_topic_is_listed_by_room(nacre: Nacre) -> None:
    done = nacre("help")
    assert done.status == 0
    assert "Taking documents in\n  Take in a folder or files\n" in done.out


def test_json_is_one_object_with_what_was_found(nacre: Nacre) -> None:
    topics = nacre("help", "--json", "no colours").json["topics"]
    assert topics[0]["id"] == "no-colours" and "NO_COLOR" in topics[0]["text"]
    assert len(nacre("help", "--json").json["topics"]) >= 60


def test_nothing_found_is_said_and_no_failure(nacre: Nacre) -> None:
    done = nacre("help", "xqzvw")
    assert done.status == 0
    assert "No topic speaks of that" in done.out


def test_no_library_is_made(nacre: Nacre, own_folders: Path) -> None:
    nacre("help", "quit")
    assert not list(own_folders.rglob("library.db"))
