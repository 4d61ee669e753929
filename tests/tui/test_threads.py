"""`/threads` and `/timeline`: lists whose rows open the message."""

from __future__ import annotations

import pytest

from engine.threads.records import ThreadReport, Timeline
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tests.tui.fake_threads import FakeThreads
from tui.screens.viewer import Viewer
from tui.work.threads import threads_entry, timeline_entry

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@pytest.fixture
def threads(engine: FakeEngine) -> FakeThreads:
    found = FakeThreads()
    engine.threads = found  # type: ignore[assignment]
    return found


@SIZES
async def test_open_questions_decisions_and_corrections_are_seen_at_a_glance(
    engine: FakeEngine, threads: FakeThreads, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/threads")
        await nacre.until(lambda: "Fog bell, hemp rope · 2026-01-02" in nacre.screen_text())
        await nacre.until(lambda: "asked, not answered" in nacre.screen_text())
        await nacre.until(lambda: "What if the rope is wet?" in nacre.screen_text())
        assert threads.asked == [("threads", "")]


@SIZES
async def test_a_row_opens_its_message(engine: FakeEngine, threads: FakeThreads, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/threads bell")
        await nacre.until(lambda: "What if the rope is wet?" in nacre.screen_text())
        await nacre.press("tab", "2", "enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer))
        assert threads.asked == [("threads", "bell")]


async def test_words_that_no_thread_has_are_said_so(engine: FakeEngine, threads: FakeThreads) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/threads whales")
        await nacre.until(lambda: "No thread is about whales." in nacre.screen_text())


@SIZES
async def test_the_timeline_says_what_was_talked_about_and_left_open(
    engine: FakeEngine, threads: FakeThreads, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/timeline")
        await nacre.until(lambda: "Timeline by day" in nacre.screen_text())
        await nacre.until(lambda: "2026-01-02 · 1 conversation" in nacre.screen_text())
        await nacre.until(lambda: "We'll go with a hemp rope." in nacre.screen_text())


async def test_a_period_that_there_is_not_is_named(engine: FakeEngine, threads: FakeThreads) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/timeline hour")
        await nacre.until(lambda: "there is no period 'hour'" in nacre.screen_text().lower())


def test_a_library_without_conversations_says_what_to_take_in() -> None:
    assert "exports of ChatGPT" in threads_entry(ThreadReport("", (), (), 0, 0, {})).text
    assert "exports of ChatGPT" in timeline_entry(Timeline("day", (), {})).text
