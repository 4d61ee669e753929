"""Server-sent events out of the bytes of a response, as the HTML standard lays them out (section 9.2).

More is let through than the standard asks for: a last event without its blank line counts, because servers forget it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

DONE = "[DONE]"
"""The data of the event that ends a chat."""

NAMES = {"", "data", "event", "id", "retry", "error"}
"""Fields of an event: a comment has no name, older llama.cpp servers send errors."""

MAX_EVENT_BYTES = 1024 * 1024
LINE_END = re.compile(rb"\r\n|\n|\r")
BOM = b"\xef\xbb\xbf"


class TooLong(ValueError):
    """An event that has no end."""


class EventStream:
    """Cuts a response into the data of its events. Bytes that are not UTF-8 become U+FFFD."""

    def __init__(self) -> None:
        self._line: list[bytes] = []  # parts of the line that has no end yet
        self._data: list[str] = []  # lines of the event that has no end yet
        self._bytes = 0  # of both
        self._after_return = False  # a line feed that comes now belongs to the carriage return before it
        self._first = True
        self.recognised = False  # there was a line that belongs into such a stream

    def feed(self, block: bytes) -> Iterator[str]:
        """The data of each event that ends in this block.

        Raises:
            TooLong: an event has more than `MAX_EVENT_BYTES`.
        """
        if not block:
            return
        if self._after_return:
            block = block.removeprefix(b"\n")
        self._after_return = block.endswith(b"\r")
        start = 0
        for end in LINE_END.finditer(block):
            self._keep(block[start : end.start()])
            yield from self._end_line()
            start = end.end()
        self._keep(block[start:])

    def end(self) -> Iterator[str]:
        """The data of an event that the response broke off behind."""
        yield from self._end_line()
        yield from self._end_event()

    def _keep(self, part: bytes) -> None:
        self._line.append(part)
        self._bytes += len(part)
        if self._bytes > MAX_EVENT_BYTES:
            raise TooLong(f"an event of more than {MAX_EVENT_BYTES} bytes")

    def _end_line(self) -> Iterator[str]:
        raw = b"".join(self._line)
        self._line.clear()
        if self._first:
            self._first, raw = False, raw.removeprefix(BOM)
        if not raw:
            yield from self._end_event()
            return
        name, _, value = raw.decode("utf-8", "replace").partition(":")
        self.recognised |= name in NAMES
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "error":
            self._data.append(f'{{"error": {value}}}')
        else:
            self._bytes -= len(raw)

    def _end_event(self) -> Iterator[str]:
        data, self._bytes = self._data, 0
        if data:
            self._data = []
            yield "\n".join(data)


def as_object(text: str | bytes) -> dict[str, object]:
    """The JSON object that `text` is.

    Raises:
        ValueError: it is something else.
    """
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data
