"""The name of the theme, kept for the next start."""

from __future__ import annotations

import os
import re
from pathlib import Path

from engine.config import config_dir

_THEME_LINE = re.compile(r"^theme\s*=.*$", re.MULTILINE)


def remember(name: str, file: Path | None = None) -> None:
    """Write the theme's name into `settings.toml`, every other line untouched.

    Raises:
        OSError: the settings can't be written.
    """
    file = file or config_dir() / "settings.toml"
    text = file.read_text("utf-8") if file.exists() else ""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    line = f'theme = "{quoted}"'
    tables = re.search(r"^\s*\[", text, re.MULTILINE)
    head, tail = (text[: tables.start()], text[tables.start() :]) if tables else (text, "")
    found = _THEME_LINE.search(head)
    head = head[: found.start()] + line + head[found.end() :] if found else f"{line}\n{head}"
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    beside.write_text(head + tail, "utf-8")
    os.replace(beside, file)  # noqa: PTH105 - the atomic form, named as such
