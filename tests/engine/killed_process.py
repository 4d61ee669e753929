"""Processes of their own that die of SIGKILL at a chosen moment, as a kill or a lost battery would end them."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from typing import Any

from engine.library.connection import Connection


def start(work: Callable[..., None], *args: Any, preload: tuple[str, ...] = ()) -> ForkServerProcess:
    """Begin some work in a process of its own, forked from a server, so that it starts at once.

    Args:
        work: a function of a module, with its arguments.
        preload: modules besides the work's that the server has imported already.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([work.__module__, "native", "sqlite_utils", *preload])
    process = context.Process(target=work, args=args)
    process.start()
    return process


def die_before(statement: int, *also: tuple[Any, str]) -> None:
    """From now on, have this process kill itself before its nth SQL statement; 0 lets it live.

    Args:
        also: modules with the name of a function each, whose calls count as statements do.
    """
    left = statement

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args)

        return wrapper

    for place, name in ((Connection, "execute"), *also):
        setattr(place, name, counted(getattr(place, name)))
