"""Jobs side by side: results in order, one voice, and an end for all of them."""

from __future__ import annotations

from threading import Barrier, Thread, current_thread
from threading import Event as Flag
from threading import enumerate as all_threads

import pytest

from engine.errors import Cancelled, ModelFailed
from engine.events import AnswerDelta, Event, Listener, Notice, ignore
from engine.reasoning.ways.abreast import Job, abreast

PATIENCE_S = 60.0


def nobody_left() -> bool:
    return not [thread for thread in all_threads() if thread.name.startswith("nacre-part")]


def test_results_come_in_the_order_of_the_jobs_whoever_is_done_first() -> None:
    last_done = Flag()

    def first(listen: Listener, cancel: Flag) -> str:
        assert last_done.wait(PATIENCE_S)
        return "first"

    def last(listen: Listener, cancel: Flag) -> str:
        last_done.set()
        return "last"

    shown: list[str] = []
    assert abreast([first, last], 2, shown.append, ignore, Flag()) == ["first", "last"] == shown
    assert nobody_left()


def test_a_result_is_shown_while_the_others_are_at_work() -> None:
    seen = Flag()

    def waits(listen: Listener, cancel: Flag) -> int:
        assert seen.wait(PATIENCE_S)
        return 2

    assert abreast([lambda listen, cancel: 1, waits], 2, lambda result: seen.set(), ignore, Flag()) == [1, 2]


@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_events_are_told_on_the_calling_thread_and_text_is_not(at_once: int) -> None:
    heard: list[tuple[Thread, Event]] = []

    def job(listen: Listener, cancel: Flag) -> int:
        for _ in range(50):
            listen(Notice("at work"))
            listen(AnswerDelta("silent"))
        return 1

    abreast([job] * 4, at_once, ignore_result, lambda event: heard.append((current_thread(), event)), Flag())
    assert [thread for thread, _ in heard] == [current_thread()] * 200
    assert all(isinstance(event, Notice) for _, event in heard)


def ignore_result(result: object) -> None:
    """Nothing is shown."""


def test_no_more_are_at_work_than_may_be() -> None:
    meeting = Barrier(3)  # of three that come at once; a fourth would break the count
    names: set[str] = set()

    def job(listen: Listener, cancel: Flag) -> None:
        names.add(current_thread().name)
        meeting.wait(PATIENCE_S)

    abreast([job] * 6, 3, ignore_result, ignore, Flag())
    assert len(names) == 3


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_job_that_fails_ends_the_others_and_its_error_is_told(at_once: int) -> None:
    ended: list[bool] = []

    def fails(listen: Listener, cancel: Flag) -> None:
        raise ModelFailed("it broke", "try again")

    def works(listen: Listener, cancel: Flag) -> None:
        ended.append(cancel.wait(PATIENCE_S))
        raise Cancelled("the answer was stopped")

    jobs: list[Job[None]] = [fails, works, works] if at_once == 1 else [works, works, fails]
    cancel = Flag()
    with pytest.raises(ModelFailed, match="it broke"):
        abreast(jobs, at_once, ignore_result, ignore, cancel)
    assert all(ended) and not cancel.is_set() and nobody_left()


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_cancel_ends_all(at_once: int) -> None:
    cancel = Flag()

    def job(listen: Listener, halt: Flag) -> None:
        cancel.set()
        assert halt.wait(PATIENCE_S)
        raise Cancelled("the answer was stopped")

    with pytest.raises(Cancelled):
        abreast([job] * 3, at_once, ignore_result, ignore, cancel)
    assert nobody_left()


def test_what_is_done_when_it_is_cancelled_is_shown() -> None:
    cancel = Flag()
    seen: list[int] = []

    def waits(listen: Listener, halt: Flag) -> int:
        assert halt.wait(PATIENCE_S)
        raise Cancelled("the answer was stopped")

    def ends(listen: Listener, halt: Flag) -> int:
        return 2

    def last(listen: Listener, halt: Flag) -> int:
        listen(Notice("the one before has ended"))
        return waits(listen, halt)

    with pytest.raises(Cancelled):
        abreast([waits, ends, last], 2, seen.append, lambda event: cancel.set(), cancel)
    assert seen == [2] and nobody_left()


def test_a_listener_that_fails_ends_all() -> None:
    def job(listen: Listener, halt: Flag) -> None:
        listen(Notice("at work"))
        assert halt.wait(PATIENCE_S)

    def listen(event: Event) -> None:
        raise Cancelled("the screen is gone")

    with pytest.raises(Cancelled, match="the screen is gone"):
        abreast([job] * 2, 2, ignore_result, listen, Flag())
    assert nobody_left()
