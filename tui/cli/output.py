"""The two ways out: one JSON object for a machine, plain readable text for a person. Both on stdout."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WIDEST_PROSE = 100  # columns; longer lines are hard to read
WIDTH_WHEN_PIPED = 80
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def to_json(data: Mapping[str, Any]) -> str:
    """`data` on one line. What a terminal could take for a command is escaped, so the text stays exact and harmless."""
    text = json.dumps(data, ensure_ascii=False, default=_plain)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:  # a narrow terminal, or a file name that is not valid Unicode
        return json.dumps(data, default=_plain)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def print_json(data: Mapping[str, Any]) -> None:
    """The one object of `--json`, or one line of `--stream`."""
    click.echo(to_json(data))


def record(data: DataclassInstance) -> dict[str, Any]:
    """A record as plain data."""
    return asdict(data)


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "item"):  # a numpy scalar
        return value.item()
    raise TypeError(f"{type(value).__name__} is not plain data")


def screen_width() -> int:
    """Columns of the terminal on stdout; 80 where there is none, unless COLUMNS says otherwise."""
    return max(20, shutil.get_terminal_size((WIDTH_WHEN_PIPED, 24)).columns if _on_terminal() else _columns())


def prose_width() -> int:
    """Columns to wrap sentences at."""
    return min(screen_width(), WIDEST_PROSE)


def coloured() -> bool:
    """Whether stdout is a terminal that wants colour: not piped, no NO_COLOR, not dumb."""
    return _on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def rewritable() -> bool:
    """Whether stdout is a terminal on which what was written can be taken back."""
    return _on_terminal() and os.environ.get("TERM", "dumb" if os.name != "nt" else "") != "dumb"


def faint(text: str) -> str:
    """`text` for the eye's second look."""
    return click.style(text, dim=True) if coloured() else text


def strong(text: str) -> str:
    """`text` as a heading."""
    return click.style(text, bold=True) if coloured() else text


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _columns() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() else WIDTH_WHEN_PIPED
