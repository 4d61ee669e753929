"""A fault in the screen's own code costs nothing: one sentence, status 1, and everything is there at the next start.

A line that drops costs nothing either, whatever is open or under way, and leaves the terminal as it was.
"""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.test_screen import Terminal, _environment, library, pytestmark

__all__ = ["library", "pytestmark"]

FAULTY = """
import subprocess, sys
from pathlib import Path
from tui.cli import failures
from tui.screens.main import MainScreen
from tui.widgets.composer import Composer
from tui.widgets.statusline import StatusLine
from tui.widgets.transcript import Transcript

armed = False
whole = METHOD

def broken(self, *arguments, **named):
    if armed:
        raise RuntimeError("a fault of a widget")
    return whole(self, *arguments, **named)

METHOD = broken

def arm(self, event):  # F12
    global armed
    armed = True
    for widget in self.query("*"):
        widget.refresh(layout=True)
    self.leaving.later()

MainScreen.key_f12 = arm

def work():
    from engine.config import Settings
    from tui.app import run
    return run(Path(sys.argv[1]), settings=Settings())

print("LEFT WITH", failures.guard(work), flush=True)
subprocess.run(["stty"])
"""
WIDGETS = ("StatusLine.render", "Transcript.render_line", "Composer.render_line", "Transcript.at_end")
QUESTION = "How high did the water rise in the flood of January 1968?"


@pytest.fixture
def own(library: Path, tmp_path: Path) -> Path:
    """A copy of the library, for those who change it."""
    shutil.copytree(library / "library", tmp_path / "library")
    return tmp_path


@pytest.fixture
def opened(own: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the app in a terminal, with a method that F12 breaks."""
    terminals: list[Terminal] = []

    def start(method: str = "StatusLine.render", more: str = "") -> Terminal:
        script = FAULTY.replace("METHOD", method).replace("def work():", f"{more}\ndef work():")
        terminals.append(Terminal([sys.executable, "-c", script, str(own / "library")], _environment(own)))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.mark.parametrize("method", WIDGETS)
def test_a_fault_in_a_widget_is_one_sentence_and_costs_nothing(
    opened: Callable[..., Terminal], own: Path, method: str
) -> None:
    terminal = opened(method)
    terminal.until("13 documents")
    terminal.type(QUESTION)
    terminal.press("Enter")
    terminal.until(" · supported")
    terminal.type("a new question, not yet asked")
    terminal.until("not yet asked")
    terminal.press("Tab")
    terminal.press("e")
    terminal.until("Edit · Enter asks instead")
    terminal.type(" And why")
    terminal.until("And why")
    terminal.press("F12")
    shown = terminal.until("LEFT WITH 1")
    assert "fault" in shown or "Something went wrong inside nacre" in shown
    assert "Traceback" not in shown and "RuntimeError" not in shown.replace("(RuntimeError)", "")
    log = next((own / "state").rglob("nacre.log"))
    assert "a fault of a widget" in log.read_text(encoding="utf-8")
    again = opened(method)
    again.until("13 documents")
    again.until("supported")
    if method != "Transcript.at_end":  # what can't tell where one is can't keep it
        again.until("And why")
        again.press("Escape")
    again.until("a new question, not yet asked")


SLOW = """
import time
from engine.engine import Engine
Engine.open = classmethod(lambda *arguments, **named: time.sleep(60))
"""
STUCK = """
import time
def stuck(self, event):  # as a download that hears nothing any more
    self.nacre.desk.start("download", lambda _l, _c: time.sleep(60))
    self.notify("under way")
MainScreen.key_f11 = stuck
"""
OPEN = [(("F6",), "Conversations"), (("C-p",), "Enter take"), (("F4",), "Documents"), (("F11",), "under way")]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize(("keys", "shown"), OPEN, ids=["list", "palette", "documents", "download"])
def test_a_signal_ends_it_and_gives_the_terminal_back_whatever_is_open(
    opened: Callable[..., Terminal], keys: tuple[str, ...], shown: str, number: int
) -> None:
    terminal = opened(more=STUCK)
    terminal.until("13 documents")
    terminal.type("not yet asked")
    terminal.until("not yet asked")
    for key in keys:
        terminal.press(key)
    terminal.until(shown)
    terminal.signal(number)
    assert "Traceback" not in terminal.until("LEFT WITH 0")
    assert "-icanon" not in terminal.until("baud")
    opened().until("not yet asked")


def test_what_is_typed_before_the_library_is_open_survives_a_signal(opened: Callable[..., Terminal]) -> None:
    terminal = opened(more=SLOW)
    terminal.until("Ask")
    terminal.type("typed early")
    terminal.until("typed early")
    terminal.signal(signal.SIGHUP)
    assert "Traceback" not in terminal.until("LEFT WITH 0")
    again = opened()
    again.until("13 documents")
    again.until("typed early")
