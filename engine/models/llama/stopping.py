"""Where an answer ends, and what of it can be said already."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from engine.models.thinking import Thinking

BLANK_TOKENS = 32
"""So many tokens of nothing but white space in a row are no answer any more; deep indents stay below."""

LOOP_TOKENS = 80
"""A loop is called one after so many tokens (a wide rule of a table is shorter) ..."""

LOOP_ROUNDS = 4
"""... and so many rounds: a refrain comes thrice."""

LONGEST_ROUND = 80
"""Tokens of the longest sequence that is recognised: two sentences."""

LOOK_EVERY = 16  # tokens


class Output:
    """Bytes in, text out: whole characters, held back only while they may begin a stop string.

    Args:
        stops: the text ends before the first of them; empty ones don't count.
        in_thought: whether the prompt has opened a thought. Thoughts that begin an answer are left out.
        leading_space: whether the first character, if it is a space, is left out.
    """

    def __init__(self, stops: Sequence[str], *, in_thought: bool = False, leading_space: bool = False) -> None:
        self.stopped = False
        """Whether a stop string has come."""
        self._stops = tuple(stop for stop in stops if stop)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._thinking = Thinking(in_thought)
        self._leading_space = leading_space
        self._held = ""

    def add(self, data: bytes) -> str:
        """What can be said now, after these bytes; '' once it has stopped. Invalid bytes become U+FFFD."""
        return self._until_stop(self._thinking.feed(self._decode(data, final=False)))

    def rest(self) -> str:
        """At the end: what was held back. It was no stop string after all."""
        last = self._thinking.feed(self._decode(b"", final=True)) + self._thinking.end()
        said = self._until_stop(last)
        held, self._held = self._held, ""
        return said + held

    def _decode(self, data: bytes, *, final: bool) -> str:
        text = self._decoder.decode(data, final)
        if self._leading_space and text:
            self._leading_space = False
            return text.removeprefix(" ")
        return text

    def _until_stop(self, text: str) -> str:
        if self.stopped or not text:
            return ""
        if not self._stops:
            return text
        text = self._held + text
        found = [place for place in map(text.find, self._stops) if place >= 0]
        if found:
            self.stopped = True
            self._held = ""
            return text[: min(found)]
        held = max(_begun(text, stop) for stop in self._stops)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]


def _begun(text: str, stop: str) -> int:
    """Length of the longest end of `text` that `stop` begins with."""
    for length in range(min(len(stop) - 1, len(text)), 0, -1):
        if text.endswith(stop[:length]):
            return length
    return 0


class Circles:
    """Notices a model that goes in circles: blank tokens without end, or the same sequence over and over."""

    def __init__(self) -> None:
        self._tokens: list[int] = []
        self._blank = 0

    def closed(self, token: int, piece: bytes) -> bool:
        """Whether this token is one too many."""
        self._tokens.append(token)
        self._blank = self._blank + 1 if not piece.strip() else 0
        if self._blank >= BLANK_TOKENS:
            return True
        return not len(self._tokens) % LOOK_EVERY and loops(self._tokens)


def loops(tokens: Sequence[int]) -> bool:
    """Whether the end of `tokens` is one sequence again and again."""
    for length in range(1, LONGEST_ROUND + 1):
        span = max(LOOP_TOKENS, LOOP_ROUNDS * length)
        if span > len(tokens):
            continue
        if tokens[-1] == tokens[-1 - length] and tokens[-span:-length] == tokens[length - span :]:
            return True
    return False
