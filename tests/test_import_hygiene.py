"""What a fresh interpreter has loaded: the engine never brings the screen, a help page never brings the engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCREEN = {"textual", "rich", "tui"}
FIRST_FRAME = """
import os, sys
os.environ["NACRE_CONFIG"] = sys.argv[1]
from engine.config import Settings
from tui.app import NacreApp
NacreApp._begin = NacreApp.exit  # called behind the first frame
NacreApp(lambda: None, Settings()).run(headless=True)
"""
HEAVY = {"textual", "numpy", "sqlite_utils", "sqlite3", "onnxruntime", "tokenizers", "pymupdf", "lxml", "httpx", "rich"}


def loaded_after(code: str, *arguments: str) -> set[str]:
    """Top-level modules that are loaded once `code` has run."""
    return {name.partition(".")[0] for name in modules_after(code, *arguments)}


def modules_after(code: str, *arguments: str) -> set[str]:
    """All modules that are loaded once `code` has run."""
    report = f"import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", report, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("module", ["engine", "engine.engine"])
def test_engine_never_brings_the_screen(module: str) -> None:
    assert not loaded_after(f"import {module}") & SCREEN


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("ask", "--help")])
def test_help_brings_nothing_heavy(arguments: tuple[str, ...]) -> None:
    loaded = loaded_after("from tui.cli.main import main; main()", *arguments)
    assert "click" in loaded
    # The help of one command may load the engine's own modules, never what they are built on.
    assert not loaded & HEAVY - ({"rich"} if "ask" in arguments else set())


def test_help_does_not_bring_the_engine() -> None:
    assert "engine" not in loaded_after("from tui.cli.main import main; main()", "--help")


def test_command_line_works_without_the_screen() -> None:
    loaded = loaded_after("from tui.cli.main import main; main()", "doctor", "--help")
    assert "textual" not in loaded


def test_the_first_frame_waits_for_nothing_that_only_later_keys_need(tmp_path: Path) -> None:
    loaded = modules_after(FIRST_FRAME, str(tmp_path))
    assert "tui.screens.main" in loaded
    assert not loaded & {"numpy", "sqlite3", "networkx", "psutil", "tomlkit", "snowballstemmer", "httpx", "pygments"}
    assert not loaded & {"engine.engine", "engine.library", "engine.sources.registry", "engine.graph", "engine.threads"}
    assert not {name for name in loaded if name.startswith("tui.commands.")}
    late = {"viewer", "folders", "rounds", "branches", "conversations", "help", "models", "report"}
    assert not loaded & {f"tui.screens.{name}" for name in late}
