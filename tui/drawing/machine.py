"""How chat models and the machine do, in words."""

from __future__ import annotations

from engine.records import MachineState, ModelMetrics, ModelsStatus
from tui.drawing.clean import one_line
from tui.drawing.durations import duration
from tui.drawing.sizes import size
from tui.talk import counted

LOADED_SHOWN = 2


def figures(status: ModelsStatus) -> list[str]:
    """What answers, how the machine is, and how each loaded model does; one line each."""
    answers = f"{one_line(status.active)} answers" if status.active else "Extracts answer"
    leaves = f" · text goes to {one_line(status.remote)}" if status.remote else ""
    loaded = [loaded_words(model) for model in status.models[:LOADED_SHOWN]]
    return [answers + leaves, machine_words(status.machine), *(loaded or ["No model is in memory."])]


def machine_words(machine: MachineState) -> str:
    """'normal (auto) · 3 threads of 4 cores · 9.4 GB free · 61 °C'."""
    words = [f"{machine.mode} ({machine.chosen})" if machine.mode != machine.chosen else machine.mode]
    words.append(f"{counted(machine.threads, 'thread')} of {counted(machine.cores, 'core')}")
    words.append(f"{size(machine.available_bytes)} free")
    words += [f"{machine.temperature_c:.0f} °C"] if machine.temperature_c is not None else []
    words += [slowed_words(machine.slowed, machine.threads)] if machine.slowed else []
    words += ["on battery"] if machine.on_battery and "battery" not in machine.slowed else []
    return " · ".join(words)


def loaded_words(model: ModelMetrics) -> str:
    """'qwen: 12.5 tokens/s · first after 320 ms · 2 wait · 610 MB'."""
    words = (
        [f"{model.tokens_per_s:.1f} tokens/s", f"first after {duration(model.first_token_ms)}"]
        if model.answered
        else []
    )
    words += [f"{model.busy} at work"] if model.busy else []
    words += [f"{model.queue} {'waits' if model.queue == 1 else 'wait'}", size(model.memory_bytes)]
    words += [f"{model.failed} failed"] if model.failed else []
    return f"{one_line(model.model)}: {' · '.join(words)}"


def slowed_words(why: str, threads: int) -> str:
    """'hot: 91 °C' as 'hot 91 °C · 1 thread'; a cause without a figure stands alone."""
    cause, colon, figure = one_line(why, 60).partition(":")
    return f"{cause} {figure.strip()} · {counted(threads, 'thread')}" if colon else cause
