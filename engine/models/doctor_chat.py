"""What this machine can and cannot do for chat models: the doctor's lines on llama.cpp, processor and memory."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from engine.models.governor.machine import Machine
from engine.models.llama.trial_process import creation_flags
from engine.records import Finding

PATIENCE_S = 10.0  # for a disk that has to wake up; 0.1 s is usual
SMALLEST_BYTES = 1_500_000_000  # a model of half a billion parameters, its context, and some air
CHAT_REMEDY = "run 'make chat', or pip install 'nacre[chat]'"
REBUILD = "CMAKE_ARGS=-DGGML_NATIVE=OFF pip install --force-reinstall --no-cache-dir llama-cpp-python"
GPU_REMEDY = (
    "with a card and its driver: CMAKE_ARGS=-DGGML_VULKAN=ON pip install --force-reinstall --no-cache-dir "
    "llama-cpp-python"
)
SCRIPT = Path(__file__).parent / "llama" / "trial_build.py"


class Build:
    """Asks llama.cpp what it was built for, in a process of its own, which works while other findings are made."""

    def __init__(self) -> None:
        """Starts the process; where no llama.cpp is installed, none."""
        self._problem = ""
        self._process: subprocess.Popen[str] | None = None
        place = importlib.util.find_spec("llama_cpp")  # finds it without running any of it
        if place is None or place.origin is None:
            return
        try:
            self._process = subprocess.Popen(
                (sys.executable, "-I", "-S", str(SCRIPT), str(Path(place.origin).parent / "lib")),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                creationflags=creation_flags(),
            )
        except OSError as error:
            self._problem = error.strerror or str(error)

    def findings(self) -> tuple[Finding, ...]:
        """Installed version, instruction sets, use of graphics cards. Waits for the process."""
        if self._process is None and not self._problem:
            return (Finding("chat models", "missing", "answers are put together from quotes", CHAT_REMEDY),)
        try:
            installed = version("llama-cpp-python")
        except PackageNotFoundError:
            installed = "of an unknown version"
        told = self._told()
        if told is None:
            return (Finding("chat models", "broken", f"llama-cpp-python {installed}: {self._problem}", REBUILD),)
        return (
            _installed(installed, str(told["version"])),
            _instructions(str(told["system"])),
            Finding("graphics card", "ok", "this build of llama.cpp can use one")
            if told["gpu"]
            else Finding("graphics card", "missing", "this build of llama.cpp uses the processor only", GPU_REMEDY),
        )

    def _told(self) -> dict[str, Any] | None:
        """What the process has said; None, and the problem, where it failed."""
        if self._process is None:
            return None
        with self._process as process:
            try:
                answer, complaint = process.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                self._problem = "loading it hangs"
                return None
        if process.returncode:
            last = complaint.strip().splitlines()[-1:]
            self._problem = last[0] if last else f"loading it crashes (exit status {process.returncode})"
            return None
        try:
            told: dict[str, Any] = json.loads(answer.splitlines()[-1])
        except (ValueError, IndexError):
            self._problem = "it says nothing of itself"
            return None
        return told


def findings(folder: Path, build: Build) -> tuple[Finding, ...]:
    """Everything on chat models; `folder` is where their files are kept. Never raises, never uses a network."""
    return (*build.findings(), *_machine(), _space(folder), _keyring())


def _installed(installed: str, build: str) -> Finding:
    from engine.models.llama import library

    detail = f"llama-cpp-python {installed}, llama.cpp {build}"
    if not library.available():
        oldest = ".".join(map(str, library.OLDEST))
        remedy = "pip install --upgrade llama-cpp-python"
        return Finding("chat models", "missing", f"{detail} is too old: {oldest} is needed", remedy)
    return Finding("chat models", "ok", detail)


def _instructions(system: str) -> Finding:
    """From llama.cpp's list: 'CPU : SSE3 = 1 | AVX = 1 | '."""
    sets = re.findall(r"(\w+) = 1\b", system)
    return Finding("llama.cpp", "ok", f"built with {', '.join(sets)}" if sets else "built for any processor")


def _machine() -> tuple[Finding, Finding]:
    import psutil

    reading = Machine().read()
    threads = psutil.cpu_count() or 1
    processor = Finding("processor", "ok", f"{_count(reading.cores or 1, 'core')}, {_count(threads, 'thread')}")
    if reading.available_bytes is None or reading.total_bytes is None:
        return processor, Finding("memory", "warning", "the system does not tell", "set models.memory_mib")
    detail = f"{reading.available_bytes / 1e9:.1f} of {reading.total_bytes / 1e9:.1f} GB free"
    if reading.available_bytes < SMALLEST_BYTES:
        return processor, Finding("memory", "warning", f"{detail}, little for a chat model", "close other programs")
    return processor, Finding("memory", "ok", detail)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("s" if number != 1 else "")


def _space(folder: Path) -> Finding:
    """Free space where the models are, or would be put."""
    what, remedy = "models folder", "set NACRE_MODELS to another folder"
    try:
        place = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        free = shutil.disk_usage(place).free
    except OSError as error:
        return Finding(what, "warning", f"{folder}: {error.strerror}", remedy)
    detail = f"{folder}, {free / 1e9:.1f} GB free"
    if free < SMALLEST_BYTES:
        return Finding(what, "warning", f"{detail}, little for a chat model", remedy)
    return Finding(what, "ok", detail)


def _keyring() -> Finding:
    what = "keys of remote models"
    try:
        return Finding(what, "ok", f"from the environment or the system's keyring (keyring {version('keyring')})")
    except PackageNotFoundError:
        return Finding(what, "missing", "from the environment only, not from a keyring", "pip install 'nacre[keyring]'")
