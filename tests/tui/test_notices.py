"""Notices stand above what is being written, and not over the keys."""

from __future__ import annotations

import pytest
from textual.widgets._toast import Toast

from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_notice_stands_above_all_lines_of_the_question_and_the_completions(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        main = nacre.app.main
        main.composer.put("one\ntwo\nthree")
        main.notify("a notice", severity="warning", timeout=600)
        await nacre.until(lambda: main.query(Toast))
        await nacre.until(lambda: main.composer.size.height == 3)
        await nacre.until(lambda: main.query_one(Toast).region.bottom <= main.composer.region.y)
        main.composer.put("/")
        await nacre.until(lambda: main.completion.display)
        await nacre.until(lambda: main.query_one(Toast).region.bottom <= main.completion.region.y)
        main.composer.put("")
        await nacre.until(lambda: not main.completion.display)
        await nacre.until(lambda: main.query_one(Toast).region.bottom == main.composer.region.y)


async def test_the_keys_of_a_pane_are_not_covered_by_a_notice(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        nacre.app.notify("a notice", timeout=600)
        await nacre.press("question_mark")
        await nacre.until(lambda: "any key closes" in nacre.screen_text())
        await nacre.until(lambda: "a notice" not in nacre.screen_text())


async def test_the_same_notice_again_stands_there_once_with_how_often(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        for _ in range(3):
            nacre.app.notify("The shelf is full.", severity="warning", timeout=600)
        nacre.app.notify("The shelf is full.", timeout=600)  # a word is no warning
        await nacre.until(lambda: "The shelf is full. (3×)" in nacre.screen_text())
        assert nacre.screen_text().count("The shelf is full.") == 2


async def test_the_same_warning_again_takes_one_line_of_the_conversation(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.ask("how often is the bell struck in fog?")
        before = len(nacre.app.main.session.entries)
        for _ in range(3):
            await nacre.type("/theme nowhere")
            await nacre.press("escape", "enter")
            await nacre.until(lambda: not nacre.app.main.composer.text)
        await nacre.until(lambda: "(3×)" in nacre.screen_text())
        assert len(nacre.app.main.session.entries) == before + 1
        nacre.app.main.session.say("Something else.", "warning")
        nacre.app.main.session.say("Something else.", "error")
        assert [entry.text for entry in nacre.app.main.session.entries[-2:]] == ["Something else."] * 2


@pytest.mark.parametrize("command", ["/why", "/trace", "/rounds", "/good", "/open", "/export"])
async def test_what_needs_an_answer_says_that_a_question_comes_first(engine: FakeEngine, command: str) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send(command)
        await nacre.until(lambda: any("Ask a question first" in each.message for each in nacre.app._notifications))
