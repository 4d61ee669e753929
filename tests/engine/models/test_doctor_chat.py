"""What the doctor says about chat models."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from engine.models import doctor_chat
from engine.models.governor.machine import Machine, Reading
from engine.models.llama import library
from engine.records import Finding

needs_llama = pytest.mark.skipif(not library.available(), reason="llama-cpp-python is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def by_name(folder: Path) -> dict[str, Finding]:
    return {finding.what: finding for finding in doctor_chat.findings(folder, doctor_chat.Build())}


@needs_llama
def test_installed_library_is_described(tmp_path: Path) -> None:
    found = by_name(tmp_path)
    assert found["chat models"].state == "ok"
    assert importlib.metadata.version("llama-cpp-python") in found["chat models"].detail
    assert found["llama.cpp"].detail.startswith("built ")
    assert found["graphics card"].state in ("ok", "missing")


@needs_llama
def test_the_doctor_does_not_load_the_library() -> None:
    code = (
        "import sys; from engine.models.doctor import findings; findings();"
        "print([name for name in sys.modules if name.startswith('llama_cpp')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_whatever_is_missing_comes_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(doctor_chat, "version", nothing)
    found = by_name(tmp_path)
    assert found["chat models"].state == "missing"
    assert "nacre[chat]" in found["chat models"].remedy
    assert "nacre[keyring]" in found["keys of remote models"].remedy
    assert all(finding.remedy for finding in found.values() if finding.state != "ok")


@needs_llama
def test_library_that_is_too_old_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "OLDEST", (9999, 0, 0))
    found = by_name(tmp_path)["chat models"]
    assert found.state == "missing"
    assert "9999.0.0 is needed" in found.detail


@needs_llama
@posix
def test_library_that_crashes_is_broken_and_takes_nobody_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "crash.py"
    script.write_text("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "utf-8")
    monkeypatch.setattr(doctor_chat, "SCRIPT", script)
    found = by_name(tmp_path)["chat models"]
    assert found.state == "broken"
    assert "crashes" in found.detail
    assert "GGML_NATIVE=OFF" in found.remedy


@needs_llama
def test_library_that_cannot_be_loaded_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "fails.py"
    script.write_text("raise OSError('libgomp.so.1: cannot open shared object file')", "utf-8")
    monkeypatch.setattr(doctor_chat, "SCRIPT", script)
    found = by_name(tmp_path)["chat models"]
    assert found.state == "broken"
    assert "libgomp.so.1" in found.detail


@needs_llama
def test_library_that_hangs_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "hangs.py"
    script.write_text("import time; time.sleep(1000)", "utf-8")
    monkeypatch.setattr(doctor_chat, "SCRIPT", script)
    monkeypatch.setattr(doctor_chat, "PATIENCE_S", 0.2)
    assert "hangs" in by_name(tmp_path)["chat models"].detail


@pytest.mark.parametrize(
    ("reading", "state", "said"),
    [
        (Reading(4, (), 16 * 10**9, 8 * 10**9), "ok", "8.0 of 16.0 GB free"),
        (Reading(4, (), 4 * 10**9, 5 * 10**8), "warning", "little for a chat model"),
        (Reading(4), "warning", "does not tell"),
    ],
)
def test_memory_that_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: Reading, state: str, said: str
) -> None:
    monkeypatch.setattr(Machine, "read", lambda self: reading)
    found = by_name(tmp_path)
    assert found["memory"].state == state
    assert said in found["memory"].detail
    assert found["processor"].detail.startswith("4 cores")


def test_models_folder_need_not_be_there(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    assert by_name(folder)["models folder"].detail.startswith(f"{folder}, ")
    assert not folder.exists()
