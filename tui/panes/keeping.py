"""The layout, kept for the next start in `layout.toml` of the config folder."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from engine.config import config_dir
from engine.errors import UsageError
from tui.panes.layout import LEAST, LEAST_PART, MOST, MOST_PART, NAMES, Layout


def file() -> Path:
    """Where the layout is kept."""
    return config_dir() / "layout.toml"


def read(path: Path | None = None) -> Layout:
    """The layout that was kept; the default where there is none.

    Raises:
        UsageError: the file can't be read, or says something that is no layout.
    """
    path = path or file()
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Layout()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}", "correct or remove it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}", "correct or remove it") from error
    names = data.pop("open", list(Layout().open))
    if not isinstance(names, list) or not all(name in NAMES for name in names):
        raise UsageError(f"{path}: open must be a list of panes", f"known are {', '.join(NAMES)}")
    beside = data.pop("beside", False)
    if not isinstance(beside, bool):
        raise UsageError(f"{path}: beside must be true or false", "correct or remove it")
    return Layout(frozenset(names), beside, **{key: _percent(path, key, value) for key, value in data.items()})


def _percent(path: Path, key: str, value: Any) -> int:
    default = {each.name: each.default for each in fields(Layout) if each.name.endswith("_percent")}
    if key not in default:
        raise UsageError(f"{path} has an unknown key '{key}'", f"known are open, beside, {', '.join(default)}")
    automatic = default[key] == 0
    least, most = (LEAST, MOST) if automatic else (LEAST_PART, MOST_PART)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not (least <= value <= most or (automatic and value == 0)):
        raise UsageError(f"{path}: {key} must be a whole number from {least} to {most}", "correct or remove it")
    return int(value)


def write(layout: Layout, path: Path | None = None) -> None:
    """Keep a layout. Not on the screen's loop.

    Raises:
        OSError: the file can't be written.
    """
    path = path or file()
    lines = [
        "# How the panes of the app are arranged. The app writes this file; /panes reset brings the default back.",
        f"open = {json.dumps(sorted(layout.open, key=NAMES.index))}",  # a list of plain words is the same in both
        f"beside = {str(layout.beside).lower()}",
    ]
    lines += [
        f"{each.name} = {getattr(layout, each.name)}" for each in fields(Layout) if each.name.endswith("_percent")
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text("\n".join(lines) + "\n", "utf-8")
    os.replace(beside, path)  # noqa: PTH105 - the atomic form, named as such
