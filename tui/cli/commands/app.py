"""`nacre` without a command: the app, where there is a screen for it."""

from __future__ import annotations

import os
import sys

import click

from engine import config
from engine.errors import UsageError
from tui.cli.options import Request
from tui.system import collecting


def open_app(request: Request) -> None:
    """Open the app on the library.

    Raises:
        UsageError: stdin or stdout is no terminal, or the terminal can't draw a screen.
    """
    if request.as_json:
        raise UsageError("--json needs a command", 'for example: nacre ask "QUESTION" --json')
    if at_terminal() and not draws():
        raise UsageError(
            f"this terminal can't move its cursor, so there is no app on it: TERM={os.environ.get('TERM', '')}",
            'ask a question instead: nacre ask "QUESTION"',
        )
    if not at_terminal():
        raise UsageError("the app needs a terminal, and there is none here", 'without one, use: nacre ask "QUESTION"')
    collecting.pause()
    from tui import app

    status = app.run(request.library or config.default_library(), settings=config.load())
    if status:
        raise click.exceptions.Exit(status)


def at_terminal() -> bool:
    """Whether stdin and stdout are a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def draws() -> bool:
    """Whether the terminal can move its cursor, as far as it says so."""
    return os.name == "nt" or os.environ.get("TERM", "") not in ("", "dumb", "unknown")
