"""The app in a real terminal, on a library of the sample documents, with native chatter on descriptor 2."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.tmux,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import os, sys, threading
from pathlib import Path
from engine.config import Settings
from tui.app import run

def chatter():  # as a native library would, past every stream of Python's
    os.write(2, b"CHATTER-ON-STDERR\\n" * 30)
    os.write(1, b"CHATTER-ON-STDOUT\\n" * 30)

threading.Timer(0.8, chatter).start()
status = run(Path(sys.argv[1]), settings=Settings())
print("LEFT WITH", status, flush=True)
"""


class Terminal:
    """One tmux server of its own."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._server = ["tmux", "-L", f"nacre-test-{uuid.uuid4().hex[:8]}", "-f", os.devnull]
        settings = [word for pair in environment.items() for word in ("-e", "=".join(pair))]
        self._tmux("new-session", "-d", "-s", "s", "-x", "80", "-y", "24", *settings, *command)
        self._tmux("set", "-g", "remain-on-exit", "on")

    def _tmux(self, *words: str) -> str:
        return subprocess.run([*self._server, *words], capture_output=True, text=True, check=False).stdout

    def shown(self) -> str:
        """The screen, and what has just left it: tmux makes room for its note that a program has ended."""
        return self._tmux("capture-pane", "-p", "-S", "-5", "-t", "s")

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-t", "s", "-l", text)

    def press(self, key: str) -> None:
        self._tmux("send-keys", "-t", "s", key)

    def paste(self, file: Path) -> None:
        """What is in a file, as a terminal pastes it."""
        self._tmux("load-buffer", str(file))
        self._tmux("paste-buffer", "-p", "-t", "s")

    def signal(self, number: int) -> None:
        os.kill(int(self._tmux("display", "-p", "-t", "s", "#{pane_pid}")), number)

    def until(self, words: str, limit_s: float = 30.0) -> str:
        end = time.monotonic() + limit_s
        while words not in (shown := self.shown()):
            assert time.monotonic() < end, f"'{words}' was not shown within {limit_s} s:\n{shown}"
            time.sleep(0.05)
        return shown

    def until_gone(self, limit_s: float = 30.0) -> None:
        """By itself, or after the grace that a busy machine needs."""
        end = time.monotonic() + limit_s
        while self._tmux("display", "-p", "-t", "s", "#{pane_dead}").strip() != "1":
            assert time.monotonic() < end, f"the program did not end within {limit_s} s:\n{self.shown()}"
            time.sleep(0.05)

    def close(self) -> None:
        self._tmux("kill-server")


def into_conversation(terminal: Terminal) -> None:
    """Go there by Tab, and wait until the last line names its keys."""
    terminal.press("Tab")
    terminal.until("e edit")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of the sample documents, hashed codes only."""
    folder = tmp_path_factory.mktemp("screen")
    samples = ROOT / "engine/samples/documents"
    script = (
        "import sys; from pathlib import Path; from engine.engine import Engine\n"
        "with Engine.open(Path(sys.argv[1])) as engine: engine.ingest.run([Path(sys.argv[2])])"
    )
    command = [sys.executable, "-c", script, str(folder / "library"), str(samples)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **_environment(folder)})
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "NACRE_CONFIG": str(folder / "config"),
        "NACRE_CACHE": str(folder / "cache"),  # no model there: tier 0
        "XDG_STATE_HOME": str(folder / "state"),
        "COLORTERM": "truecolor",
    }


@pytest.fixture
def terminal(library: Path) -> Iterator[Terminal]:
    opened = Terminal([sys.executable, "-c", SCRIPT, str(library / "library")], _environment(library))
    yield opened
    opened.close()


def test_ask_cite_open_and_quit_while_native_code_writes_to_descriptor_2(terminal: Terminal, library: Path) -> None:
    terminal.until("13 documents")
    terminal.type("Is the causeway safe to cross while the tide stands below 2.60 metres?")
    terminal.press("Enter")
    terminal.until("2.60 metres. [1]")
    terminal.until(" · supported")
    terminal.press("Tab")
    terminal.press("1")
    terminal.press("Enter")
    shown = terminal.until("┃ The causeway is safe to cross while")
    log = next((library / "state").rglob("nacre.log"))
    end = time.monotonic() + 10
    while "CHATTER-ON-STDERR" not in log.read_text() and time.monotonic() < end:
        time.sleep(0.05)
    assert "CHATTER-ON-STDERR" in log.read_text() and "CHATTER-ON-STDOUT" in log.read_text()
    assert "CHATTER" not in shown + terminal.shown()
    terminal.press("C-q")
    terminal.until("LEFT WITH 0")


def test_keys_pressed_while_the_app_gets_no_turn_are_carried_out_in_their_order(terminal: Terminal) -> None:
    terminal.until("13 documents")
    terminal.signal(signal.SIGSTOP)
    for key in ("C-u", "C-n"):
        terminal.press(key)
    terminal.type("How high did the water rise in January 1968?")
    for key in ("Enter", "Tab"):
        terminal.press(key)
    terminal.signal(signal.SIGCONT)
    terminal.until(" · tier 0")
    terminal.until("e edit")


@pytest.mark.parametrize("way", ["terminate", "hang up", "kill"])
def test_the_draft_survives_every_way_of_going(terminal: Terminal, library: Path, way: str) -> None:
    draft = f"not yet asked, {way}"
    terminal.until("13 documents")
    terminal.press("C-u")
    terminal.type(draft)
    terminal.until(draft)
    if way == "terminate":
        terminal.signal(signal.SIGTERM)
        terminal.until_gone()
    elif way == "hang up":
        terminal.close()  # the line drops: SIGHUP, and nothing can be drawn any more
    else:
        time.sleep(1.5)  # a kill gives no notice: what counts is what was saved after the last key
        terminal.signal(signal.SIGKILL)
    again = Terminal([sys.executable, "-c", SCRIPT, str(library / "library")], _environment(library))
    try:
        again.until(draft)
    finally:
        again.close()


def test_pastes_of_a_megabyte_and_of_ten_leave_what_was_typed_and_the_screen_alive(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.until("13 documents")
    terminal.type("what of ")
    small, large, huge = (tmp_path / name for name in ("small", "large", "huge"))
    small.write_bytes(b"the\x07 tide\x1b[31m")
    large.write_text("a line of a large paste\n" * 45_000)
    huge.write_text("x" * 10_000_000)
    terminal.paste(small)
    terminal.until("what of the tide")
    for file in (large, huge):
        terminal.paste(file)
        terminal.until("4,000 characters")
    terminal.type(", then?")
    terminal.until("what of the tide, then?")


def test_an_edited_question_is_walked_back_from_and_a_kill_changes_nothing(terminal: Terminal, library: Path) -> None:
    terminal.until("13 documents")
    terminal.press("C-u")
    terminal.press("C-n")
    terminal.until("13 documents to ask")  # else the same answer may still be in sight from an earlier conversation
    terminal.type("Is the causeway safe to cross while the tide stands below 2.60 metres?")
    terminal.press("Enter")
    terminal.until("2.60 metres. [1]")
    terminal.until(" · supported")
    into_conversation(terminal)
    terminal.press("e")
    terminal.until("Edit · Enter asks instead")
    terminal.press("C-u")
    terminal.type("How high did the water rise in January 1968?")
    terminal.press("Enter")
    terminal.until("2 of 2 · , . others")
    terminal.until(" · tier 0")
    into_conversation(terminal)
    terminal.press(",")
    terminal.until("1 of 2 · , . others")
    terminal.until("2.60 metres. [1]")
    time.sleep(1.5)  # what is looked at is stored a moment after it has changed
    terminal.signal(signal.SIGKILL)
    again = Terminal([sys.executable, "-c", SCRIPT, str(library / "library")], _environment(library))
    try:
        again.until("1 of 2 · , . others")
        assert "2.60 metres. [1]" in again.shown()
        again.until("13 documents")
        into_conversation(again)
        again.press(".")
        again.until("2 of 2 · , . others")
        assert "How high did the water rise" in again.shown()
    finally:
        again.close()
