"""An event loop that the calling thread turns itself, for waits that end the moment a flag is set.

A blocking read can't be woken by a flag; an awaited one can be cancelled, whether it resolves a name, connects, or
waits for bytes. Nothing outside this room sees that there is a loop.
"""

from __future__ import annotations

import asyncio
import math
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from threading import Event as Flag
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

from engine.errors import NacreError
from engine.models.remote.setbacks import Stopped

LOOK_S = 0.02  # how often the flag is looked at
SETTLE_S = 0.03  # what a wait that was given up gets to close its connection

T = TypeVar("T")


class Silence(Exception):
    """What was waited for did not come in time."""


class Loop(asyncio.SelectorEventLoop):
    """Used by one thread at a time, which must not run another loop."""

    def wait(self, work: Coroutine[Any, Any, T], cancel: Flag, limit_s: float = math.inf) -> T:
        """What `work` gives back.

        Raises:
            Stopped: `cancel` was set.
            Silence: it took longer than `limit_s`.
        """
        task = self.create_task(self._watch(work, cancel, monotonic() + limit_s))
        try:
            return self.run_until_complete(task)
        finally:
            if not task.done():  # Ctrl-C stopped the loop, not the task
                task.cancel()
                with suppress(asyncio.CancelledError, Stopped, Silence):
                    self.run_until_complete(task)

    async def _watch(self, work: Coroutine[Any, Any, T], cancel: Flag, until: float) -> T:
        task = self.create_task(work)
        try:
            while not task.done():
                if cancel.is_set():
                    raise Stopped
                left_s = until - monotonic()
                if left_s <= 0:
                    raise Silence
                await asyncio.wait({task}, timeout=min(LOOK_S, left_s))
        finally:
            await _give_up(task)
        return task.result()

    async def aside(self, function: Callable[..., T], *args: Any, **options: Any) -> T:
        """What a function that blocks gives back, from a thread that neither a cancel nor the exit waits for.

        Only what is named here reaches the caller when it is raised: an `OSError`, a `UnicodeError`, a `NacreError`.
        """
        future: asyncio.Future[T] = self.create_future()

        def hand_over(give: Callable[[], None]) -> None:
            if not future.done():
                give()

        def run() -> None:
            try:
                give = partial(future.set_result, function(*args, **options))
            except (OSError, UnicodeError, NacreError) as error:
                give = partial(future.set_exception, error)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self.call_soon_threadsafe(hand_over, give)

        Thread(target=run, daemon=True).start()
        return await future

    async def getaddrinfo(  # the threads of asyncio's own would hold up the exit until a dead name server is given up
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - the base class names it so
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:  # as `socket.getaddrinfo` has them
        return await self.aside(socket.getaddrinfo, host, port, family=family, type=type, proto=proto, flags=flags)


async def _give_up(task: asyncio.Task[Any]) -> None:
    if task.done():
        return
    task.cancel()
    await asyncio.wait({task}, timeout=SETTLE_S)
    if task.done() and not task.cancelled():
        task.exception()  # looked at, so that asyncio does not complain about it
