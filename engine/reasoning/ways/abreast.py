"""Several jobs at a time: their events are told by one voice, their results are shown in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Empty, Queue
from threading import Event as Flag
from typing import TypeVar

from engine.errors import Cancelled
from engine.events import AnswerDelta, Event, Listener
from engine.reasoning.answering import stop

MOST_TEXTS = 6
"""Texts that are written for one answer at most."""

TICK_S = 0.05
"""How often it is looked whether the work was cancelled, while nothing happens."""

Result = TypeVar("Result")
Job = Callable[[Listener, Flag], Result]


def abreast(
    jobs: Sequence[Job[Result]], at_once: int, show: Callable[[Result], None], listen: Listener, cancel: Flag
) -> list[Result]:
    """Do all jobs, `at_once` of them side by side; their results in the order of the jobs.

    Everything is told and shown on the calling thread, so nobody who listens is ever called twice at the same time.

    Args:
        jobs: each is given whom to tell its events, and what ends it.
        at_once: threads at most; 1 does one job after the other on this thread.
        show: called with each result in order, as soon as it and all before it are there; where the work is cancelled,
            also with those that are there but for one before them.
        listen: hears the jobs' events, all but `AnswerDelta`.
        cancel: ends them all.

    Raises:
        Cancelled: `cancel` was set.
        NacreError: of the first job that failed; the others are ended.
    """
    stop(cancel)
    if min(at_once, len(jobs)) > 1:
        return _side_by_side(jobs, at_once, show, listen, cancel)
    results = []
    for job in jobs:
        stop(cancel)
        results.append(job(_all_but_text(listen), cancel))
        show(results[-1])
    return results


def _side_by_side(
    jobs: Sequence[Job[Result]], at_once: int, show: Callable[[Result], None], listen: Listener, cancel: Flag
) -> list[Result]:
    told: Queue[Event | int] = Queue()  # a number: that job has ended, and all of its events were told before
    halt = Flag()  # one job that fails ends the others, and the caller's flag is not ours to set
    results: dict[int, Result] = {}
    shown: list[Result] = []
    with ThreadPoolExecutor(min(at_once, len(jobs)), "nacre-part") as threads:
        futures = [threads.submit(job, _all_but_text(told.put), halt) for job in jobs]
        for number, future in enumerate(futures):
            future.add_done_callback(partial(_tell_end, told, number))
        try:
            while len(shown) < len(jobs):
                stop(cancel)
                try:
                    event = told.get(timeout=TICK_S)
                except Empty:
                    continue
                if isinstance(event, Event):
                    listen(event)
                    continue
                results[event] = futures[event].result()
                while len(shown) in results:
                    shown.append(results[len(shown)])
                    show(shown[-1])
        except Cancelled:
            for future in futures[len(shown) :]:  # some may wait for one before them that will never come
                if future.done() and not future.cancelled() and future.exception() is None:
                    show(future.result())
            raise
        finally:
            halt.set()
            for future in futures:
                future.cancel()
    return shown


def _tell_end(told: Queue[Event | int], number: int, future: Future[Result]) -> None:
    told.put(number)


def _all_but_text(listen: Listener) -> Listener:
    """What is written in silence is shown when it is done."""

    def hear(event: Event) -> None:
        if not isinstance(event, AnswerDelta):
            listen(event)

    return hear
