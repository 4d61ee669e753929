"""A model's call of a tool: read as JSON, held against the tool's schema, its errors told as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema

from engine.agents.tools.tool import Arguments, Tool

MOST_CHARACTERS = 100_000
_FENCED = re.compile(r"\s*```(?:json)?\s*\n(?P<inside>.*?)\n?\s*```\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Call:
    """A tool's name and arguments that fit its schema."""

    tool: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class BadCall:
    """A call that can't be run."""

    reason: str  # one sentence, for the model to try again by


def read_call(text: str, tools: Iterable[Tool]) -> Call | BadCall:
    """The call that a text is: `{"tool": NAME, "arguments": {...}}`, alone or in one fence."""
    if len(text) > MOST_CHARACTERS:
        return BadCall(f"a call has at most {MOST_CHARACTERS:,} characters.")
    fenced = _FENCED.fullmatch(text)
    try:
        data = json.loads(fenced["inside"] if fenced else text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return BadCall('a call is one JSON object: {"tool": NAME, "arguments": {...}}.')
    if not isinstance(data, dict) or set(data) - {"tool", "arguments"} or not isinstance(data.get("tool"), str):
        return BadCall('a call has the keys "tool" and "arguments" and no others.')
    arguments = data.get("arguments", {})
    if not isinstance(arguments, dict):
        return BadCall('"arguments" is an object.')
    return check_call(data["tool"], arguments, tools)


def check_call(name: str, arguments: Mapping[str, Any], tools: Iterable[Tool]) -> Call | BadCall:
    """A call whose tool exists and whose arguments fit."""
    known = {tool.name: tool for tool in tools}
    if name not in known:
        return BadCall(f"there is no tool '{name[:40]}'; there are {', '.join(known)}.")
    validator = jsonschema.Draft202012Validator(known[name].arguments)
    worst = jsonschema.exceptions.best_match(validator.iter_errors(dict(arguments)))
    if worst is not None:
        where = f"'{worst.path[0]}'" if worst.path else "the arguments"
        return BadCall(f"{name}: {where} do not fit: {_short(worst.message)}.")
    return Call(name, arguments)


def _short(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:120]} … {message[-60:]}"


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
