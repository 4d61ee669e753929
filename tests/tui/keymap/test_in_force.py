"""The keys in force: what they do, and that every place says them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from engine.config import ScreenSettings, Settings
from tests.tui.conftest import NARROW, WIDE, Driver
from tests.tui.fake import FakeEngine
from tui.app import NacreApp
from tui.keeping import remember
from tui.screens.help import Help
from tui.screens.picker import Picker
from tui.screens.sheet import Sheet
from tui.screens.viewer import Viewer

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@asynccontextmanager
async def with_keys(engine: FakeEngine, set_name: str = "plain", size: tuple[int, int] = WIDE) -> AsyncIterator[Driver]:
    """The app with a set of keys, its library open."""
    app = NacreApp(lambda: engine, Settings(screen=ScreenSettings(keys=set_name)))
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, engine, pilot)
        await driver.until(lambda: app.main.session.engine is not None and engine.worked > 0)
        yield driver
        engine.gate.set()
    app.shut_down()


@pytest.fixture
def file(own_folders: Path) -> Path:
    """The user's keys.toml, not there yet."""
    folder = own_folders / "config"
    folder.mkdir(exist_ok=True)
    return folder / "keys.toml"


async def test_a_changed_key_does_it_and_is_named_and_the_old_one_is_silent(engine: FakeEngine, file: Path) -> None:
    file.write_text('[keys]\nretry = "f12"\ncopy-message = ["m"]\nhelp = "f10"\n')
    async with with_keys(engine) as nacre:
        await nacre.until(lambda: "F10 help" in nacre.screen_text())
        await nacre.type("wait for fog")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.session.conversation)
        await nacre.press("ctrl+c")
        await nacre.until(lambda: "F12 asks again" in nacre.screen_text())
        asked = len(engine.asked)
        engine.gate.set()
        await nacre.press("ctrl+r")
        await nacre.press("f12")
        await nacre.until(lambda: len(engine.asked) == asked + 1 and not nacre.app.main.session.busy)
        await nacre.press("tab")
        await nacre.until(lambda: "m copy" in nacre.screen_text())
        await nacre.press("y")
        assert not nacre.app.clipboard
        await nacre.press("m")
        await nacre.until(lambda: nacre.app.clipboard)
        await nacre.press("f10")
        await nacre.until(lambda: isinstance(nacre.app.screen, Help))


async def test_digits_can_be_other_keys(engine: FakeEngine, file: Path) -> None:
    file.write_text('[keys]\npick-source = ["ctrl+e", "m"]\n')
    async with with_keys(engine) as nacre:
        await nacre.ask("the bell?")
        await nacre.press("f2", "m")
        await nacre.until(lambda: nacre.app.main.sources.selected == 2)
        await nacre.press("ctrl+e")
        await nacre.until(lambda: nacre.app.main.sources.selected == 1)


async def test_a_saved_file_counts_at_once_and_a_broken_one_is_said_once(engine: FakeEngine, file: Path) -> None:
    async with with_keys(engine) as nacre:
        file.write_text('[keys]\nhelp = "f10"\nwhy = "ctrl+i"\nnothing = "f11"\n')
        await nacre.until(lambda: "F10 help" in nacre.screen_text())
        notices = [notice.message for notice in nacre.app._notifications]
        assert notices == [
            "keys.toml: why 'ctrl+i' reaches a program as Tab over a terminal, and 1 more. /keys lists them."
        ]
        file.unlink()
        await nacre.until(lambda: "F1 help" in nacre.screen_text())


@SIZES
async def test_keys_shows_what_was_changed_and_what_is_wrong(
    engine: FakeEngine, file: Path, size: tuple[int, int]
) -> None:
    file.write_text('[keys]\nretry = "f12"\nhepl = "f11"\n')
    async with with_keys(engine, size=size) as nacre:
        await nacre.type("/keys")
        await nacre.press("escape", "enter")
        await nacre.until(lambda: "hepl is not an action; did you mean 'help'" in nacre.screen_text())
        page = nacre.app.screen.query_one("#report")
        for _ in range(20):
            if "changed by you" in nacre.screen_text():
                break
            await nacre.press("pagedown")
            await nacre.pilot.pause()
        assert "F12" in nacre.screen_text() and page.has_focus


async def test_another_set_is_used_at_once_and_kept_for_the_next_start(engine: FakeEngine, file: Path) -> None:
    settings = file.with_name("settings.toml")
    settings.write_text('theme = "tide" # mine\n\n[screen]\nline = "fast"\n\n[ask]\nrounds = 2\n')
    async with with_keys(engine) as nacre:
        await nacre.type("/keys vim")
        await nacre.press("escape", "enter")
        await nacre.until(lambda: "Ask · insert" in nacre.screen_text())
        await nacre.until(lambda: 'keys = "vim"' in settings.read_text())
        assert settings.read_text() == (
            'theme = "tide" # mine\n\n[screen]\nline = "fast"\nkeys = "vim"\n\n[ask]\nrounds = 2\n'
        )
        await nacre.type("/keys plain")
        await nacre.press("enter")
        await nacre.until(lambda: "Ask ·" not in nacre.screen_text())
        await nacre.until(lambda: 'keys = "plain"' in settings.read_text())


def test_a_set_is_kept_where_there_are_no_settings_yet(file: Path) -> None:
    settings = file.with_name("settings.toml")
    remember("keys", "vim", "screen")
    assert settings.read_text() == '[screen]\nkeys = "vim"\n'


async def test_escape_goes_to_normal_mode_and_from_there_where_it_always_goes(engine: FakeEngine) -> None:
    async with with_keys(engine, "vim") as nacre:
        composer = nacre.app.main.composer
        await nacre.press(*"two words", "escape")
        await nacre.until(lambda: "Ask · NORMAL" in nacre.screen_text())
        await nacre.press("b", "d", "w", "0", "x", "u", "i", "o", "n", "e", "space", "escape", "2", "d")
        await nacre.until(lambda: "NORMAL 2d" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: "NORMAL 2d" not in nacre.screen_text())
        assert composer.text == "one two "
        await nacre.press("ctrl+r", "d", "d", "i")
        await nacre.type("wait for fog")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.session.conversation)
        await nacre.press("escape", "escape")
        await nacre.until(lambda: "Esc again stops" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: not nacre.app.main.session.busy)


async def test_panes_scroll_by_halves_and_lead_back_in_the_vim_set(engine: FakeEngine) -> None:
    async with with_keys(engine, "vim", NARROW) as nacre:
        await nacre.type("/open report")
        await nacre.press("enter", "enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer) and "Line 1 of" in nacre.screen_text())
        view = nacre.app.screen.query_one("#document")
        await nacre.press("ctrl+d")
        await nacre.until(lambda: view.scroll_y == (view.size.height - 2) // 2 or view.scroll_y > 5)
        await nacre.press("G")
        await nacre.until(lambda: "The rest is about paint" in nacre.screen_text())
        await nacre.press("g", "g")
        await nacre.until(lambda: view.scroll_y == 0)
        await nacre.press("q")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        await nacre.ask("the bell?")
        await nacre.press("f2")
        await nacre.until(lambda: nacre.focused() == "sources")
        await nacre.press("q", "a", "b")
        assert nacre.focused() == "composer" and nacre.app.main.composer.text == "ab"


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        ([], "While you write"),
        (["f2"], "In the sources"),
        (["f3"], "In the trace"),
        (["tab"], "In the conversation"),
        (["f7"], "In the list of models"),
        (["ctrl+l"], "In the library"),
        (["ctrl+l", "slash"], "While you filter the library"),
        (["f1"], "In a list that letters filter"),
        (["f5"], "In a page like this one"),
        (["f2", "enter"], "In a document"),
    ],
)
@SIZES
async def test_a_question_mark_shows_the_keys_of_what_has_the_focus(
    engine: FakeEngine, keys: list[str], title: str, size: tuple[int, int]
) -> None:
    async with with_keys(engine, size=size) as nacre:
        await nacre.ask("the bell?")
        before = nacre.app.screen
        for key in keys:
            focused = nacre.app.screen.focused
            await nacre.press(key)
            await nacre.until(lambda focused=focused: nacre.app.screen.focused not in (None, focused))  # type: ignore[misc]
        before = nacre.app.screen
        await nacre.press("question_mark")
        await nacre.until(lambda: isinstance(nacre.app.screen, Sheet) and f"─ {title} ─" in nacre.screen_text())
        assert "any key closes" in nacre.screen_text()
        await nacre.press("x")
        await nacre.until(lambda: nacre.app.screen is before)


async def test_a_question_mark_behind_text_is_text(engine: FakeEngine) -> None:
    async with with_keys(engine) as nacre:
        await nacre.press("w", "h", "y", "question_mark")
        assert nacre.app.main.composer.text == "why?"
        await nacre.press("f4")
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker))
        await nacre.press("a", "question_mark")
        assert isinstance(nacre.app.screen, Picker) and nacre.app.screen.field.value == "a?"
