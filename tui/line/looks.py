"""How a cell looks, and the shortest way from one look to another.

Left to itself the screen writes every piece of text with all its colours in front and a reset behind; most pieces share
nearly everything with the one before.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

_ON = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "blink2": "6",
    "reverse": "7",
    "conceal": "8",
    "strike": "9",
    "underline2": "21",
    "overline": "53",
}
_OFF = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "21": "24",
    "53": "55",
}
_SHAPES_OF_LETTERS = frozenset("123")  # a blank looks the same with them


class Look(NamedTuple):
    """Parameters of SGR (ECMA-48, 8.3.117): attributes, and the colours as far as they are not the terminal's own."""

    attributes: frozenset[str] = frozenset()
    fore: str = ""
    back: str = ""
    link: str = ""  # the whole sequence that opens a hyperlink

    @property
    def all(self) -> list[str]:
        """Everything that sets this look, from nothing."""
        return [*sorted(self.attributes), *([self.fore] if self.fore else []), *([self.back] if self.back else [])]


PLAIN = Look()


@lru_cache(4096)
def look_of(style: Style | None, system: ColorSystem) -> Look:
    """How a style looks in this many colours. Equal looks are the same object."""
    if style is None:
        return PLAIN
    fore = ";".join(style.color.downgrade(system).get_ansi_codes()) if style.color else ""
    back = ";".join(style.bgcolor.downgrade(system).get_ansi_codes(foreground=False)) if style.bgcolor else ""
    attributes = frozenset(code for name, code in _ON.items() if getattr(style, name))
    link = f"\x1b]8;id={style.link_id};{style.link}\x1b\\" if style.link else ""
    return _one(Look(attributes, "" if fore == "39" else fore, "" if back == "49" else back, link))


@lru_cache(None)
def _one(look: Look) -> Look:
    return look


@lru_cache(4096)
def ground(look: Look) -> Look:
    """How a blank of this look looks: its letters don't count."""
    if look.link or not look.attributes <= _SHAPES_OF_LETTERS:
        return look
    return _one(Look(back=look.back))


@lru_cache(4096)
def change(before: Look, after: Look) -> str:
    """The sequence that makes `after` of `before`, the shorter of two: what differs, or all of it after a reset."""
    links = "" if before.link == after.link else after.link or "\x1b]8;;\x1b\\"
    if before[:3] == after[:3]:
        return links
    gone = {_OFF[code] for code in before.attributes - after.attributes}
    kept = {code for code in before.attributes if _OFF[code] not in gone}  # bold and dim go together
    differs = [*sorted(gone), *sorted(after.attributes - kept)]
    if after.fore != before.fore:
        differs.append(after.fore or "39")
    if after.back != before.back:
        differs.append(after.back or "49")
    steps, anew = ";".join(differs), ";".join(["0", *after.all]) if after.all else ""
    return f"{links}\x1b[{min(steps, anew, key=len)}m"
