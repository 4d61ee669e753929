"""A terminal that nobody sits at: tmux on a server of its own, driven by one client that stays connected.

A process for every look at the screen would cost more than what is measured; the client's control mode answers a look
in a fraction of a millisecond.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType

from engine.errors import NacreError, UsageError

WIDTH, HEIGHT = 120, 40
LOOK_EVERY_S = 0.001  # without a pause, looking would take the processor from what is looked at
PATIENCE_S = 120.0
SIZED = ("COLUMNS", "LINES")  # programs believe these before they ask the terminal
GONE = "tmux has ended in the middle of the measurement"


class NotShown(NacreError):
    """What a measurement waits for did not come onto the screen."""


class Terminal:
    """One tmux server with a client in control mode. It ends with this process, however that ends.

    Args:
        folder: a temporary one, for its socket.

    Raises:
        UsageError: tmux is missing, or does not start.
    """

    def __init__(self, folder: Path) -> None:
        program = shutil.which("tmux")
        if program is None:
            raise UsageError(
                "the screen is measured in tmux, which is not installed",
                "install it, for example with: apt install tmux, or brew install tmux",
            )
        self._server = [program, "-S", str(folder / "tmux"), "-f", os.devnull]
        options = [
            "set -g remain-on-exit on",
            "set -g status off",
            "set -s escape-time 0",
            "set -g default-terminal screen-256color",
        ]
        try:
            self._run("new-session", "-d", "-s", "floor", "-x", str(WIDTH), "-y", str(HEIGHT), "cat")
            for option in options:
                self._run(*option.split())
            self._client = subprocess.Popen(
                [*self._server, "-C", "attach", "-t", "floor", "-f", "no-output"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
            )
            self._answer()  # to the attaching itself
            self.run("set", "-s", "exit-unattached", "on")
        except BaseException:
            self._kill()
            raise

    def _run(self, *words: str) -> None:
        seen = {name: value for name, value in os.environ.items() if name not in SIZED}
        done = subprocess.run([*self._server, *words], capture_output=True, text=True, check=False, env=seen)
        if done.returncode:
            said = done.stderr.strip() or "without a word"
            raise UsageError(f"tmux refused to {words[0]} ({said})", "nacre needs tmux 3.2 or later for this")

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kill()
        self._client.kill()  # it may not notice
        for stream in (self._client.stdin, self._client.stdout):
            if stream is not None:
                with suppress(OSError):  # nobody reads what was left in it
                    stream.close()
        self._client.wait()

    def _kill(self) -> None:
        subprocess.run([*self._server, "kill-server"], capture_output=True, check=False)

    def run(self, *words: str) -> str:
        """What tmux answers to a command.

        Raises:
            UsageError: it refuses, or is gone.
        """
        assert self._client.stdin is not None
        try:
            self._client.stdin.write(" ".join(map(_quoted, words)) + "\n")
            self._client.stdin.flush()
        except OSError as error:
            raise UsageError(GONE, "start it again") from error
        return self._answer()

    def _answer(self) -> str:
        assert self._client.stdout is not None
        lines: list[str] = []
        mark = ""
        for line in self._client.stdout:
            line = line.rstrip("\n")
            if not mark:
                mark = line.removeprefix("%begin") if line.startswith("%begin ") else ""
            elif line == f"%end{mark}":
                return "\n".join(lines)
            elif line == f"%error{mark}":
                raise UsageError(f"tmux says: {' '.join(lines)}", "nacre needs tmux 3.2 or later for this")
            else:
                lines.append(line)
        raise UsageError(GONE, "start it again")

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Pane:
        """Run a command on a screen of its own."""
        settings = [word for key, value in environment.items() for word in ("-e", f"{key}={value}")]
        size = ("-x", str(WIDTH), "-y", str(HEIGHT))
        self.run("new-session", "-d", "-s", name, *size, "-c", str(Path.cwd()), *settings, *command)
        return Pane(self, name)


class Pane:
    """A screen with a program on it."""

    def __init__(self, terminal: Terminal, name: str) -> None:
        self._terminal = terminal
        self.name = name
        self.pid = int(self._told("pane_pid"))

    def _told(self, what: str) -> str:
        return self._terminal.run("display-message", "-p", "-t", self.name, f"#{{{what}}}").strip()

    def shown(self) -> str:
        """The screen as text."""
        return self._terminal.run("capture-pane", "-p", "-t", self.name)

    def type(self, text: str) -> None:
        """As if at the keyboard."""
        self._terminal.run("send-keys", "-t", self.name, "-l", text)

    def press(self, *keys: str) -> None:
        """Keys by their names in tmux: 'Enter', 'C-c'."""
        self._terminal.run("send-keys", "-t", self.name, *keys)

    def until(self, wanted: Callable[[str], bool], what: str, limit_s: float = PATIENCE_S) -> str:
        """The screen, once it is as wanted.

        Raises:
            NotShown: it was not within `limit_s`.
        """
        end = monotonic() + limit_s
        while not wanted(shown := self.shown()):
            if monotonic() > end or self.ended:
                last = " | ".join(line.strip() for line in shown.splitlines() if line.strip())[-300:]
                raise NotShown(f"{self.name}: {what} did not come onto the screen; it ends with: {last}")
            sleep(LOOK_EVERY_S)
        return shown

    def until_shown(self, text: str, limit_s: float = PATIENCE_S) -> str:
        """The same for a text."""
        return self.until(lambda shown: text in shown, f"'{text}'", limit_s)

    def resize(self, width: int) -> None:
        """Another number of columns."""
        self._terminal.run("resize-window", "-t", self.name, "-x", str(width), "-y", str(HEIGHT))

    def record(self, path: Path) -> None:
        """Write every byte that the program sends into a file from now on."""
        self._terminal.run("pipe-pane", "-o", "-t", self.name, f"exec cat >> {_quoted(str(path))}")

    @property
    def ended(self) -> bool:
        """Whether the program has ended."""
        return self._told("pane_dead") == "1"

    def quit(self, *keys: str) -> None:
        """Press keys that end the program, wait until it has, and put the screen away.

        Raises:
            NotShown: it did not end.
        """
        self.press(*keys)
        end = monotonic() + PATIENCE_S
        while not self.ended:
            if monotonic() > end:
                raise NotShown(f"{self.name} did not end")
            sleep(0.02)
        self._terminal.run("kill-session", "-t", self.name)


def _quoted(word: str) -> str:
    """As one word of tmux's language, and of a shell's."""
    return "'" + word.replace("'", "'\\''") + "'"
