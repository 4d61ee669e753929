"""What the settings that are off by default would bring on this machine: the same model with and without each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import psutil

from engine.evaluation.bench_model_row import Row, in_turn, less_is_better
from engine.evaluation.bench_model_setup import Setup, Steady, repeating, replied, story, written
from engine.models.chat import Message
from engine.models.governor.machine import one_each_core

MIB = 1024 * 1024
PAYS = 1.1
"""How many times as fast a setting must be to be worth a line of advice; less is noise on a machine that does more."""

COSTS = 0.95
"""What it may cost elsewhere."""


def speculation_rows(setup: Setup) -> list[Row]:
    """Tokens per second with guesses from the prompt and without, where the answer stands in the prompt, and where
    nothing of it does.

    Raises:
        ModelMissing, ModelUnfit, ModelFailed: as the model's own calls.
    """
    with setup.opened() as chat:
        tokens = min(setup.sizes.prompt_tokens, chat.context_tokens // 2)
        nothing = story(chat, tokens, "with nothing to copy")
    return [
        _speed(setup, "speculation", repeating(setup.text), speculation=True),
        _speed(setup, "speculation_no_copy", nothing, speculation=True),
    ]


def kv_rows(setup: Setup) -> list[Row]:
    """Tokens per second, and memory of a full context, with keys and values in 8 bits and in 16.

    Raises:
        ModelMissing, ModelUnfit, ModelFailed: as the model's own calls.
    """
    speed = _speed(setup, "kv_q8_0", repeating(setup.text), kv_type="q8_0")
    ours, peer = _context_mib(setup, "q8_0"), _context_mib(setup, "f16")
    more = {"context_tokens": setup.sizes.context_tokens}
    return [speed, Row("kv_q8_0_memory", ours, peer, "f16", "MiB", less_is_better(ours, peer, 1), more=more)]


def affinity_row(setup: Setup) -> Row | None:
    """Tokens per second with threads bound to cores and without; None where the system doesn't tell of its cores.

    Raises:
        ModelMissing, ModelUnfit, ModelFailed: as the model's own calls.
    """
    cpus = one_each_core()[: setup.threads]
    return _speed(setup, "affinity", repeating(setup.text), cpus=cpus) if cpus else None


def advice(rows: Sequence[Row]) -> list[str]:
    """What to switch on, and what not, one sentence each."""
    found = {row.what: row for row in rows}
    lines = []
    if (copies := found.get("speculation")) and (other := found.get("speculation_no_copy")):
        said = f"{copies.ratio:.2f} times as fast where the answer copies, {other.ratio:.2f} where nothing is copied"
        lines.append(_line("speculation = true", copies.ratio >= PAYS and other.ratio >= COSTS, said))
    if (speed := found.get("kv_q8_0")) and (memory := found.get("kv_q8_0_memory")):
        saved = max(0.0, memory.peer - memory.ours)
        said = f"saves {saved:,.0f} MiB of context memory, {speed.ratio:.2f} times as fast"
        lines.append(_line('kv_type = "q8_0"', saved > 0 and speed.ratio >= COSTS, said))
    if bound := found.get("affinity"):
        lines.append(_line("affinity = true", bound.ratio >= PAYS, f"{bound.ratio:.2f} times as fast"))
    return lines


def _line(setting: str, pays: bool, said: str) -> str:
    return f"{'switch on' if pays else 'leave off'}: models.{setting} ({said})"


def _speed(setup: Setup, what: str, messages: list[Message], **switched: object) -> Row:
    sampling = setup.sampling(setup.sizes.written_tokens)
    with setup.opened(**switched) as on, setup.opened() as off:
        for chat in (on, off):
            replied(chat, messages, setup.sampling(2))  # the prompt is read, and kept
        turns = in_turn(
            lambda _: written(on, messages, sampling),
            lambda _: written(off, messages, sampling),
            setup.sizes.rounds,
            setup.sizes.budget_s,
        )
    return turns.speed_row(what, "without")


def _context_mib(setup: Setup, kv_type: str) -> float:
    """Memory that a context takes beyond the weights."""
    process, hello = psutil.Process(), [Message("user", "Hello")]
    with setup.loaded(kv_type=kv_type) as weights, closing(weights.open(Steady(setup.threads))) as first:
        replied(first, hello, setup.sampling(1))  # the weights are in memory by now
        before = process.memory_info().rss
        with closing(weights.open(Steady(setup.threads))) as second:
            replied(second, hello, setup.sampling(1))
            return max(0, process.memory_info().rss - before) / MIB
