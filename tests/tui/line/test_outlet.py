"""The stream that the screen is written to: it never waits, and says when the line is behind."""

from __future__ import annotations

import os
import threading
import time

from tui.line.outlet import CHUNK_BYTES, Outlet

MANY = CHUNK_BYTES * 64  # more than a pipe holds


def test_what_is_written_goes_out_in_order() -> None:
    reads, writes = os.pipe()
    outlet = Outlet(writes)
    outlet.write("one ")
    outlet.write("zwölf")
    assert outlet.drain(10) and os.read(reads, 99).decode() == "one zwölf"
    outlet.end(1)


def test_writing_to_a_line_that_takes_nothing_does_not_wait_and_all_comes_when_it_does() -> None:
    reads, writes = os.pipe()
    outlet, caught_up = Outlet(writes), threading.Event()
    assert not outlet.behind(caught_up.set)
    outlet.write("x" * MANY)
    end = time.monotonic() + 20
    while not outlet.behind(caught_up.set):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert not outlet.drain(0.05) and not caught_up.is_set()
    came = 0
    while came < MANY:
        came += len(os.read(reads, 65_536))
    assert caught_up.wait(10) and outlet.drain(10) and not outlet.behind(caught_up.set)
    outlet.end(1)


def test_a_line_that_is_gone_takes_everything() -> None:
    reads, writes = os.pipe()
    outlet = Outlet(writes)
    os.close(reads)
    outlet.write("nobody")
    assert outlet.drain(10)
    assert outlet.write("hears") == 5 and outlet.drain(1)
    outlet.end(1)


def test_ending_does_not_wait_for_a_stalled_line() -> None:
    _, writes = os.pipe()
    outlet = Outlet(writes)
    outlet.write("x" * MANY)
    outlet.end(0.05)
    assert outlet.drain(0)
