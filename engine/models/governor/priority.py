"""How much a thread steps back for the rest of the machine."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Found = TypeVar("Found")

NORMAL = 0
BELOW = 5  # gives way to what the user does, and still gets most of an idle core
BACKGROUND = 10
LOWEST = 19


def step_back(niceness: int) -> bool:
    """Give the calling thread this niceness, from 0 to 19; threads that it starts afterwards have it too.

    Only Linux knows a niceness of single threads; elsewhere nothing is done. Going back to a lower one takes rights
    that users seldom have: what is to run faster again needs a new thread.

    Returns:
        whether the thread has this niceness now.
    """
    if sys.platform != "linux":
        return False
    try:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
    except OSError:  # a lower niceness than it has, or a sandbox
        return False
    return True


def stepped_back(work: Callable[[], Found], niceness: int = BACKGROUND) -> Found:
    """Do work on a thread of its own that gives way to the rest of the machine; what it returns or raises."""
    outcome: Future[Found] = Future()

    def run() -> None:
        step_back(niceness)
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again on the thread that waits
            outcome.set_exception(error)

    threading.Thread(target=run, name="nacre-background", daemon=True).start()
    return outcome.result()
