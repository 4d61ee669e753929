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
