"""The terminal's file descriptors and signals.

Native libraries write to descriptors 1 and 2 as they please, and some swap descriptor 2 for the null device while they
load. The screen therefore draws through a descriptor of its own, and 1 and 2 belong to the log for as long as it runs.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import cast

from tui.line.outlet import Outlet

log = logging.getLogger(__name__)

LAST_WORDS_S = 2.0  # for what puts the terminal back; a line that is stalled takes nothing
EXIT_GRACE_S = 4.0  # after a signal: long enough for a commit on a slow disk, short enough for a shutdown


@contextmanager
def own_descriptor(log_file: Path) -> Iterator[Outlet]:
    """Textual draws on a copy of descriptor 2 while 1 and 2 go into `log_file`; everything is put back afterwards.

    Where that can't be written, what goes there is dropped: nothing but the screen may reach the terminal.

    Yields:
        What it draws on.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    streams = sys.__stdout__, sys.__stderr__
    drawn_on = os.dup(2)
    screen = Outlet(drawn_on)
    sink = _sink(log_file)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    os.close(sink)
    # Textual draws on __stderr__ (on Windows: __stdout__) and asks __stdout__ for the size of the terminal
    sys.__stdout__ = sys.__stderr__ = cast(TextIOWrapper, screen)  # type: ignore[misc]
    try:
        yield screen
    finally:
        screen.end(LAST_WORDS_S)
        sys.__stdout__, sys.__stderr__ = streams  # type: ignore[misc]
        sys.stdout.flush()
        sys.stderr.flush()
        for number, old in zip((1, 2), saved, strict=True):
            os.dup2(old, number)
            os.close(old)


def _sink(log_file: Path) -> int:
    """A descriptor that takes what native libraries write."""
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        return os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


def forget_fixed_size() -> None:
    """Ask the terminal for its size, not the shell: where `COLUMNS` or `LINES` are exported, Textual believes them for
    ever, and a window that is made larger or smaller changes nothing."""
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def log_threads() -> None:
    """What no one foresaw in a thread goes into the log with its traceback, and nowhere else."""

    def hook(arguments: threading.ExceptHookArgs) -> None:
        name = arguments.thread.name if arguments.thread else "a thread"
        info = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
        log.error(
            "unforeseen in %s", name, exc_info=cast(tuple[type[BaseException], BaseException, TracebackType], info)
        )

    threading.excepthook = hook


def on_hangup(leave: Callable[[], None]) -> None:
    """SIGHUP and SIGTERM are normal exits: call `leave` on the loop, and go after a grace time at the latest."""

    def handle() -> None:
        watchdog = threading.Timer(EXIT_GRACE_S, os._exit, (0,))
        watchdog.daemon = True
        watchdog.start()
        leave()

    loop = asyncio.get_running_loop()
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not on the main thread
                loop.add_signal_handler(number, handle)
