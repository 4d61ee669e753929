"""Threads, the bounded queue, and the way back to the screen."""

from __future__ import annotations

import threading
import time

import pytest

from engine import events
from engine.errors import UsageError
from engine.events import Listener
from tui.desk import QUEUE_LENGTH, Desk, Question
from tui.terminal import log_threads


class Loop:
    """The screen's side: counts rings, drains until a condition holds."""

    def __init__(self) -> None:
        self.rings = 0
        self.asked: list[Question] = []
        self.desk = Desk(self._ring, self.asked.append)

    def _ring(self) -> None:
        self.rings += 1

    def drain_until(self, seen: list[object], count: int) -> None:
        end = time.monotonic() + 5
        while len(seen) < count:
            assert time.monotonic() < end
            self.desk.drain()
            time.sleep(0.001)


def test_events_and_the_result_arrive_in_order_with_one_ring() -> None:
    loop, seen, said = Loop(), [], threading.Event()

    def job(listen: Listener, cancel: threading.Event) -> str:
        for number in range(100):
            listen(events.FilesFound(number))
        said.set()
        return "end"

    loop.desk.start("test", job, event=seen.append, done=seen.append)
    assert said.wait(5)
    assert loop.rings == 1
    loop.drain_until(seen, 101)
    assert seen == [*(events.FilesFound(number) for number in range(100)), "end"]


def test_a_full_queue_holds_the_thread_back_and_loses_nothing() -> None:
    loop, seen = Loop(), []

    def job(listen: Listener, cancel: threading.Event) -> int:
        for number in range(3 * QUEUE_LENGTH):
            listen(events.FilesFound(number))
        return 0

    loop.desk.start("test", job, event=seen.append)
    time.sleep(0.05)
    assert loop.desk._queue.qsize() <= QUEUE_LENGTH
    loop.drain_until(seen, 3 * QUEUE_LENGTH)


def test_an_error_with_a_remedy_becomes_one_sentence() -> None:
    loop, seen = Loop(), []

    def job(listen: Listener, cancel: threading.Event) -> None:
        raise UsageError("that makes no sense", "ask otherwise")

    loop.desk.start("test", job, failed=seen.append)
    loop.drain_until(seen, 1)
    assert seen == [str(UsageError("that makes no sense", "ask otherwise"))]
    assert not loop.desk.running("test")


def test_a_missing_file_names_itself() -> None:
    loop, seen = Loop(), []
    loop.desk.start("test", lambda _listen, _cancel: open("/nowhere/at/all").read(), failed=seen.append)  # noqa: PTH123, SIM115
    loop.drain_until(seen, 1)
    assert seen == ["No such file or directory: /nowhere/at/all."]


def test_a_fault_of_ours_ends_the_job_with_a_sentence_and_goes_to_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)  # put back afterwards
    log_threads()
    loop, seen = Loop(), []
    job = loop.desk.start("test", lambda _listen, _cancel: {}["missing"], failed=seen.append)
    loop.drain_until(seen, 1)
    assert "The log has the details" in str(seen[0])
    assert job.thread is not None
    job.thread.join(2)
    assert "KeyError: 'missing'" in caplog.text


def test_closing_cancels_and_lets_blocked_threads_go() -> None:
    loop = Loop()

    def job(listen: Listener, cancel: threading.Event) -> None:
        while not cancel.is_set():
            listen(events.FilesFound(1))

    started = loop.desk.start("test", job)
    time.sleep(0.05)
    loop.desk.close()
    assert started.thread is not None
    started.thread.join(2)
    assert not started.thread.is_alive()
