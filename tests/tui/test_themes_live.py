"""Themes while the app runs: a changed file shows by itself, a broken one costs nothing but its own colours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.color import Color

from engine.config import Settings
from tests.tui.conftest import WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tui import themes
from tui.app import NacreApp
from tui.theming.watching import Watch

NACRE = (themes.folders()[0] / "nacre.toml").read_text("utf-8")
MINE = NACRE.replace('name = "nacre"', 'name = "mine"')


@pytest.fixture
def own(own_folders: Path) -> Path:
    """The user's folder of themes, with one theme in it."""
    folder = own_folders / "config" / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(MINE)
    return folder


def save(file: Path, text: str) -> None:
    """Write as editors do: beside it, then in its place."""
    beside = file.with_suffix(".part")
    beside.write_text(text)
    os.replace(beside, file)  # noqa: PTH105


def notices(nacre: Driver) -> list[str]:
    return [notice.message for notice in nacre.app._notifications]


async def test_a_saved_file_shows_without_a_key(engine: FakeEngine, own: Path) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how often is the bell struck in fog?")
        nacre.app.use_theme("mine", keep=False)
        save(own / "mine.toml", MINE.replace("#11141b", "#010203").replace("#92c1f2", "#a0b0c0"))
        await nacre.until(lambda: nacre.app.main.styles.background == Color.parse("#010203"))
        await nacre.until(lambda: Color.parse("#a0b0c0") in inks(nacre))  # [1] is drawn by us, not by a stylesheet
        assert not notices(nacre)


def inks(nacre: Driver) -> set[Color]:
    """The colours that something on the screen is written in."""
    found = set()
    for line in nacre.app.screen._compositor.render_strips():
        found |= {Color.from_rich_color(part.style.color) for part in line if part.style and part.style.color}
    return found


async def test_a_new_file_can_be_chosen_at_once(engine: FakeEngine, own: Path) -> None:
    async with running(engine, WIDE) as nacre:
        save(own / "yours.toml", NACRE.replace('name = "nacre"', 'name = "yours"'))
        await nacre.until(lambda: "yours" in nacre.app.palettes)


async def test_a_theme_that_breaks_gives_way_once_and_comes_back(engine: FakeEngine, own: Path) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.use_theme("mine", keep=True)
        save(own / "mine.toml", MINE.replace('"#11141b"', '"inky"'))
        await nacre.until(lambda: nacre.app.theme == "nacre")
        await nacre.until(lambda: notices(nacre))
        (said,) = notices(nacre)
        assert "mine.toml: colours.background 'inky' is not a colour" in said and "this is nacre" in said
        save(own / "mine.toml", MINE.replace("#11141b", "#010203"))
        await nacre.until(lambda: nacre.app.theme == "mine")
        assert nacre.app.palette.colours["background"] == "#010203"
        assert len(notices(nacre)) == 1


async def test_a_theme_that_goes_gives_way_to_the_default(engine: FakeEngine, own: Path) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.use_theme("mine", keep=True)
        (own / "mine.toml").unlink()
        await nacre.until(lambda: notices(nacre))
        assert nacre.app.theme == "nacre"
        assert notices(nacre) == ["There is no theme 'mine'; this is nacre."]


async def test_an_own_theme_of_a_shipped_name_that_breaks_leaves_the_shipped_one(engine: FakeEngine, own: Path) -> None:
    (own / "mine.toml").write_text(NACRE.replace("#11141b", "#010203"))
    async with running(engine, WIDE) as nacre:
        assert nacre.app.palette.colours["background"] == "#010203"
        save(own / "mine.toml", "colours = [")
        await nacre.until(lambda: nacre.app.palette.colours["background"] == "#11141B")
        await nacre.until(lambda: len(notices(nacre)) == 1)


@pytest.mark.parametrize(
    ("wanted", "text", "said"),
    [
        ("mine", MINE.replace("muted =", "mutted ="), "colours.mutted is not known; did you mean 'muted', and 1 more."),
        ("mine", "name = ", "mine.toml: can't be read: "),
        ("nacer", MINE, "There is no theme 'nacer'; did you mean 'nacre'; this is nacre."),
    ],
    ids=["key", "toml", "name"],
)
async def test_what_can_not_be_used_at_the_start_is_said_in_one_notice(
    engine: FakeEngine, own: Path, wanted: str, text: str, said: str
) -> None:
    (own / "mine.toml").write_text(text)
    app = NacreApp(lambda: engine, Settings(theme=wanted))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        driver = Driver(app, engine, pilot)
        await driver.until(lambda: notices(driver))
        assert app.theme == "nacre"
        (notice,) = notices(driver)
        assert said in notice and "this is nacre" in notice
    app.shut_down()


async def test_the_list_of_themes_opens_in_the_colours_that_are_in_use(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.use_theme("kelp", keep=False)
        await nacre.type("/theme")
        await nacre.press("escape", "enter")
        await nacre.until(lambda: "▸ kelp" in nacre.screen_text())
        assert nacre.app.theme == "kelp"
        await nacre.press("down")
        await nacre.until(lambda: nacre.app.theme == "nacre")
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.theme == "kelp")


def test_the_watch_sees_what_is_written_made_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "themes"
    watch = Watch(folder)
    assert not watch.changed()
    folder.mkdir()
    (folder / "a.toml").write_text("a")
    assert watch.changed() and not watch.changed()
    (folder / "a.toml").write_text("ab")
    assert watch.changed() and not watch.changed()
    (folder / "note.txt").write_text("no theme")
    assert not watch.changed()
    (folder / "a.toml").unlink()
    assert watch.changed() and not watch.changed()
