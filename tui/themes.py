"""Colour themes from TOML files: ours in `themes/`, the user's own in the config folder, which win by name.

A broken file never hides the others: what loaded and what failed come back together, as data.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from engine.config import config_dir
from tui.theming.palette import COLOURS, Palette
from tui.theming.problems import ThemeProblem
from tui.theming.reading import read
from tui.theming.sheet import textual_theme

__all__ = (
    "COLOURS",
    "DEFAULT",
    "TERMINAL",
    "LoadedThemes",
    "Palette",
    "ThemeProblem",
    "folders",
    "in_order",
    "load",
    "load_settled",
    "read",
    "textual_theme",
)

DEFAULT = "nacre"
TERMINAL = "tide"  # ours that is made of the terminal's own sixteen colours

SETTLED_S = 0.2  # a file that is being written is whole by then


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


def load_settled() -> LoadedThemes:
    """All themes after a change. Not on the screen's loop: where something is wrong, it waits and looks again."""
    loaded = load()
    if loaded.problems:
        time.sleep(SETTLED_S)  # an editor may have been half-way through
        loaded = load()
    return loaded


def in_order(palettes: Mapping[str, Palette]) -> list[Palette]:
    """Dark ones first, then light ones, then those of the terminal, each by name."""
    return sorted(palettes.values(), key=lambda each: (each.terminal, not each.dark, each.name))
