"""Where the screen writes: a stream that never waits for the terminal.

Over SSH a terminal may stop reading, for as long as a train is in a tunnel. A thread of the stream's own waits in its
place; what is drawn meanwhile is left out, and drawn once the line takes bytes again.
"""

from __future__ import annotations

import io
import logging
import os
import select
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

CHUNK_BYTES = 4096  # in one call of the system: so much is on its way when the line stalls
LATE_S = 0.1  # bytes that wait longer are behind


class Outlet(io.TextIOBase):
    """Text for one descriptor, in UTF-8."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._waiting = bytearray()
        self._since = 0.0  # when the first of them came
        self._changed = threading.Condition()
        self._gone = False
        self._caught_up: Callable[[], None] | None = None
        self._thread = threading.Thread(target=self._pump, name="nacre-line", daemon=True)
        self._thread.start()

    # --- a stream -----------------------------------------------------------------------------------------------

    @property
    def encoding(self) -> str:  # type: ignore[override] # a plain attribute there
        return "utf-8"

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        """Take the text at once; it goes out as fast as the line takes it. Where the line is gone, nowhere."""
        with self._changed:
            if not self._gone and text:
                if not self._waiting:
                    self._since = time.monotonic()
                self._waiting += text.encode("utf-8", "replace")
                self._changed.notify_all()
        return len(text)

    # --- what the screen asks -----------------------------------------------------------------------------------

    def behind(self, caught_up: Callable[[], None]) -> bool:
        """Whether bytes have waited too long; `caught_up` is then called once, on a thread, when all are out."""
        with self._changed:
            late = bool(self._waiting) and time.monotonic() - self._since > LATE_S
            if late:
                self._caught_up = caught_up
            return late

    def drain(self, seconds: float) -> bool:
        """Wait until everything is out, so long at most; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, seconds)

    def end(self, seconds: float) -> None:
        """Nothing more comes; what is left may take so long to go out. The descriptor stays open."""
        self.drain(seconds)
        with self._changed:
            self._gone = True
            self._waiting.clear()
            self._changed.notify_all()

    # --- the thread ---------------------------------------------------------------------------------------------

    def _pump(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._gone)
                if self._gone:
                    return
                chunk = bytes(self._waiting[:CHUNK_BYTES])
            sent = self._send(chunk)
            with self._changed:
                del self._waiting[:sent]
                self._since = time.monotonic()
                caught_up = None if self._waiting else self._caught_up
                if caught_up is not None:
                    self._caught_up = None
                self._changed.notify_all()
            if caught_up is not None:
                caught_up()

    def _send(self, chunk: bytes) -> int:
        """How many bytes the line has taken; all that wait where it is gone."""
        try:
            return os.write(self._descriptor, chunk)
        except BlockingIOError:  # another program has left the terminal in that mode
            select.select((), (self._descriptor,), (), LATE_S)
            return 0
        except OSError as error:
            log.info("the terminal is gone: %s", error)
            with self._changed:
                self._gone = True
                return len(self._waiting)
