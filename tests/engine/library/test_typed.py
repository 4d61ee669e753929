"""What was typed before, as a history brings it back."""

from __future__ import annotations

import pytest

from engine.library.store import Library
from engine.library.typed import secret


def test_questions_of_all_conversations_and_commands_come_back_once_the_last_first(library: Library) -> None:
    talks = library.conversations
    for question in ("what of fog", "what of rope", "what of fog"):
        talks.add_turn(talks.new(), "user", question)
    assert talks.typed.newest() == ("what of fog", "what of rope")
    talks.typed.keep_command("/status")
    talks.typed.keep_command("/open lamp")
    talks.typed.keep_command("/status")
    commands = [line for line in talks.typed.newest() if line.startswith("/")]
    assert commands == ["/status", "/open lamp"]


def test_questions_of_deleted_conversations_do_not_come_back(library: Library) -> None:
    talks = library.conversations
    conversation = talks.new()
    talks.add_turn(conversation, "user", "a secret matter")
    talks.delete(conversation)
    assert talks.typed.newest() == ()


def test_only_the_last_commands_are_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.library.typed.MOST_COMMANDS", 3)
    typed = library.conversations.typed
    for number in range(5):
        typed.keep_command(f"/open {number}")
    assert sorted(typed.newest()) == ["/open 2", "/open 3", "/open 4"]


@pytest.mark.parametrize(
    "line",
    [
        "/models add https://example.org/v1 --key abc",
        "/models add https://example.org/v1 --api-key=abc",
        "/models add https://me:word@example.org/v1",
        "/models add https://example.org/v1 token=abc",
        "/models add https://example.org/v1 sk-0123456789abcdef",
        "/models add https://example.org/v1 0a1b2c3d4e5f0a1b2c3d4e5f0a1b2c3d4e5f",
    ],
)
def test_a_command_with_a_key_or_a_password_is_never_kept(library: Library, line: str) -> None:
    typed = library.conversations.typed
    typed.keep_command(line)
    assert secret(line) and typed.newest() == ()


@pytest.mark.parametrize(
    "line", ["/search the password of the safe", "/open /home/me/a-long-name-of-a-file-2024-01-02.md", "/keys vim"]
)
def test_words_about_secrets_are_no_secrets(line: str) -> None:
    assert not secret(line)
