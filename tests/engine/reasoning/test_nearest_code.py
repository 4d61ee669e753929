"""Which code of the library a request for new code is nearest to."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.agents.route import CODE
from engine.library.store import Library
from engine.reasoning.check import dangling
from engine.reasoning.wish import Wish
from engine.records import Answer
from tests.engine import shelf
from tests.engine.reasoning.turns import Turns

TEXTS = {
    "joining.py": '"""Cited texts become one."""\n\n\ndef renumbered(text, marks):\n'
    '    """The text with its marks counted through."""\n    return text.format(*marks)\n\n\n'
    'def heading(title):\n    """A title on one line."""\n    return title.strip()\n',
    "tides.md": "# Tides\n\nThis reads a tide table:\n\n```python\ndef load(path):\n"
    "    return [line.split() for line in open(path)]\n```\n",
    "walrus.md": "# The walrus\n\nA walrus counts nothing.\n",
}


@pytest.fixture
def turns(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Turns:
    shelf.fill(library, tmp_path / "notes", TEXTS)
    turns = Turns(library, role=CODE)
    monkeypatch.setattr(turns.answerer, "threshold", lambda: 2.0)  # what is asked here is not a question
    return turns


def ask(turns: Turns, request: str, scope: str = "") -> Answer:
    return turns.asker.ask(request, None, Wish(scope=scope))


def test_code_that_is_described_by_the_request_stands_below_one_sentence(turns: Turns, library: Library) -> None:
    answer = ask(turns, "write a function that renumbers marks")
    first, title, code = answer.text.split("\n\n", 2)
    assert first.startswith("Writing code needs a chat model") and title == "**The nearest code in your library**"
    assert "def renumbered" in code and "walrus" not in code
    assert (answer.halt, answer.abstained, answer.role, answer.model) == ("nearest code", False, CODE, "")
    assert dangling(answer.text, answer.citations) == 0
    for each in answer.citations:
        assert library.text(each.place.version)[each.place.char_start : each.place.char_end] == each.quote


def test_the_sentences_above_code_describe_it(turns: Turns) -> None:
    assert "def load(path)" in ask(turns, "write python that reads a tide table").text


@pytest.mark.parametrize(
    "request_", ["write a walrus counter in rust", "write a function", "write a snake game", "sort the marks of a list"]
)
def test_code_for_something_else_is_not_shown(turns: Turns, request_: str) -> None:
    answer = ask(turns, request_)
    assert answer.halt == "needs a model" and answer.abstained and "\n" not in answer.text and not answer.citations


def test_code_outside_of_the_scope_is_not_shown(turns: Turns) -> None:
    assert ask(turns, "write a function that renumbers marks", "tides.md").halt == "needs a model"
