"""Try again what fails in passing: soon at first, then less and less often, and not on the beat of everyone else."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Event as Flag
from typing import TypeVar

from engine.errors import ModelFailed
from engine.models.remote.setbacks import Setback, Stopped

T = TypeVar("T")

log = logging.getLogger(__name__)


def rest(seconds: float, cancel: Flag) -> None:
    """Wait; no longer than until `cancel` is set."""
    cancel.wait(seconds)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a call is tried, and how long is waited between two tries."""

    tries: int = 5
    first_s: float = 0.5  # doubles with each try
    longest_s: float = 8.0
    asked_s: float = 20.0  # a server that asks for a longer wait is not waited for
    rest: Callable[[float, Flag], None] = rest
    chance: Callable[[], float] = random.random

    def persist(self, attempt: Callable[[], T], cancel: Flag, heard: Callable[[], bool], within_s: float) -> T:
        """What `attempt` gives back, once it does.

        Args:
            attempt: the call.
            cancel: ends the waiting.
            heard: whether something was heard already; then nothing is tried again, for it would be heard twice.
            within_s: no try begins later than so many seconds after the first.

        Raises:
            ModelFailed: the last try's.
            Stopped: cancelled between two tries.
        """
        started = time.monotonic()
        for tried in range(1, self.tries + 1):
            try:
                return attempt()
            except Setback as setback:
                pause_s = self.pause_s(tried, setback.wait_s)
                late = time.monotonic() - started + pause_s > within_s
                if heard() or late or tried == self.tries or setback.wait_s > self.asked_s:
                    raise
                log.info("%s; once more in %.1f s", setback.what, pause_s)
            except ModelFailed as error:
                if heard() and not error.passing:  # it could be asked, and was answering
                    raise ModelFailed(error.what, error.remedy, passing=True) from error
                raise
            self.rest(pause_s, cancel)
            if cancel.is_set():
                raise Stopped
        raise AssertionError("the last try returns or raises")

    def pause_s(self, tried: int, asked_s: float) -> float:
        """Seconds between try number `tried` (from 1) and the next: half of it by chance, never less than asked."""
        longest: float = min(self.longest_s, self.first_s * 2 ** (tried - 1))
        return max(asked_s, longest * (1 + self.chance()) / 2)


def asked_wait_s(retry_after: str) -> float:
    """Seconds that a header `Retry-After` asks for, as a number or as a date; 0 where it makes no sense."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            until = parsedate_to_datetime(retry_after)
            seconds = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
        except (ValueError, OverflowError):
            return 0.0
    return seconds if seconds > 0 else 0.0  # not a number is not more than 0 either
