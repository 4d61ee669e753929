"""Breaking off what llama.cpp computes: it asks a flag in C between the steps of a token, and Python never."""

from __future__ import annotations

import threading
from threading import Event as Cancel
from types import TracebackType
from typing import Any

from native.flag import Flag, reader

LOOK_EVERY_S = 0.04
"""A cancel is carried over to the flag within this time."""


class Breaker:
    """While it is entered, a set `cancel` breaks off the context's computation; so does `now`.

    Args:
        api: the declarations of llama.h.
        pointer: of the context.
        cancel: looked at all the time, by a thread of its own.
    """

    def __init__(self, api: Any, pointer: Any, cancel: Cancel) -> None:
        self._api = api
        self._pointer = pointer
        self._cancel = cancel
        self._flag = Flag()
        self._over = False

    def now(self) -> None:
        """Break off, whatever `cancel` says."""
        self._flag.set()

    @property
    def broken(self) -> bool:
        """Whether to go no further."""
        return self._cancel.is_set() or self._flag.is_set()

    def rest(self, seconds: float) -> None:
        """Wait so long, or until it is broken off."""
        while seconds > 0 and not self.broken:
            step = min(seconds, LOOK_EVERY_S)
            self._cancel.wait(step)
            seconds -= step

    def _watch(self) -> None:
        while not self._over:
            if self._cancel.wait(LOOK_EVERY_S):
                self._flag.set()
                return

    def __enter__(self) -> Breaker:
        api = self._api
        api.llama_set_abort_callback(self._pointer, api.ggml_abort_callback(reader()), self._flag.address)
        # It is not waited for: its flag is this one's alone, and it ends within one look.
        threading.Thread(target=self._watch, name="nacre-cancel", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over = True
        self._api.llama_set_abort_callback(self._pointer, self._api.ggml_abort_callback(), None)
