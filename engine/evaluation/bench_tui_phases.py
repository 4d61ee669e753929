"""What is measured of a program on a screen, phase by phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from time import monotonic, sleep

from engine.evaluation.bench_tui_bed import Bed
from engine.evaluation.bench_tui_keys import SIGN, keys_ms, timed_s
from engine.evaluation.bench_tui_process import idle_percent, lags_ms, memory_mib, screen_s
from engine.evaluation.bench_tui_programs import Program, Wrapped, pace, wrapped
from engine.evaluation.bench_tui_terminal import WIDTH, Pane, Terminal

NARROWER = (100, 114, 104)  # columns, one after the other; none of them met before


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured. Tests take less."""

    messages: int = 5_000
    peer_messages: int = 200  # a thousand do not end within 100 s
    starts: int = 3
    keys: int = 120
    idle_s: float = 10.0
    settle_s: float = 4.0  # after a start: background work ends
    rounds: int = 2  # of streaming
    streaming_keys: int = 60  # in each
    streaming_s: float = 5.0  # untouched, in each
    tokens_per_s: float = 50.0  # where no model decodes
    decodes: bool = True  # a real model, where there can be one


QUICK = Sizes(60, 20, 1, 8, 1.0, 0.5, 1, 8, 1.0, 120.0, decodes=False)


@dataclass(slots=True)
class Found:
    """What was measured of one program."""

    start_s: list[float] = field(default_factory=list)
    idle_keys_ms: list[float] = field(default_factory=list)
    idle_percent: float = 0.0
    open_s: float = 0.0
    grown_mib: float = 0.0
    resize_s: list[float] = field(default_factory=list)
    streaming_keys_ms: list[float] = field(default_factory=list)
    bytes_per_s: list[float] = field(default_factory=list)
    slow_bytes_per_s: list[float] = field(default_factory=list)  # as on a slow line
    screen_percent: list[float] = field(default_factory=list)
    lags_ms: list[float] = field(default_factory=list)
    tokens_per_s: list[float] = field(default_factory=list)


def cold_start(program: Program, terminal: Terminal, found: Found) -> None:
    """From the start of the process until a typed sign stands on the screen."""
    began = monotonic()
    pane = program.start(terminal)
    pane.type(SIGN)
    pane.until_shown(SIGN)
    found.start_s.append(monotonic() - began)
    program.quit(pane)


def idle(panes: Sequence[Pane], sizes: Sizes, found: Sequence[Found]) -> None:
    """Keys typed in turn, and what the programs take while nobody touches them."""
    sleep(sizes.settle_s)
    for each, times in zip(found, keys_ms(panes, sizes.keys), strict=True):
        each.idle_keys_ms += times
    sleep(1)  # a draft is saved
    for each, percent in zip(found, idle_percent([pane.pid for pane in panes], sizes.idle_s), strict=True):
        each.idle_percent = percent


def long_conversation(program: Program, pane: Pane, found: Found) -> None:
    """Opening it, its memory, and other widths of the terminal."""
    program.to_long(pane)
    before = memory_mib(pane.pid)
    found.open_s = timed_s(
        pane, lambda: pane.press("Enter"), lambda shown: bool(wrapped(shown)), "the last of the messages"
    )
    sleep(1)
    found.grown_mib = memory_mib(pane.pid) - before
    for width in NARROWER:
        old = wrapped(pane.shown())
        found.resize_s.append(
            timed_s(
                pane,
                partial(pane.resize, width),
                partial(_other, old),
                f"the last message at {width} columns",
            )
        )
        sleep(0.5)
    pane.resize(WIDTH)


def _other(old: Wrapped, shown: str) -> bool:
    return wrapped(shown) not in ((), old)


def streaming(program: Program, terminal: Terminal, bed: Bed, first: str, sizes: Sizes, found: Found) -> None:
    """An answer that grows: bytes and processor while nobody touches it, then keys; the loop all the while."""
    lag = bed.lag(program.name)
    pane = program.start(terminal, NACRE_LAG_PROBE=str(lag))
    sleep(sizes.settle_s)
    program.ask(pane, first)
    used, began = screen_s(pane.pid), monotonic()
    found.bytes_per_s.append(_bytes_per_s(pane, bed, sizes))
    passed = monotonic() - began
    if used is not None and (now := screen_s(pane.pid)) is not None:
        found.screen_percent.append((now - used) / passed * 100)
    if (told := pace(pane.shown())) is not None:
        found.tokens_per_s.append(told)
    found.streaming_keys_ms += keys_ms([pane], sizes.streaming_keys)[0]
    ended = monotonic()
    pane.press("C-c")
    program.quit(pane)
    found.lags_ms += lags_ms(lag, began, ended)


def slow_line(program: Program, terminal: Terminal, bed: Bed, first: str, sizes: Sizes, found: Found) -> None:
    """The same answer as it is drawn on a slow line: its bytes."""
    pane = program.start(terminal, **bed.slow)
    sleep(sizes.settle_s)
    program.ask(pane, first)
    found.slow_bytes_per_s.append(_bytes_per_s(pane, bed, sizes))
    pane.press("C-c")
    program.quit(pane)


def _bytes_per_s(pane: Pane, bed: Bed, sizes: Sizes) -> float:
    """What a program sends while nobody touches it."""
    sent = bed.folder / f"{pane.name}.bytes"
    pane.record(sent)
    sleep(0.5)
    size, began = sent.stat().st_size, monotonic()
    sleep(sizes.streaming_s)
    return (sent.stat().st_size - size) / (monotonic() - began)


def middle(values: Sequence[float]) -> float:
    """The median; 0 where there are none."""
    return median(values) if values else 0.0
