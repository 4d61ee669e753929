"""What a machine is said to be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.evaluation import machine
from engine.evaluation.one_thread import THREADS, limited


def test_the_last_cache_is_that_of_the_highest_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.sys, "platform", "linux")
    monkeypatch.setattr(machine, "CACHES", tmp_path)
    assert machine.last_cache_bytes() is None
    for name, level, size in (("index0", "1", "64K"), ("index1", "3", "6M"), ("index2", "2", "512K")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "level").write_text(f"{level}\n")
        (tmp_path / name / "size").write_text(f"{size}\n")
    assert machine.last_cache_bytes() == 6 << 20


def test_the_processor_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.sys, "platform", "linux")
    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "cpuinfo")
    assert machine.processor()
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nmodel name\t: A Processor @ 3.50GHz\n")
    assert machine.processor() == "A Processor @ 3.50GHz"


def test_reading_is_measured_on_arrays_of_any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "READ_BYTES", 1 << 16)
    assert machine.read_gb_s() > 0
    assert machine.read_gb_s(np.ones((11, 9), np.uint8)) > 0


def test_one_thread_is_asked_for_before_numpy_is_there() -> None:
    program = (
        "import os, sys\n"
        "from engine.evaluation.one_thread import ask_for_one_thread\n"
        "import tui.cli.commands.bench\n"
        "assert 'numpy' not in sys.modules\n"
        "ask_for_one_thread('avx2')\n"
        f"print([os.environ[name] for name in {THREADS!r}], os.environ['FAISS_OPT_LEVEL'])\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in THREADS}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "['1', '1', '1', '1', '1'] AVX2\n"


def test_what_is_loaded_is_left_with_one_thread() -> None:
    assert set(limited().values()) <= {1, "by the environment"}
