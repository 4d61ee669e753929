"""`nacre bench model`: a chat model as the product runs it, beside bare llama.cpp on the same file in the same run.

Without a file, one of the shape of Qwen2.5-0.5B is written whose weights were never trained: it takes as much time as
the real one, and answers every prompt with the same words, so that what it writes can be copied from a prompt or not.
"""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.evaluation import machine
from engine.evaluation.bench_model_queue import Service
from engine.evaluation.bench_model_row import Row
from engine.evaluation.bench_model_setup import Setup, Sizes
from engine.evaluation.bench_model_speed import cancel_row, second_turn_row, speed_rows
from engine.evaluation.bench_model_stays import idle_row, reload_row
from engine.evaluation.bench_model_switches import advice, affinity_row, kv_rows, speculation_rows
from engine.evaluation.gguf_shapes import SMALL_QWEN, write_chain_shaped, write_tiny
from engine.evaluation.gguf_shapes_words import common_words
from engine.events import Listener, Notice, ignore
from engine.models.governor.machine import Machine
from engine.models.llama.library import build_id

TEXT = b"".join(common_words()).decode("ascii")
"""What the written model writes."""


def run(
    path: Path | None = None, threads: int = 0, listen: Listener = ignore, sizes: Sizes | None = None
) -> dict[str, Any]:
    """Rows of ours and the peer's, and which settings pay. Some minutes; a large model takes longer.

    Args:
        path: a GGUF file; None writes one of 500 MB into a temporary folder.
        threads: of both; 0 means physical cores minus one, at least one, as the product does.
        listen: hears `Notice`: what is being measured.
        sizes: how much is measured.

    Raises:
        UsageError: there is no such file, or nothing to write one with.
        ModelMissing: llama.cpp isn't installed.
        ModelUnfit, ModelFailed: the file can't be used.
    """
    build = build_id()
    threads = threads or max(1, (Machine().read().cores or 1) - 1)
    sizes = sizes or Sizes()
    if path is not None and not path.is_file():
        raise UsageError(f"there is no file {path}", "name a GGUF file")
    with tempfile.TemporaryDirectory(prefix="nacre-bench-") as folder:
        if path is None:
            listen(Notice(f"writing a model of the shape of {SMALL_QWEN.name}"))
            path, name = write_chain_shaped(Path(folder) / "small.gguf", SMALL_QWEN, common_words(), known=True), ""
        else:
            name = str(path)
        setup = Setup(path, threads, TEXT, sizes)
        rows = _rows(setup, Path(folder), listen)
        return {
            "model": name or f"{SMALL_QWEN.name}, as a shape",
            "bytes": path.stat().st_size,
            "processor": machine.processor(),
            "threads": threads,
            "llama_cpp": build,
            "rows": [row.data() for row in rows],
            "summary": advice(rows),
        }


def _rows(setup: Setup, folder: Path, listen: Listener) -> list[Row]:
    rows: list[Row] = []
    # Loading first, while the process is small and grows visibly.
    if importlib.util.find_spec("gguf") is not None:
        listen(Notice(f"loading and unloading a tiny model {setup.sizes.loads[1]} times"))
        tiny = Setup(write_tiny(folder / "tiny.gguf"), setup.threads, setup.text, setup.sizes)
        rows.append(reload_row(tiny, "reloads", setup.sizes.loads))
    listen(Notice(f"loading and unloading the model {setup.sizes.large_loads[1]} times"))
    rows.append(reload_row(setup, "reloads_large", setup.sizes.large_loads))
    listen(Notice("reading and writing, beside bare llama.cpp"))
    rows += speed_rows(setup)
    listen(Notice("the second turn of a conversation"))
    rows.append(second_turn_row(setup))
    listen(Notice("cancelling while a long prompt is read"))
    rows.append(cancel_row(setup))
    listen(Notice("guesses from the prompt"))
    rows += speculation_rows(setup)
    listen(Notice("keys and values in 8 bits"))
    rows += kv_rows(setup)
    listen(Notice("threads bound to cores"))
    if (bound := affinity_row(setup)) is not None:
        rows.append(bound)
    with Service(setup, folder) as service:
        listen(Notice(f"{setup.sizes.requests} requests at once"))
        rows.append(service.at_once_row())
        listen(Notice("doing nothing"))
        rows.append(idle_row(setup, service.warm))
    return rows
