"""Panes by key, by command and from the list: they show, hide, grow, and never hide what has the focus."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tui.panes.layout import Layout

HUGE = (200, 50)
TINY = (20, 5)


def visible(nacre: Driver) -> set[str]:
    """The ids of the panes that take room on the screen."""
    main = nacre.app.main
    places = (main.transcript, main.sources, main.trace, main.composer, main.library.tree_view, main.graph.view)
    return {str(each.id) for each in places if each.region.area}


async def shows(nacre: Driver, *names: str) -> None:
    await nacre.until(lambda: visible(nacre) == set(names))


async def test_a_pane_takes_the_whole_screen_and_gives_it_back(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        await nacre.press("f2", "z")
        await shows(nacre, "sources")
        assert nacre.app.main.sources.size.width >= WIDE[0] - 2
        await nacre.press("f9")
        await shows(nacre, "transcript", "sources", "trace", "composer")
        assert nacre.focused() == "sources"
        await nacre.press("escape", "f9")
        await shows(nacre, "transcript", "composer")
        assert nacre.focused() == "composer"


async def test_escape_leaves_a_zoomed_pane(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.ask("the bell?")
        await nacre.press("f3", "z")
        await shows(nacre, "trace")
        await nacre.press("escape")
        await shows(nacre, "transcript", "composer")
        assert nacre.focused() == "composer"


async def test_keys_resize_and_one_brings_the_default_back(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        sources, trace = nacre.app.main.sources, nacre.app.main.trace
        await nacre.press("f2")
        before = sources.size
        await nacre.press("plus")
        await nacre.until(lambda: sources.size.height > before.height)
        await nacre.press("minus", "minus")
        await nacre.until(lambda: sources.size.height < before.height)
        await nacre.press("greater_than_sign")
        await nacre.until(lambda: sources.size.width > before.width)
        await nacre.press("less_than_sign", "less_than_sign")
        await nacre.until(lambda: sources.size.width < before.width)
        await nacre.press("vertical_line")
        await nacre.until(lambda: sources.region.y == trace.region.y)
        await nacre.press("equals_sign")
        await nacre.until(lambda: sources.size == before)


async def test_the_conversation_grows_at_the_cost_of_its_neighbour(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        transcript = nacre.app.main.transcript
        before = transcript.size.width
        await nacre.press("tab")
        await nacre.until(lambda: nacre.focused() == "transcript")
        await nacre.press("greater_than_sign")
        await nacre.until(lambda: transcript.size.width > before)


async def test_a_hidden_pane_stays_hidden_until_someone_goes_there(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        await nacre.press("f3", "x")
        await shows(nacre, "transcript", "sources", "composer")
        assert nacre.focused() == "composer"
        await nacre.press("f3")
        await shows(nacre, "transcript", "sources", "trace", "composer")


async def test_a_command_names_what_is_open(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        nacre.app.main.send("/panes trace")
        await shows(nacre, "transcript", "trace", "composer")
        nacre.app.main.send("/panes conversation")
        await shows(nacre, "transcript", "composer")
        nacre.app.main.send("/panes reset")
        await shows(nacre, "transcript", "sources", "trace", "composer")
        nacre.app.main.send("/panes sorces")
        await nacre.until(lambda: "sorces" in nacre.screen_text() and "sources" in nacre.screen_text())


async def test_a_list_opens_and_closes_panes(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        nacre.app.main.send("/panes")
        await nacre.until(lambda: "in sight" in nacre.screen_text())
        await nacre.type("trace")
        await nacre.press("enter")
        await shows(nacre, "transcript", "sources", "composer")


async def test_the_layout_is_there_again_at_the_next_start(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/panes sources")
        await nacre.until(lambda: not nacre.app.desk.running("layout"))
    async with running(FakeEngine(), WIDE) as nacre:
        assert nacre.app.main.panes.layout.open == {"sources"}


async def test_a_broken_layout_is_one_notice_and_the_default(engine: FakeEngine, own_folders: Path) -> None:
    (own_folders / "config").mkdir(exist_ok=True)
    (own_folders / "config" / "layout.toml").write_text('open = ["attic"]')
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: any("layout.toml: open" in each.message for each in nacre.app._notifications))
        assert nacre.app.main.panes.layout == Layout()


@pytest.mark.parametrize("pane", ["composer", "transcript", "sources", "trace", "library", "graph"])
async def test_resizing_keeps_the_focus_in_something_visible(engine: FakeEngine, pane: str) -> None:
    async with running(engine, HUGE) as nacre:
        await nacre.ask("the bell?")
        if pane in ("library", "graph"):
            nacre.app.main.panes.go(pane)
        else:
            getattr(nacre.app.main, pane).focus()
        await nacre.until(lambda: nacre.focused() == pane)
        for size in (WIDE, NARROW, TINY, HUGE, TINY, WIDE):
            await nacre.pilot.resize_terminal(*size)
            await nacre.until(lambda size=size: nacre.app.main.size == size and pane in visible(nacre))
            assert nacre.focused() == pane


async def test_a_tiny_terminal_shows_what_has_the_focus_and_survives_every_list(engine: FakeEngine) -> None:
    async with running(engine, TINY) as nacre:
        await nacre.ask("the bell?")
        await nacre.until(lambda: "Ask" in nacre.screen_text())
        for key, pane in (("f2", "sources"), ("f3", "trace")):
            await nacre.press(key)
            await shows(nacre, pane)
        for key in ("f1", "f4", "f5", "f6", "f7", "ctrl+p"):
            await nacre.press("escape", "escape", key)
            await nacre.until(lambda: len(nacre.app.screen_stack) == 2)
            await nacre.press("escape")
            await nacre.until(lambda: len(nacre.app.screen_stack) == 1)
