"""Every screen in four colour modes and two sizes: it can be read, and keeps to what the terminal can show."""

from __future__ import annotations

import pytest
from rich.style import Style

from engine.config import Settings
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.scenes import SCENES
from tests.tui.test_themes_drawn import drawn, faults
from tui import themes
from tui.app import NacreApp
from tui.theming.reduced import as_it_is, reduced

MODES = ("truecolor", "256", "16", "none")
SIGNS = set("▸●┃▌›◉✓·")
"""What marks the row under the cursor, the current message or the open path by its shape alone."""


def app_in(mode: str, scene: str, monkeypatch: pytest.MonkeyPatch) -> NacreApp:
    """The app as it starts on a terminal of so many colours."""
    if mode == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    engine = SCENES[scene].engine()
    theme = themes.TERMINAL if mode in ("16", "none") else themes.DEFAULT
    return NacreApp(lambda: engine, Settings(theme=theme), reduced if mode == "256" else as_it_is)


def improper(nacre: Driver, mode: str) -> set[str]:
    """What on the screen can't be read, or is of a colour that this terminal does not have."""
    if mode in ("truecolor", "256"):
        return faults(nacre, nacre.app.palette)
    found = set()
    for segment in drawn(nacre):
        style = segment.style or Style()
        colours = [colour for colour in (style.color, style.bgcolor) if colour and not colour.is_default]
        if any(mode == "none" or not colour.is_system_defined for colour in colours):
            found.add(f"{style}: {segment.text!r}")
    return found


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scene", SCENES)
async def test_a_screen_keeps_to_the_colours_there_are(
    scene: str, mode: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_in(mode, scene, monkeypatch)
    engine = app._opener()
    async with running(engine, size, app) as nacre:  # type: ignore[arg-type]
        app.animation_level = "none"
        await nacre.until(lambda: not any(map(app.desk.running, ("work", "folders", "offers", "suggestions"))))
        await SCENES[scene].steps(nacre)
        await nacre.settle()
        assert not improper(nacre, mode)
        looks = [segment.style for segment in drawn(nacre) if segment.style]
        assert any(look.bold or look.reverse for look in looks) or SIGNS & set(nacre.screen_text())
