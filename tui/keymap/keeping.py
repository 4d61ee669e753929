"""The name of the set of keys, kept for the next start."""

from __future__ import annotations

import os
import re
from pathlib import Path

from engine.config import config_dir

_TABLE = re.compile(r"^\[screen\][^\n]*\n", re.MULTILINE)
_LINE = re.compile(r"^keys\s*=.*$", re.MULTILINE)
_NEXT = re.compile(r"^\[", re.MULTILINE)


def remember(set_name: str, file: Path | None = None) -> None:
    """Write `screen.keys` into `settings.toml`, every other line untouched.

    Raises:
        OSError: the settings can't be written.
    """
    file = file or config_dir() / "settings.toml"
    text = file.read_text("utf-8") if file.exists() else ""
    line = f'keys = "{set_name}"'
    table = _TABLE.search(text)
    if table is None:
        text = f"{text.rstrip()}\n\n[screen]\n{line}\n".lstrip()
    else:
        start = table.end()
        following = _NEXT.search(text, start)
        end = following.start() if following else len(text)
        section = text[start:end]
        section = _LINE.sub(line, section, count=1) if _LINE.search(section) else f"{line}\n{section}"
        text = text[:start] + section + text[end:]
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    beside.write_text(text, "utf-8")
    os.replace(beside, file)  # noqa: PTH105 - the atomic form, named as such
