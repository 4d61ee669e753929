"""Every screen in four colour modes and two sizes: it can be read, and keeps to what the terminal can show."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from rich.style import Style
from textual.color import Color

from engine.config import Settings
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.scenes import SCENES
from tests.tui.test_themes_drawn import drawn, faults
from tui import themes
from tui.app import NacreApp
from tui.theming.reduced import reduced

SIGNS = set("▸●┃▌›◉✓·")
"""What marks the row under the cursor, the current message or the open path by its shape alone."""

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


def strange(nacre: Driver, *, colourless: bool) -> set[str]:
    """What is drawn in a colour that a terminal of sixteen, or of none, does not have."""
    found = set()
    for segment in drawn(nacre):
        style = segment.style or Style()
        colours = [colour for colour in (style.color, style.bgcolor) if colour and not colour.is_default]
        if any(colourless or not colour.is_system_defined for colour in colours):
            found.add(f"{style}: {segment.text!r}")
    return found


def stands_out(nacre: Driver) -> bool:
    """Whether something is told from the rest without a colour."""
    looks = [segment.style for segment in drawn(nacre) if segment.style]
    return any(look.bold or look.reverse for look in looks) or bool(SIGNS & set(nacre.screen_text()))


async def shown(nacre: Driver, scene: str) -> None:
    nacre.app.animation_level = "none"
    await nacre.until(lambda: not any(map(nacre.app.desk.running, ("work", "folders", "offers", "suggestions"))))
    await SCENES[scene].steps(nacre)
    await nacre.settle()


async def in_theme(nacre: Driver, name: str) -> None:
    nacre.app.use_theme(name, keep=False)
    ground = Color.parse(nacre.app.palette.colours["background"])
    await nacre.until(lambda: nacre.app.main.styles.background == ground)
    await nacre.settle()


@SIZES
@pytest.mark.parametrize("scene", SCENES)
async def test_a_screen_keeps_to_all_colours_to_256_and_to_16(scene: str, size: tuple[int, int]) -> None:
    async with running(SCENES[scene].engine(), size) as nacre:
        await shown(nacre, scene)
        assert not faults(nacre, nacre.app.palette)
        wardrobe = nacre.app.wardrobe
        wardrobe.palettes = MappingProxyType({name: reduced(each) for name, each in wardrobe.palettes.items()})
        await in_theme(nacre, themes.DEFAULT)
        assert not faults(nacre, nacre.app.palette)
        await in_theme(nacre, themes.TERMINAL)
        assert not strange(nacre, colourless=False)


@pytest.mark.parametrize("scene", SCENES)
async def test_a_screen_needs_no_colour(scene: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    engine = SCENES[scene].engine()
    async with running(engine, WIDE, NacreApp(lambda: engine, Settings(theme=themes.TERMINAL))) as nacre:
        await shown(nacre, scene)
        assert not strange(nacre, colourless=True)
        assert stands_out(nacre)
