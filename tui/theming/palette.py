"""The colours of one theme, and the styles that our own drawing makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rich.style import Style

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

ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse")
"""What the table `styles` can add to a colour."""

ANSI = "ansi_"  # how Textual names the terminal's own colours; Rich names them without it


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme by name: '#RRGGBB', or 'ansi_red' where `terminal` leaves them to the terminal.

    `styles` names attributes that always go with a colour, for what sixteen colours can't say.
    """

    name: str
    dark: bool
    colours: Mapping[str, str]
    about: str = ""
    terminal: bool = False
    styles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def style(self, colour: str = "text", *, on: str = "", **attributes: bool) -> Style:
        """A Rich style with the named colour; `on` names the background, '' leaves it as it is."""
        ground = self.colours[on].removeprefix(ANSI) if on else None
        always = dict.fromkeys(self.styles.get(colour, ()), True)
        return Style(color=self.colours[colour].removeprefix(ANSI), bgcolor=ground, **(always | attributes))  # type: ignore[arg-type]

    @property
    def look(self) -> int:
        """The same for palettes that draw the same; it changes with any colour, unlike the name."""
        return hash((self.name, *self.colours.values(), *self.styles.items()))

    @property
    def kind(self) -> str:
        """What kind of theme it is, in a few words."""
        kind = "terminal" if self.terminal else "dark" if self.dark else "light"
        return f"{kind} · {self.about}" if self.about else kind
