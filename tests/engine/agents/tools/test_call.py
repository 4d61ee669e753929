"""A model's call: what fits runs, what does not is told as data."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents.tools.box import TOOLS, ToolBox
from engine.agents.tools.call import BadCall, Call, read_call


def test_every_schema_is_one_and_admits_nothing_else() -> None:
    for tool in TOOLS:
        jsonschema.Draft202012Validator.check_schema(dict(tool.arguments))
        assert tool.arguments["additionalProperties"] is False
        assert tool.does.endswith(".") and "\n" not in tool.does
        json.dumps(tool.arguments)


def test_a_call_that_fits_runs_alone_or_in_a_fence(box: ToolBox) -> None:
    call = '{"tool": "calculate", "arguments": {"expression": "15% of 80"}}'
    assert box.call_json(call).text == "15% of 80 = **12**"
    assert box.call_json(f"```json\n{call}\n```").text == "15% of 80 = **12**"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "one JSON object"),
        ("[1]", "keys"),
        ("[" * 50_000, "one JSON object"),
        ('{"tool": "shell", "arguments": {"run": "ls"}}', "there is no tool 'shell'"),
        ('{"tool": "calculate"}', "'expression' is a required property"),
        ('{"tool": "calculate", "arguments": {"expression": 3}}', "'expression' do not fit"),
        ('{"tool": "calculate", "arguments": {"expression": NaN}}', "one JSON object"),
        ('{"tool": "calculate", "arguments": {"expression": "1", "run": true}}', "Additional properties"),
        ('{"tool": "calculate", "arguments": ["1"]}', "is an object"),
        ('{"tool": "calculate", "arguments": {}, "then": 1}', "keys"),
        ('{"tool": "list", "arguments": {"limit": 100000}}', "'limit' do not fit"),
        ('{"tool": "list", "arguments": {"limit": true}}', "'limit' do not fit"),
        ('{"tool": "list", "arguments": {"form": "odt"}}', "'form' do not fit"),
        ("x" * 200_000, "at most"),
        ('{"tool": "' + "x" * 5_000 + '"}', "there is no tool"),
        ('Sure! {"tool": "calculate", "arguments": {"expression": "1"}}', "one JSON object"),
    ],
)
def test_a_call_that_does_not_fit_is_one_short_sentence(box: ToolBox, text: str, said: str) -> None:
    result = box.call_json(text)
    assert result.failed and said in result.text and len(result.text) < 400


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(read_call(text, TOOLS), Call | BadCall)


def test_a_call_cannot_confirm_itself(box: ToolBox) -> None:
    assert box.call_json('{"tool": "export", "arguments": {"text": "x"}}').failed
    assert box.call_json('{"tool": "export", "arguments": {"text": "x", "confirm": true}}').failed


def test_tools_are_listed_with_what_they_do(box: ToolBox) -> None:
    assert [tool.name for tool in box.tools()] == [
        *("calculate", "convert", "dates", "list", "count", "find", "open", "read", "compare", "tables", "export")
    ]
