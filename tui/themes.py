"""Colour themes from TOML files: ours in `themes/`, the user's own in the config folder, which win by name.

A broken file never hides the others: what loaded and what failed come back together, as data.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from rich.style import Style
from textual.color import Color, ColorParseError
from textual.theme import Theme

from engine.config import config_dir

COLOURS = (
    "background",
    "surface",
    "panel",
    "text",
    "muted",
    "rule",
    "primary",
    "accent",
    "mark",
    "code",
    "success",
    "warning",
    "error",
    "lit",
    "lit-text",
)
"""The keys of the table `colours`; a theme must have them all."""

DEFAULT = "nacre"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme by name, as '#rrggbb', and the styles that our own drawing uses."""

    name: str
    dark: bool
    colours: Mapping[str, str]

    def style(self, colour: str = "text", *, on: str = "", **attributes: bool) -> Style:
        """A Rich style with the named colour; `on` names the background, '' leaves it as it is."""
        return Style(color=self.colours[colour], bgcolor=self.colours[on] if on else None, **attributes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ThemeProblem:
    """What is wrong in a theme file, and where."""

    file: str
    key: str  # '' where the file as a whole can't be read
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key + ': ' if self.key else ''}{self.reason}"


@dataclass(frozen=True, slots=True)
class LoadedThemes:
    """The themes that loaded, by name, and the problems of those that did not."""

    palettes: Mapping[str, Palette]
    problems: tuple[ThemeProblem, ...]


def folders() -> tuple[Path, ...]:
    """Where themes lie, weakest first: beside the package, then the user's own."""
    return Path(__file__).resolve().parent.parent / "themes", config_dir() / "themes"


def load(places: Iterable[Path] | None = None) -> LoadedThemes:
    """Every theme below `places` (default: `folders()`); a later place overrides an earlier one by name."""
    palettes: dict[str, Palette] = {}
    problems: list[ThemeProblem] = []
    for place in folders() if places is None else places:
        for file in sorted(place.glob("*.toml")):
            palette, found = read(file)
            problems += found
            if palette is not None:
                palettes[palette.name] = palette
    return LoadedThemes(MappingProxyType(palettes), tuple(problems))


def read(file: Path) -> tuple[Palette | None, list[ThemeProblem]]:
    """One theme file; None with at least one problem where it can't be used."""
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [ThemeProblem(str(file), "", f"can't be read: {error}")]
    table = data.get("colours")
    if not isinstance(table, dict):
        return None, [ThemeProblem(str(file), "colours", "the table [colours] is missing")]
    problems: list[ThemeProblem] = []
    colours: dict[str, str] = {}
    for key in COLOURS:
        if key not in table:
            problems.append(ThemeProblem(str(file), f"colours.{key}", "is missing"))
            continue
        try:
            colours[key] = Color.parse(str(table[key])).hex6
        except ColorParseError:
            problems.append(ThemeProblem(str(file), f"colours.{key}", f"'{table[key]}' is not a colour"))
    problems += [
        ThemeProblem(str(file), f"colours.{key}", "is not a known colour") for key in table if key not in COLOURS
    ]
    name, dark = data.get("name", file.stem), data.get("dark", True)
    if not isinstance(name, str) or not name:
        problems.append(ThemeProblem(str(file), "name", "must be text"))
    if not isinstance(dark, bool):
        problems.append(ThemeProblem(str(file), "dark", "must be true or false"))
    if len(colours) < len(COLOURS) or not isinstance(name, str) or not name or not isinstance(dark, bool):
        return None, problems
    return Palette(name, dark, MappingProxyType(colours)), problems


def textual_theme(palette: Palette) -> Theme:
    """The same colours as Textual's stylesheets know them."""
    c = palette.colours
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=c["primary"],
        secondary=c["mark"],
        accent=c["accent"],
        foreground=c["text"],
        background=c["background"],
        surface=c["surface"],
        panel=c["panel"],
        success=c["success"],
        warning=c["warning"],
        error=c["error"],
        variables={
            "muted": c["muted"],
            "rule": c["rule"],
            "lit": c["lit"],
            "lit-text": c["lit-text"],
            "mark": c["mark"],
            "border": c["accent"],
            "border-blurred": c["rule"],
            "scrollbar": c["rule"],
            "scrollbar-hover": c["muted"],
            "scrollbar-active": c["accent"],
            "scrollbar-background": c["background"],
            "scrollbar-background-hover": c["background"],
            "scrollbar-background-active": c["background"],
            "scrollbar-corner-color": c["background"],
            "input-selection-background": c["lit"],
            "input-selection-foreground": c["lit-text"],
            "input-cursor-background": c["text"],
            "input-cursor-foreground": c["background"],
            "block-cursor-background": c["panel"],
            "block-cursor-foreground": c["accent"],
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": c["panel"],
            "block-cursor-blurred-foreground": c["text"],
            "block-hover-background": c["panel"],
        },
    )


_THEME_LINE = re.compile(r"^theme\s*=.*$", re.MULTILINE)


def remember(name: str, file: Path | None = None) -> None:
    """Write the theme's name into `settings.toml`, every other line untouched.

    Raises:
        OSError: the settings can't be written.
    """
    file = file or config_dir() / "settings.toml"
    text = file.read_text("utf-8") if file.exists() else ""
    line = f'theme = "{name}"'
    tables = re.search(r"^\s*\[", text, re.MULTILINE)
    head, tail = (text[: tables.start()], text[tables.start() :]) if tables else (text, "")
    found = _THEME_LINE.search(head)
    head = head[: found.start()] + line + head[found.end() :] if found else f"{line}\n{head}"
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(file.name + ".new")
    beside.write_text(head + tail, "utf-8")
    os.replace(beside, file)  # noqa: PTH105 - the atomic form, named as such
