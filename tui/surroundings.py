"""What around the app is not as it should be: a log that can't be written, a terminal that sends no UTF-8."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tui.line.ways import not_unicode

UNLOGGED = "The log can't be written: {path}. Nacre runs without one; make the folder writable to have it."
NOT_UNICODE = (
    "This terminal says {said}, which is not UTF-8: umlauts and accents arrive wrong. "
    "If it can send UTF-8, start with LC_ALL=C.UTF-8 nacre."
)


def warnings(log_file: Path, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """What to say once at the start, each in a sentence or two."""
    said = []
    if not _writable(log_file):
        said.append(UNLOGGED.format(path=log_file))
    if locale := not_unicode(environment):
        said.append(NOT_UNICODE.format(said=locale))
    return tuple(said)


def _writable(log_file: Path) -> bool:
    """Asked of `os.path`, which says no where a folder can't even be entered; `Path` raises there."""
    if os.path.isfile(log_file):  # noqa: PTH113
        return os.access(log_file, os.W_OK)
    return os.path.isdir(log_file.parent) and os.access(log_file.parent, os.W_OK)  # noqa: PTH112
