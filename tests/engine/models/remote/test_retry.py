"""Waits between two tries grow, vary and end."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event as Flag

import pytest

from engine.errors import ModelFailed
from engine.models.remote.retry import Patience, asked_wait_s
from engine.models.remote.setbacks import Setback, Stopped


def fail() -> None:
    raise Setback("busy")


def test_waits_double_up_to_the_longest() -> None:
    waits = [Patience(chance=lambda: 1.0).pause_s(tried, 0.0) for tried in range(1, 8)]
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_chance_takes_away_half_a_wait_at_most() -> None:
    assert Patience(chance=lambda: 0.0).pause_s(2, 0.0) == 0.5
    assert Patience(chance=lambda: 0.0).pause_s(2, 3.0) == 3.0


def test_no_try_begins_after_the_time_is_up() -> None:
    rests: list[float] = []
    patience = Patience(rest=lambda seconds, cancel: rests.append(seconds))
    with pytest.raises(Setback):
        patience.persist(fail, Flag(), lambda: False, within_s=0.1)
    assert rests == []


def test_a_cancel_ends_a_wait() -> None:
    cancel = Flag()

    def attempt() -> None:
        cancel.set()
        fail()

    with pytest.raises(Stopped):
        Patience(first_s=3600, longest_s=3600).persist(attempt, cancel, lambda: False, math.inf)


def test_a_final_failure_after_the_first_piece_is_a_passing_one() -> None:
    def attempt() -> None:
        raise ModelFailed("nonsense", "look at it")

    with pytest.raises(ModelFailed, match="nonsense") as failed:
        Patience().persist(attempt, Flag(), lambda: True, math.inf)
    assert failed.value.passing


def test_a_wait_may_be_asked_for_as_a_number_or_a_date() -> None:
    assert asked_wait_s("2.5") == 2.5
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3000 < asked_wait_s(later) <= 3600


@pytest.mark.parametrize("text", ["", "soon", "-3", "nan", "Thu, 01 Jan 1970 00:00:00 GMT", "99 Foo 9999 99:99:99"])
def test_a_wait_that_makes_no_sense_is_none(text: str) -> None:
    assert asked_wait_s(text) == 0.0
