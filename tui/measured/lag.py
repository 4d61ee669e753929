"""How late the screen's loop is, told to a file for a measurement from outside. Off unless the environment asks."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
from array import array
from pathlib import Path

VARIABLE = "NACRE_LAG_PROBE"
EVERY_S = 0.005


def watch() -> None:
    """Where `NACRE_LAG_PROBE` names a file: look every 5 ms how late the loop is, and write it there at the exit.

    The file is JSON: `[[seconds of the monotonic clock, seconds late], ...]`. Must be called on the loop.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return
    loop = asyncio.get_running_loop()
    times, lags = array("d"), array("d")

    def look(due: float) -> None:
        now = loop.time()
        times.append(now)
        lags.append(now - due)
        loop.call_at(now + EVERY_S, look, now + EVERY_S)

    def write() -> None:
        Path(path).write_text(json.dumps(list(zip(times, lags, strict=True))), encoding="ascii")

    loop.call_soon(look, loop.time())
    atexit.register(write)
