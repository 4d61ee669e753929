"""The tour: each step waits until it is done, Esc leaves it, and it goes on where it was."""

from __future__ import annotations

import pytest

from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tui.screens.picker import Picker
from tui.tour.steps import STEPS


async def begin(nacre: Driver) -> None:
    await nacre.type("/tour")
    await nacre.press("enter")
    await nacre.until(lambda: "Tour 1/" in nacre.screen_text())
    await nacre.until(lambda: nacre.app.main.composer.text == "What is said about the fog?")


async def at(nacre: Driver, step: int) -> None:
    await nacre.until(lambda: f"Tour {step}/{len(STEPS)}" in nacre.screen_text())


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_whole_walk(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await begin(nacre)
        await nacre.press("enter")
        await at(nacre, 2)
        await nacre.press("tab", "1")
        await at(nacre, 3)
        await nacre.press("enter")
        await at(nacre, 4)
        await nacre.press("escape")
        await at(nacre, 5)
        await nacre.press("f3")
        await at(nacre, 6)
        await nacre.press("escape")
        await at(nacre, 7)
        await nacre.type("/theme")
        await nacre.press("enter")
        await at(nacre, 8)
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker) and "Arrow keys try" in nacre.screen_text())
        await nacre.press("escape")
        await at(nacre, 9)
        await nacre.press("f6")
        await at(nacre, 10)
        await nacre.press("escape")
        await nacre.until(lambda: "That is all there is to begin with" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: "That is all" not in nacre.screen_text())


async def test_esc_leaves_it_and_the_command_goes_on_where_it_was(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await begin(nacre)
        await nacre.press("enter")
        await at(nacre, 2)
        await nacre.press("escape")
        await nacre.until(lambda: "Tour" not in nacre.screen_text())
        await nacre.type("/tour")
        await nacre.press("enter")
        await at(nacre, 2)


async def test_the_card_covers_nothing(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await begin(nacre)
        card = nacre.app.screen.query_one("#tour")
        assert card.region.bottom <= nacre.app.main.welcome.region.y
        assert nacre.app.main.composer.region.bottom <= 24


async def test_where_there_is_nothing_to_ask_it_waits_for_a_folder() -> None:
    engine = FakeEngine(documents=0)
    async with running(engine, NARROW) as nacre:
        await nacre.type("/tour")
        await nacre.press("enter")
        await nacre.until(lambda: "needs something to ask" in nacre.screen_text())
        await nacre.press("down", "enter")
        await nacre.until(lambda: engine.ingested)
        await nacre.until(lambda: nacre.app.main.composer.text == "What is said about the fog?")
