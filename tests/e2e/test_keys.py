"""Keys through a real terminal: in the order in which they come, however fast, and none held back on the way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.test_screen import SCRIPT, Terminal, _environment, library, pytestmark

__all__ = ["library", "pytestmark"]

VIM = SCRIPT.replace("settings=Settings()", "settings=Settings(screen=ScreenSettings(keys='vim'))").replace(
    "import Settings", "import ScreenSettings, Settings"
)


@pytest.fixture
def vim(library: Path) -> Iterator[Terminal]:
    opened = Terminal([sys.executable, "-c", VIM, str(library / "library")], _environment(library))
    yield opened
    opened.close()


def test_a_burst_in_two_modes_is_carried_out_in_its_order(vim: Terminal) -> None:
    vim.until("Ask · insert")
    vim.until("13 documents")
    vim.type("alpha beta gamma")
    vim.type("\x1b")
    vim.until("Ask · NORMAL")
    vim.type("0dwA delta")  # every key at once: a command, a move, a mode, then text
    vim.until("beta gamma delta")
    vim.type("\x1bdb0iomega ")  # and Esc with what follows it, as a slow line delivers them
    vim.until("omega beta gamma a")  # db leaves the letter under the cursor
    assert "delt" not in vim.shown() and "Ask · insert" in vim.shown()


def test_a_pane_is_left_and_what_follows_at_once_is_text(vim: Terminal) -> None:
    vim.until("13 documents")
    vim.press("C-s")  # a terminal's XOFF: the app has turned that off
    vim.until("back")
    vim.type("qomitted nothing")
    vim.until("omitted nothing")
    vim.press("C-q")  # XON
    vim.until("LEFT WITH 0")
