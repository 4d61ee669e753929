"""`/gaps` and `/gap`: both sides of each gap are sources, and what was decided holds."""

from __future__ import annotations

import pytest

from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine, gaps_of
from tui.screens.viewer import Viewer
from tui.work.gaps import split

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@SIZES
async def test_a_gap_shows_its_passage_and_the_nearest_of_the_other_side(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/gaps lamp.md report.pdf")
        await nacre.until(lambda: "In lamp.md and not in report.pdf" in nacre.screen_text())
        await nacre.until(lambda: "2 gaps: 2 treated on one side only." in nacre.screen_text())
        text = nacre.screen_text()
        assert "Striking the bell" in text
        assert "[1] The lamp at Grey Point" in text
        assert "nearest" in text
        assert gaps_of(engine).asked == [("lamp.md", "report.pdf")]


@SIZES
async def test_enter_opens_the_passage(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/gaps lamp.md report.pdf")
        await nacre.until(lambda: "Striking the bell" in nacre.screen_text())
        await nacre.press("tab", "1", "enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer) and "The lamp at" in nacre.screen_text())


async def test_what_was_dropped_is_left_out_and_what_was_kept_is_marked(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/gaps lamp.md report.pdf")
        await nacre.until(lambda: "Striking the bell" in nacre.screen_text())
        await nacre.command("/gap drop 2")
        await nacre.until(lambda: gaps_of(engine).decided == {"000000000001": "dropped"})
        await nacre.command("/gap keep 3")
        await nacre.until(lambda: gaps_of(engine).decided.get("000000000002") == "kept")
        await nacre.command("/gaps lamp.md report.pdf")
        await nacre.until(lambda: "1 gap: 1 treated on one side only; 1 dropped." in nacre.screen_text())
        await nacre.until(lambda: "kept" in nacre.screen_text())


async def test_a_wrong_command_says_what_is_missing(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/gaps lamp.md")
        await nacre.until(lambda: "Name two sides" in nacre.screen_text())
        await nacre.command("/gap keep")
        await nacre.until(lambda: "There is no list of gaps here yet" in nacre.screen_text())
        await nacre.command("/gaps lamp.md nothing.md")
        await nacre.until(lambda: "nothing in the library matches" in nacre.screen_text())


async def test_why_says_what_was_weighed(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/gaps lamp.md report.pdf")
        await nacre.until(lambda: "Striking the bell" in nacre.screen_text())
        await nacre.press("f5")
        await nacre.until(lambda: "Weighed" in nacre.screen_text() and "000000000001" in nacre.screen_text())


def test_names_with_spaces_stand_in_quotes() -> None:
    assert split('"my notes" b.md') == ["my notes", "b.md"]
    assert split("don't know") == ["don't", "know"]
