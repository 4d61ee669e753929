"""The app and its terminal: a line that stalls, a process that is stopped, a window that is pulled about."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.e2e.test_screen import ROOT, Terminal

pytestmark = [
    pytest.mark.tmux,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

WIDTH, HEIGHT = 80, 24


def environment(folder: Path, **more: str) -> dict[str, str]:
    own = {
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "NACRE_CONFIG": str(folder / "config"),
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
    }
    return {**own, **more}


def command(folder: Path, words: int, pieces_per_s: float) -> list[str]:
    return [sys.executable, "-m", "tests.e2e.written", str(folder), str(words), str(pieces_per_s)]


def until(condition: Callable[[], object], what: str, limit_s: float = 60.0) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {limit_s} s"
        time.sleep(0.02)


def answered(folder: Path) -> bool:
    """Whether an answer is stored."""
    stored = folder / "stored"
    return stored.exists() and "nacre" in stored.read_text().split()


class Line:
    """A program on a terminal that is read only when someone asks."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        self.received = b""
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execve(words[0], words, {**os.environ, "TERM": "xterm-256color", **environment})
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))

    def read(self, seconds: float) -> None:
        """Take what comes within this time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._master], [], [], left)[0]:
                try:
                    self.received += os.read(self._master, 65_536)
                except OSError:  # the program has ended
                    return

    def type(self, text: bytes) -> None:
        os.write(self._master, text)

    def ended(self) -> bool:
        self.read(0.05)
        return os.waitpid(self.pid, os.WNOHANG)[0] == self.pid

    def until(self, text: str, folder: Path) -> None:
        """Read until a text stands on the screen."""
        until(lambda: text in self.shown(folder), f"'{text}' on the screen")

    def shown(self, folder: Path) -> str:
        """What a real terminal shows of all that has come."""
        self.read(0.2)
        (folder / "received").write_bytes(self.received)
        terminal = Terminal(["sh", "-c", f"stty raw -echo; cat {folder}/received; printf '\\033]2;all\\007'; cat"], {})
        try:
            until(lambda: terminal._tmux("display", "-p", "-t", "s", "#{pane_title}").strip() == "all", "the title")
            return terminal.shown()
        finally:
            terminal.close()


@pytest.mark.parametrize("line", ["fast", "slow"])
def test_while_the_line_is_stalled_the_answer_goes_on_and_the_screen_is_right_when_it_is_back(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(f'[screen]\nline = "{line}"\n')
    app = Line(command(tmp_path, 3_000, 1_500.0), environment(tmp_path))
    try:
        app.until("2 documents", tmp_path)
        app.type(b"how often?\r")
        until(lambda: answered(tmp_path), "the answer is stored while nobody reads")
        app.type(b"still there")  # keys may come in all the same

        for text in ("word60", "still there", "Enter ask"):  # the question stays in sight, and so does what follows it
            app.until(text, tmp_path)
        app.type(b"\x11")
        until(app.ended, "the end")
    finally:
        if app.received.count(b"LEFT") == 0:
            os.kill(app.pid, signal.SIGKILL)


def test_on_a_line_that_never_comes_back_the_app_still_ends(tmp_path: Path) -> None:
    app = Line(command(tmp_path, 3_000, 1_500.0), environment(tmp_path))
    app.until("2 documents", tmp_path)
    app.type(b"how often?\r")
    until(lambda: answered(tmp_path), "the answer is stored while nobody reads")
    os.kill(app.pid, signal.SIGTERM)
    until(lambda: os.waitpid(app.pid, os.WNOHANG)[0] == app.pid, "the end")


def test_stopped_and_brought_back_the_screen_is_whole(tmp_path: Path) -> None:
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], environment(tmp_path, PS1="shell> "))
    try:
        terminal.until("shell>")
        terminal.type(" ".join(command(tmp_path, 40, 0.0)))
        terminal.press("Enter")
        terminal.until("2 documents")
        terminal.type("draft")
        terminal.until("draft")
        for _ in range(2):
            shell = psutil.Process(int(terminal._tmux("display", "-p", "-t", "s", "#{pane_pid}")))
            (app,) = shell.children()
            app.send_signal(signal.SIGTSTP)
            shown = terminal.until("Stopped")
            assert "documents" not in shown  # it was drawn elsewhere, and what was there before is back
            terminal.type("echo $((40 + 2)); fg")
            terminal.press("Enter")
            shown = terminal.until("2 documents")
            assert "draft" in shown and "Ask" in shown and "42" not in shown
        terminal.press("C-q")
        terminal.until("LEFT")
    finally:
        terminal.close()


def test_a_storm_of_resizing_while_an_answer_is_written_leaves_a_whole_screen(tmp_path: Path) -> None:
    terminal = Terminal(command(tmp_path, 1_500, 400.0), environment(tmp_path))
    try:
        terminal.until("2 documents")
        terminal.type("how often?")
        terminal.press("Enter")
        terminal.until("word1")
        for number in range(30):
            width, height = 60 + 37 * number % 80, 15 + 11 * number % 30
            terminal._tmux("resize-window", "-t", "s", "-x", str(width), "-y", str(height))
            time.sleep(0.03)
        terminal._tmux("resize-window", "-t", "s", "-x", "100", "-y", "30")
        terminal.until("tier 2 ·")
        until(lambda: answered(tmp_path), "the answer is stored")

        def whole() -> bool:
            first, *_, ask, _, last = terminal.shown().rstrip().splitlines()
            return "Sources" in first and " Ask " in ask and "F1 help" in last

        until(whole, "a whole screen")
        terminal.press("C-q")
        terminal.until("LEFT")
    finally:
        terminal.close()


@pytest.mark.parametrize("term", ["screen", "tmux-256color", "xterm", "linux", "vt100"])
def test_an_answer_comes_on_every_kind_of_terminal(tmp_path: Path, term: str) -> None:
    terminal = Terminal(["env", f"TERM={term}", *command(tmp_path, 40, 0.0)], environment(tmp_path))
    try:
        terminal.until("2 documents")
        terminal.type("how often?")
        terminal.press("Enter")
        shown = terminal.until("word39")
        assert "[" not in "".join(shown.split("Trace")[0])  # no rest of a sequence
        assert term not in ("linux", "vt100") or not set("━▸┃╭…") & set(shown)
        terminal.press("C-q")
        terminal.until("LEFT")
    finally:
        terminal.close()
