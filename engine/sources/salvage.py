"""What can still be read of a JSON list that is malformed somewhere: cut short, or spoilt in the middle."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_SPACE = re.compile(r"[\s,]*")
_MOST_TRIES = 300
"""Places that are tried as the beginning of the next element, in all: a try may read to the end of the text."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """Stands for what could not be read of a list."""

    why: str  # 'not valid JSON at line 3, column 17 (...)'


def elements(text: str, begins: re.Pattern[str], is_whole: Callable[[Any], bool]) -> Iterator[Any]:
    """The elements of a list in order; where one is malformed, `Damaged`, and what follows it as far as it is found.

    Args:
        text: JSON whose first character but for white space opens a list.
        begins: what the first characters of an element look like.
        is_whole: whether something that was read after a malformed place is an element, and not a part of one.
    """
    decoder = json.JSONDecoder()
    at = text.index("[") + 1
    tries = _MOST_TRIES
    while (at := _behind(text, at)) < len(text) and text[at] != "]":
        try:
            element, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            yield Damaged(_where(error, text))
            found = None
            for start in begins.finditer(text, at + 1):
                tries -= 1
                if tries < 0:
                    return
                try:
                    element, behind = decoder.raw_decode(text, start.start())
                except (json.JSONDecodeError, RecursionError):
                    continue
                if is_whole(element):
                    found = behind
                    break
            if found is None:
                return
            at = found
        yield element
    if at >= len(text):
        yield Damaged("not valid JSON where the file ends")


def _behind(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _where(error: Exception, text: str) -> str:
    if isinstance(error, json.JSONDecodeError):
        cut = " where the file ends" if text[error.pos :].strip() == "" or "Unterminated" in error.msg else ""
        return f"not valid JSON{cut} at line {error.lineno}, column {error.colno}"
    return "nested too deeply"
