"""What contexts have made of prompts that come again: the states of system prompts, kept for when one returns.

A state is what the cache holds after a number of tokens, from 12 kB a token (half a billion weights) to 130 kB (eight
billion). Putting it back is a copy of memory; reading the tokens again takes a laptop seconds.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_TOKENS = 48
"""Shorter beginnings are read again: that takes as long as putting them back, where a context is small."""

MOST_BYTES = 96 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SavedState:
    """The state after some tokens, of any context of the same weights."""

    tokens: tuple[int, ...]
    kind: str  # how the context keeps it: another kind can't take it
    data: bytearray


class SavedStates:
    """States, the one used longest ago going first. Several contexts may use them at once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._states: OrderedDict[tuple[str, tuple[int, ...]], SavedState] = OrderedDict()
        self._lock = threading.Lock()

    def keeps(self, kind: str, tokens: tuple[int, ...]) -> bool:
        """Whether the state after exactly these tokens is there."""
        with self._lock:
            return (kind, tokens) in self._states

    def longest(self, kind: str, tokens: Sequence[int]) -> SavedState | None:
        """The state after as many of the first tokens as possible."""
        with self._lock:
            fitting = [
                key
                for key in self._states
                if key[0] == kind and len(key[1]) < len(tokens) and tuple(tokens[: len(key[1])]) == key[1]
            ]
            if not fitting:
                return None
            best = max(fitting, key=lambda key: len(key[1]))
            self._states.move_to_end(best)
            return self._states[best]

    def put(self, state: SavedState) -> None:
        """Keep a state, if it isn't too large; others make room."""
        if len(state.data) > self.most_bytes:
            return
        with self._lock:
            self._states[state.kind, state.tokens] = state
            self._states.move_to_end((state.kind, state.tokens))
            while self.held_bytes > self.most_bytes:
                self._states.popitem(last=False)

    @property
    def held_bytes(self) -> int:
        """Memory that the states take."""
        return sum(len(state.data) for state in self._states.values())

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._states.clear()
