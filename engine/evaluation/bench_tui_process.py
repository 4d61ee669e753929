"""What a program takes of the machine, asked from outside."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

import psutil

MIB = 1024 * 1024


def cpu_s(pid: int) -> float:
    """Processor seconds of a program and what it has started, so far."""
    return sum(times.user + times.system for times in (each.cpu_times() for each in _tree(pid)))


def screen_s(pid: int) -> float | None:
    """The same for its first thread, which draws; None where the system does not say.

    A model decodes on other threads, which a chat that has its text from elsewhere does not have.
    """
    if not sys.platform.startswith("linux"):  # elsewhere threads have numbers of their own, or are not told
        return None
    return sum(each.user_time + each.system_time for each in psutil.Process(pid).threads() if each.id == pid)


def memory_mib(pid: int) -> float:
    """Memory in use, shared pages counted for each."""
    return sum(each.memory_info().rss for each in _tree(pid)) / MIB


def idle_percent(pids: Sequence[int], seconds: float) -> list[float]:
    """Percent of a core that each program takes while nobody touches it."""
    before, began = [cpu_s(pid) for pid in pids], monotonic()
    sleep(seconds)
    passed = monotonic() - began
    return [(cpu_s(pid) - used) / passed * 100 for pid, used in zip(pids, before, strict=True)]


def lags_ms(path: Path, begin: float, end: float) -> list[float]:
    """How late a program's loop was, by its own probe, between two moments of the monotonic clock."""
    return [late * 1000 for at, late in json.loads(path.read_text("ascii")) if begin <= at <= end]


def _tree(pid: int) -> list[psutil.Process]:
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]
