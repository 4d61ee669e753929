"""A palette in 256 colours. Left to itself the screen rounds every channel, which makes dark blues black and light
greys pink; here each colour becomes the nearest to the eye that can be read as well as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from types import MappingProxyType

from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color, rgb_to_lab

from tui.theming.contrast import READABLE, luminance, ratio
from tui.theming.palette import Palette

GROUNDS = ("background", "surface", "panel")
NOT_READ = ("rule", "lit")  # nothing is written in these
_LEVELS = (0, 95, 135, 175, 215, 255)  # of a channel in the cube of 216
_GREYS = 25  # steps from black to white


def reduced(palette: Palette) -> Palette:
    """The palette as a terminal of 256 colours shows it best."""
    if palette.terminal:
        return palette
    before = {key: _Shade.of(Color.parse(value)) for key, value in palette.colours.items()}
    after: dict[str, _Shade] = {}
    for key in sorted(before, key=lambda each: each not in (*GROUNDS, *NOT_READ)):  # what is written on comes first
        on = ("lit",) if key == "lit-text" else () if key in (*GROUNDS, *NOT_READ) else GROUNDS
        need = [(after[each].light, min(READABLE, ratio(before[key].light, before[each].light))) for each in on]
        fit = [each for each in _shades() if all(ratio(each.light, light) >= least for light, least in need)]
        after[key] = min(fit or _shades(), key=before[key].distance)
    return replace(palette, colours=MappingProxyType({key: after[key].asked for key in palette.colours}))


def as_it_is(palette: Palette) -> Palette:
    """The palette where every colour can be shown."""
    return palette


@dataclass(frozen=True, slots=True)
class _Shade:
    """A colour to the eye: the one to ask for, its place in the Lab space, and its luminance."""

    asked: str
    place: tuple[float, float, float]
    light: float

    @classmethod
    def of(cls, shown: Color, asked: str = "") -> _Shade:
        lab = rgb_to_lab(shown)
        return cls(asked, (lab.L, lab.a, lab.b), luminance(shown))

    def distance(self, other: _Shade) -> float:
        (a, b, c), (d, e, f) = self.place, other.place
        return (a - d) ** 2 + (b - e) ** 2 + (c - f) ** 2


@lru_cache(1)
def _shades() -> tuple[_Shade, ...]:
    """What can be asked for, and what the terminal then shows, of the 240 colours that are the same everywhere."""
    cube = [(r, g, b) for r, g, b in product(_LEVELS, repeat=3) if not r == g == b]
    greys = [(grey, grey, grey) for grey in (round(step * 255 / _GREYS) for step in range(_GREYS + 1))]
    return tuple(_Shade.of(_shown(r, g, b), Color(r, g, b).hex6) for r, g, b in (*cube, *greys))


def _shown(red: int, green: int, blue: int) -> Color:
    triplet = RichColor.from_rgb(red, green, blue).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return Color(triplet.red, triplet.green, triplet.blue)
