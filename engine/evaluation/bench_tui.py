"""`nacre bench tui`: the app as a person meets it, in a real terminal, beside a plain chat in the same run.

Nothing of the screen is imported here: the installed command and the peer run as processes of their own under tmux,
keys go in at one end and the screen is read at the other, while a real model decodes.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.evaluation import machine
from engine.evaluation.bench_model_row import Row, less_is_better
from engine.evaluation.bench_tui_bed import Bed, can_decode
from engine.evaluation.bench_tui_keys import keys_ms
from engine.evaluation.bench_tui_phases import (
    Found,
    Sizes,
    cold_start,
    idle,
    long_conversation,
    middle,
    slow_line,
    streaming,
)
from engine.evaluation.bench_tui_programs import PEER_NAME, Program, ours, peer
from engine.evaluation.bench_tui_server import PacedServer
from engine.evaluation.bench_tui_terminal import HEIGHT, WIDTH, Pane, Terminal
from engine.evaluation.bench_tui_text import answer
from engine.evaluation.gguf_shapes import SMALL_QWEN
from engine.evaluation.gguf_shapes_words import pieces_of
from engine.evaluation.metrics import percentile
from engine.events import Listener, Notice, ignore

SHAPE = replace(SMALL_QWEN, name="a third of Qwen2.5-0.5B", layers=20, feed_forward=2_432, vocabulary=0)
FIRST = answer().partition("\n")[0].lstrip("# ")
FLOOR_KEYS = 50
SLOW = "stream_bytes_per_s is of our screen on a slow line, as over SSH; stream_bytes_per_s_fast is of the usual one"
TINY_PERCENT = 0.1  # of a core; less can't be told from nothing


def run(sizes: Sizes | None = None, listen: Listener = ignore) -> dict[str, Any]:
    """Rows of ours and the peer's, and notes on how they came about. About five minutes on two cores.

    Args:
        sizes: how much is measured.
        listen: hears `Notice`: what is being measured.

    Raises:
        UsageError: tmux is missing or too old.
        NotShown: something that was waited for never came onto the screen.
    """
    sizes = sizes or Sizes()
    load = _load()
    pieces = pieces_of(answer())
    with (
        tempfile.TemporaryDirectory(prefix="nacre-bench-", ignore_cleanup_errors=True) as folder,
        Terminal(Path(folder)) as terminal,
        PacedServer([piece.decode("utf-8") for piece in pieces], sizes.tokens_per_s) as server,
    ):
        bed = Bed(Path(folder))
        listen(Notice(f"writing a conversation of {sizes.messages:,} messages"))
        bed.fill(sizes.messages, sizes.peer_messages)
        decodes = sizes.decodes and can_decode()
        if decodes:
            bed.add_model(SHAPE, pieces)
        else:
            bed.add_server(server.url)
        floor = percentile(keys_ms([Pane(terminal, "floor")], min(FLOOR_KEYS, sizes.keys))[0], 0.95)
        programs = (ours(bed, sizes.messages, FIRST), peer(bed, sizes.peer_messages, server.url))
        found = (Found(), Found())
        _measure(programs, found, terminal, bed, server, decodes, sizes, listen)
    notes = [
        f"the way through tmux and back, without a program behind it, takes {floor:.1f} ms (p95); it is in every key",
        f"the text is written by {_writer(decodes, found[0])}; the peer has it from a server on loopback at "
        f"{server.per_s:.1f} tokens/s",
        f"load of the machine {load} before, {_load()} after",
    ]
    rows = _rows(found[0], found[1], sizes)
    return {
        "rows": [row.data() for row in rows],
        "processor": machine.processor(),
        "terminal": f"tmux, {WIDTH}x{HEIGHT}",
        "floor_p95_ms": floor,
        "notes": notes,
    }


def _measure(
    programs: tuple[Program, Program],
    found: tuple[Found, Found],
    terminal: Terminal,
    bed: Bed,
    server: PacedServer,
    decodes: bool,
    sizes: Sizes,
    listen: Listener,
) -> None:
    both = tuple(zip(programs, found, strict=True))
    listen(Notice("cold starts"))
    for _ in range(sizes.starts):
        for program, figures in both:
            cold_start(program, terminal, figures)
    listen(Notice("keys, and nothing to do"))
    panes = [program.start(terminal) for program in programs]
    idle(panes, sizes, found)
    for (program, figures), pane in zip(both, panes, strict=True):
        listen(Notice(f"{program.name} opens {program.messages:,} messages"))
        long_conversation(program, pane, figures)
        program.quit(pane)
    for _ in range(sizes.rounds):
        for program, figures in both:
            listen(Notice(f"{program.name} while an answer is written"))
            streaming(program, terminal, bed, FIRST, sizes, figures)
            if decodes and program is programs[0] and figures.tokens_per_s:
                server.per_s = figures.tokens_per_s[-1]  # the peer's pace is ours of just before
        listen(Notice(f"{programs[0].name} while an answer is written, on a slow line"))
        slow_line(programs[0], terminal, bed, FIRST, sizes, found[0])


def _rows(mine: Found, other: Found, sizes: Sizes) -> list[Row]:
    fewer = f"ours {sizes.messages:,} messages, the peer only {sizes.peer_messages:,}"
    many = str(sizes.messages)
    rows = [
        _row("key_p50_idle_ms", percentile(mine.idle_keys_ms, 0.5), percentile(other.idle_keys_ms, 0.5), "ms"),
        _row("key_p95_idle_ms", percentile(mine.idle_keys_ms, 0.95), percentile(other.idle_keys_ms, 0.95), "ms", 25),
        _row(
            "key_p50_streaming_ms",
            percentile(mine.streaming_keys_ms, 0.5),
            percentile(other.streaming_keys_ms, 0.5),
            "ms",
        ),
        _row(
            "key_p95_streaming_ms",
            percentile(mine.streaming_keys_ms, 0.95),
            percentile(other.streaming_keys_ms, 0.95),
            "ms",
            50,
        ),
        _row("loop_lag_p99_ms", percentile(mine.lags_ms, 0.99), percentile(other.lags_ms, 0.99), "ms", 50),
        _row("loop_lag_max_ms", max(mine.lags_ms), max(other.lags_ms), "ms", 100),
        _row("idle_cpu_percent", mine.idle_percent, other.idle_percent, "% of a core", 1, least=TINY_PERCENT),
        _row(f"open_{many}_s", mine.open_s, other.open_s, "s", 0.5, fewer),
        _row(f"resize_{many}_s", middle(mine.resize_s), middle(other.resize_s), "s", 0.3, fewer),
        _row(f"memory_{many}_mib", mine.grown_mib, other.grown_mib, "MiB", note=fewer, least=1.0),
        _row("stream_bytes_per_s", middle(mine.slow_bytes_per_s), middle(other.bytes_per_s), "bytes/s", 25_000, SLOW),
        _row("stream_bytes_per_s_fast", middle(mine.bytes_per_s), middle(other.bytes_per_s), "bytes/s"),
        _row("cold_start_s", middle(mine.start_s), middle(other.start_s), "s"),
    ]
    if mine.screen_percent and other.screen_percent:
        note = "of the thread that draws, its loop's probe included"
        shares = middle(mine.screen_percent), middle(other.screen_percent)
        rows.append(_row("stream_cpu_percent", *shares, "% of a core", note=note))
    return rows


def _row(
    what: str, mine: float, other: float, unit: str, most: float | None = None, note: str = "", least: float = 1e-9
) -> Row:
    reach, reached = ("", None) if most is None else (f"<= {most:,g}", mine <= most)
    more = {"note": note} if note else {}
    return Row(what, mine, other, PEER_NAME, unit, less_is_better(mine, other, least), reach, reached, more)


def _writer(decodes: bool, mine: Found) -> str:
    if not decodes:
        return "a server on loopback, for no model decodes here"
    paces = ", ".join(f"{pace:.1f}" for pace in mine.tokens_per_s) or "an unknown number of"
    return f"llama.cpp with {SHAPE.name}, as a shape, at {paces} tokens/s"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
