"""Short lines without a model: of the right kind, in the user's language, naming only commands that there are."""

from __future__ import annotations

import re

import pytest

from engine.agents import replies
from tui.actions import BY_SLASH
from tui.cli.main import COMMANDS


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("hi", "Hello"),
        ("How are you?", "Hello"),
        ("thanks a lot!", "You're welcome"),
        ("ok, goodbye", "Goodbye"),
        ("who are you?", "I'm Nacre"),
        ("hi, what can you do", "I answer questions"),
        ("Guten Morgen!", "Hallo"),
        ("Was kannst du alles?", "Ich beantworte"),
        ("Vielen Dank!", "Gern"),
        ("¡Hola!", "¡Hola"),
        ("Muchas gracias", "De nada"),
        ("Qui es-tu ?", "Je suis Nacre"),
        ("Au revoir", "Au revoir"),
        ("🎉", "I'm best"),
        ("", "I'm best"),
    ],
)
def test_small_talk_is_answered_in_kind_and_language(text: str, begins: str) -> None:
    assert replies.smalltalk(text).startswith(begins)


def test_only_commands_that_exist_are_named() -> None:
    for text in ("what can you do", "Was kannst du?", "¿Qué puedes hacer?", "Que peux-tu faire ?"):
        said = replies.smalltalk(text)
        assert set(re.findall(r"nacre (\w+)", said)) <= set(COMMANDS) and "nacre --help" in said
        assert re.findall(r"/(\w+)", said) == ["ingest", "help"] and set(BY_SLASH) >= {"ingest", "help"}


def test_what_cannot_be_done_is_said() -> None:
    assert replies.unable("turn on the lamp").startswith("I can't")
