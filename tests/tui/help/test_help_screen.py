"""The page of help: topics first, then every command and key; typing finds what answers."""

from __future__ import annotations

import pytest

from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tui.drawing.report import Title
from tui.screens.help import Help


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_f1_shows_topics_and_typing_finds_the_one_that_answers(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.press("f1")
        await nacre.until(lambda: "Taking documents in" in nacre.screen_text())
        await nacre.type("how do I delete a chat")
        await nacre.until(lambda: "▾ Delete a conversation" in nacre.screen_text())
        assert "/delete" in nacre.screen_text()
        await nacre.press("down", "enter")
        await nacre.until(lambda: "undelete" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)


async def test_the_command_takes_the_words_at_once(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.type("/help how do I copy an answer")
        await nacre.press("enter")
        await nacre.until(lambda: "▾ Copy an answer or a quote" in nacre.screen_text())


async def test_a_key_or_a_command_is_found_by_its_name(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.press("f1")
        await nacre.type("ctrl+r")
        await nacre.until(lambda: "/again" in nacre.screen_text())


async def test_what_no_topic_speaks_of_is_said(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.press("f1")
        await nacre.type("xqzvw")
        await nacre.until(lambda: "No topic and no command speaks of that" in nacre.screen_text())


async def test_the_commands_and_keys_come_below_the_topics(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.press("f1")
        await nacre.until(lambda: "Taking documents in" in nacre.screen_text())
        screen = nacre.app.screen
        assert isinstance(screen, Help)
        titles = [block.text for block in screen.list.blocks if isinstance(block, Title)]
        assert titles.index("Taking documents in") < titles.index("Commands") < titles.index("In a document")
        top = screen.list.scroll_y
        await nacre.press("pagedown")
        await nacre.until(lambda: screen.list.scroll_y > top + 10)
