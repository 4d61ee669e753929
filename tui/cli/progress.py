"""How far the work has come, on stderr: one line that changes on a terminal, now and then a line in a log."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import PurePath
from types import TracebackType

import click

from engine.events import (
    AnswerDelta,
    Event,
    FileDone,
    FileFailed,
    FilesFound,
    FileSkipped,
    JobProgress,
    ModelFellBack,
    ModelLoading,
    ModelWaits,
    Notice,
    PromptMade,
    PromptRead,
    SetupProgress,
    TextLeaves,
)
from tui.cli.figures import counted, size
from tui.cli.harmless import one_line
from tui.cli.layout import clip
from tui.cli.traces import fallen_back

TERMINAL_EVERY_S = 0.1
LOG_EVERY_S = 5.0
_CLEAR_LINE = "\r\x1b[K"
_JOBS = {
    "embed": ("embedding", "chunks"),
    "segment": ("writing segments", "rows"),
    "engram": ("counting engrams", "documents"),
    "threads": ("reading conversations", "of them"),
    "layout": ("reading layouts", "documents"),
}


class Progress:
    """A listener that shows the work; a context manager that leaves a clean line behind."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._live = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._shown_at = clock() if not self._live else float("-inf")
        self._line_open = False

    def __call__(self, event: Event) -> None:
        if isinstance(event, AnswerDelta | PromptRead):  # from here on the answer may have the terminal to itself
            self._clear()
            return
        if told := _told(event):
            self._clear()
            click.echo(f"nacre: {told}", err=True)
            return
        line = describe(event)
        now = self._clock()
        if line and now - self._shown_at >= (TERMINAL_EVERY_S if self._live else LOG_EVERY_S):
            self._shown_at = now
            self._show(line)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def _show(self, line: str) -> None:
        if self._live:
            width = shutil.get_terminal_size((80, 24)).columns
            click.echo(_CLEAR_LINE + clip(line, width - 1), err=True, nl=False)
            self._line_open = True
        else:
            click.echo(line, err=True)

    def make_way(self) -> None:
        """Leave a clean line to somebody else who writes on stderr."""
        self._clear()

    def _clear(self) -> None:
        if self._line_open:
            click.echo(_CLEAR_LINE, err=True, nl=False)
            self._line_open = False


def describe(event: Event) -> str:
    """One line for an event that tells how far the work is; empty for the others."""
    match event:
        case FilesFound(files=files):
            return f"{counted(files, 'file')} found"
        case FileDone(path=path, done=done, total=total):
            return f"reading {done:,} of {total:,}  {_name(path)}"
        case FileSkipped(file=file, done=done, total=total) | FileFailed(file=file, done=done, total=total):
            return f"reading {done:,} of {total:,}  {_name(file.path)}"
        case JobProgress(kind=kind, done=done, total=total):
            doing, things = _JOBS.get(kind, (kind, ""))
            return f"{doing}  {done:,} of {total:,} {things}".rstrip()
        case SetupProgress(what=what, done=done, total=total, unit=unit):
            show = size if unit == "bytes" else "{:,}".format
            return f"{one_line(what)}  {show(done)}" + (f" of {show(total)}" if total else "")
        case ModelWaits(model=model, ahead=ahead):
            return f"{one_line(model)}  {counted(ahead, 'request')} before this one"
        case ModelLoading(model=model, bytes=count):
            return f"{one_line(model)}  loading {size(count)}"
        case PromptMade(model=model, tokens=tokens):
            return f"{one_line(model)}  reading {counted(tokens, 'token')}"
    return ""


def _told(event: Event) -> str:
    """What is said however far the work is; '' for other events."""
    match event:
        case Notice(text=text):
            return one_line(text)
        case TextLeaves(model=model, host=host):
            return f"text leaves this machine: {one_line(model)} is at {one_line(host)}"
        case ModelFellBack(then=then) if then != "again":
            return fallen_back(event)
    return ""


def _name(path: str) -> str:
    return one_line(PurePath(path).name)
