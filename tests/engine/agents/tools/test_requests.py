"""What is asked in plain words and what comes out; and what must be left to others."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

import engine.agents
from engine.agents.tools.box import ToolBox
from engine.agents.tools.call import Call
from engine.agents.tools.parse import parse
from tests.engine.agents.tools.conftest import TODAY
from tests.engine.agents.tools.requests import NO_REQUESTS, REQUESTS


@pytest.mark.parametrize(("text", "expected"), REQUESTS.items(), ids=list(REQUESTS))
def test_request_is_answered(box: ToolBox, text: str, expected: str) -> None:
    result = box.answer(text)
    assert result is not None and expected in result.text


@pytest.mark.parametrize("text", NO_REQUESTS)
def test_sentence_is_not_taken_for_a_request(text: str) -> None:
    assert parse(text, TODAY) is None


def test_tables_are_long_enough_to_mean_something() -> None:
    assert len(REQUESTS) >= 120 and len(set(NO_REQUESTS)) >= 60


def test_hardly_any_example_of_another_role_is_taken_for_a_request() -> None:
    folder = Path(*engine.agents.__path__) / "examples"
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    others = [row["text"] for row in map(json.loads, lines) if row["role"] != "tool"]
    taken = [text for text in others if parse(text, TODAY) is not None]
    assert len(taken) <= len(others) / 100, taken


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "1+" * 50_000 + "1",
        "1 + 1 " + "? " * 240 + "y",
        "what is 1" + " = " * 150 + "x",
        "please " * 70 + "x",
        "list notes" + " from" * 97,
        "find passages about " + "a in " * 95,
        "(" * 500,
        "2^" * 200 + "2",
        "\x00\ud800\u202e 1 + 1",
    ],
)
def test_odd_texts_end_at_once_without_an_error(text: str) -> None:
    assert isinstance(parse(text, TODAY), Call | None)


def test_any_row_of_words_that_requests_are_made_of_ends() -> None:
    words = sorted({word for text in (*REQUESTS, *NO_REQUESTS) for word in re.findall(r"\S+", text)})
    draw = random.Random(1)
    for _ in range(300):
        text = " ".join(draw.choices(words, k=draw.choice((3, 8, 20, 60))))
        # a pattern that tries all ways to split a text would never come back
        assert isinstance(parse(text, TODAY), Call | None)
