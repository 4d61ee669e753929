"""What a person chooses in the app, kept for the next start: one key of `settings.toml`, every other line untouched."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from engine.config import config_dir
from engine.errors import UsageError

_ONE_AT_A_TIME = threading.Lock()


def remember(key: str, value: str, table: str = "", file: Path | None = None) -> None:
    """Set a key of a table ('': of none) in `settings.toml` (or another file). Not on the screen's loop.

    Raises:
        UsageError: the file is not TOML, or has something else in the table's place.
        OSError: it can't be read or written.
    """
    with _ONE_AT_A_TIME:
        _set(key, value, table, file or config_dir() / "settings.toml")


def _set(key: str, value: str, table: str, file: Path) -> None:
    import tomlkit  # only where something is kept
    from tomlkit.exceptions import TOMLKitError

    try:
        data = tomlkit.parse(file.read_bytes().decode("utf-8") if file.exists() else "")
        place = data.setdefault(table, tomlkit.table()) if table else data
        if table and not isinstance(place, dict):
            raise UsageError(f"{file}: {table} must be a table", f"write [{table}]")
        if not table and key not in data and data:  # in front of everything: behind a table it would belong to it
            text = tomlkit.dumps({key: value}) + data.as_string()
        else:
            place[key] = value
            text = data.as_string()
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not valid TOML: {error}", "correct or remove it") from error
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    beside.write_bytes(text.encode("utf-8"))
    os.replace(beside, file)  # noqa: PTH105 - the atomic form, named as such
