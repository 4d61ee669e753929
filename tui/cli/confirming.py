"""Yes or no, asked of whoever sits at the terminal."""

from __future__ import annotations

import sys

import click

from tui.cli.harmless import one_line


def at_terminal() -> bool:
    """Whether somebody is there to answer: stdin and stderr are a terminal."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def confirm(question: str) -> bool:
    """Ask on stderr, read the answer from stdin; no where nobody is there, at the end of the input and after Ctrl-C."""
    if not at_terminal():
        return False
    try:
        return click.confirm(one_line(question), err=True)
    except click.Abort:
        click.echo(err=True)
        return False
