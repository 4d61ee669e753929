"""One theme file into a palette. What is wrong in it comes back as data; nothing is raised."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from textual.color import Color, ColorParseError

from tui.theming.palette import ANSI, ATTRIBUTES, COLOURS, Palette
from tui.theming.problems import ThemeProblem, meant

KEYS = ("name", "about", "dark", "terminal", "colours", "styles")
_SHADES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
TERMINAL_COLOURS = ("default", *_SHADES, *(f"bright-{shade}" for shade in _SHADES))
"""What a theme with `terminal = true` is made of."""

_NAME = re.compile(r"[\w-]+")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")

Report = Callable[[str, str], None]  # key, reason


def read(file: Path) -> tuple[Palette | None, list[ThemeProblem]]:
    """One theme file; None with at least one problem where it can't be used, unknown keys where it can."""
    problems: list[ThemeProblem] = []
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = f"can't be read: {getattr(error, 'strerror', None) or error}"
        return None, [ThemeProblem(str(file), "", reason, file.stem)]
    name = data.get("name", file.stem)
    named = name if isinstance(name, str) and name else file.stem

    def report(key: str, reason: str) -> None:
        problems.append(ThemeProblem(str(file), key, reason, named))

    for place, table, known in (
        ("", data, KEYS),
        ("colours.", data.get("colours"), COLOURS),
        ("styles.", data.get("styles"), COLOURS),
    ):
        for key in table if isinstance(table, dict) else ():
            if key not in known:
                report(f"{place}{key}", f"is not known{meant(key, known)}")
    unknown = len(problems)  # these spoil nothing
    if name != named or not _NAME.fullmatch(named):
        report("name", "must be made of letters, digits, - and _")
    about = data.get("about", "")
    if not isinstance(about, str):
        report("about", "must be text")
    flags = {key: data.get(key, usual) for key, usual in (("dark", True), ("terminal", False))}
    for key, value in flags.items():
        if not isinstance(value, bool):
            report(key, "must be true or false")
    colours = _colours(data.get("colours"), flags["terminal"] is True, report)
    styles = _styles(data.get("styles", {}), report)
    if len(problems) > unknown or colours is None:
        return None, problems
    return Palette(named, flags["dark"], MappingProxyType(colours), about, flags["terminal"], styles), problems


def _colours(table: Any, terminal: bool, report: Report) -> dict[str, str] | None:
    if not isinstance(table, dict):
        report("colours", "must be a table [colours]")
        return None
    found: dict[str, str] = {}
    for key in COLOURS:
        if key not in table:
            report(f"colours.{key}", "is missing")
        elif colour := (_terminal_colour if terminal else _colour)(table[key]):
            found[key] = colour
        elif terminal:
            report(
                f"colours.{key}",
                f"'{table[key]}' is not a terminal colour{meant(table[key], TERMINAL_COLOURS)}",
            )
        elif _terminal_colour(table[key]):
            report(f"colours.{key}", f"'{table[key]}' needs terminal = true, or write it like #9fd69b")
        else:
            report(f"colours.{key}", f"'{table[key]}' is not a colour; write it like #9fd69b")
    return found if len(found) == len(COLOURS) else None


def _terminal_colour(value: object) -> str:
    return ANSI + str(value).replace("-", "_") if value in TERMINAL_COLOURS else ""


def _colour(value: object) -> str:
    """'#RRGGBB', or '' where it is no colour that is told by its value."""
    if not isinstance(value, str) or not (_HEX.fullmatch(value) or "(" in value):
        return ""
    try:
        colour = Color.parse(value)
    except ColorParseError:
        return ""
    return colour.hex6 if colour.a == 1 else ""


def _styles(table: Any, report: Report) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        report("styles", "must be a table [styles]")
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for key, words in table.items():
        if not isinstance(words, list):
            report(f"styles.{key}", 'must be a list, such as ["bold"]')
            continue
        for word in words:
            if word not in ATTRIBUTES:
                report(f"styles.{key}", f"'{word}' is not one of {', '.join(ATTRIBUTES)}{meant(word, ATTRIBUTES)}")
        found[key] = tuple(word for word in words if word in ATTRIBUTES)
    return MappingProxyType(found)
