"""Tools that want to write ask first, and wait on their own thread; the screen goes on."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from engine.agents.tools.tool import ToolResult
from tests.tui import fake
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import WRITES, FakeEngine
from tests.tui.test_desk import Loop
from tui.screens.confirm import Permission
from tui.work.tools import tool_entry

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
ANSWERS = pytest.mark.parametrize(("key", "yes"), [("y", True), ("n", False), ("escape", False)])


async def asked(nacre: Driver, line: str) -> None:
    """Send a line, and wait for the question that it leads to."""
    nacre.app.main.send(line)
    await nacre.until(lambda: isinstance(nacre.app.screen, Permission) and WRITES in nacre.screen_text())


@SIZES
@ANSWERS
async def test_a_tool_writes_only_after_yes(engine: FakeEngine, size: tuple[int, int], key: str, yes: bool) -> None:
    async with running(engine, size) as nacre:
        await asked(nacre, "/tool export lamp.md")
        await nacre.until(lambda: "y: yes · Esc or n: no" in nacre.screen_text())
        await nacre.press(key)
        await nacre.until(lambda: nacre.app.main.session.entries)
        assert engine.permitted == [yes] and nacre.app.screen is nacre.app.main
        said = nacre.app.main.session.entries[-1]
        assert said.text == ("12 bytes written" if yes else "nothing was written.")


@ANSWERS
async def test_a_question_that_a_tool_answers_asks_the_same(engine: FakeEngine, key: str, yes: bool) -> None:
    async with running(engine, WIDE) as nacre:
        await asked(nacre, "export lamp.md")
        await nacre.press(key)
        await nacre.until(lambda: not nacre.app.main.session.busy)
        assert engine.permitted == [yes]
        await nacre.until(lambda: "◇ not from your library, but by a tool" in nacre.screen_text())


async def test_enter_that_was_meant_for_the_composer_says_nothing(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await asked(nacre, "/tool export lamp.md")
        await nacre.press("enter", "space", "x")
        assert isinstance(nacre.app.screen, Permission) and engine.permitted == []


async def test_stopping_means_no_and_takes_the_question_away(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await asked(nacre, "export lamp.md")
        nacre.app.main.session.cancel()
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        await nacre.until(lambda: engine.permitted == [False])
        await asked(nacre, "/tool export lamp.md")
        assert nacre.app.commands.cancel() and not nacre.app.commands.cancel()
        await nacre.until(lambda: nacre.app.screen is nacre.app.main and engine.permitted == [False, False])


async def test_quitting_means_no() -> None:
    engine = FakeEngine()
    async with running(engine, WIDE) as nacre:
        await asked(nacre, "/tool export lamp.md")
        await nacre.press("ctrl+q")
    assert engine.permitted == [False]


async def test_what_a_tool_gives_is_an_entry_with_its_documents(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/tool 2 + 2")
        await nacre.until(lambda: "calculate: 2 + 2" in nacre.screen_text())
        await nacre.until(lambda: "2 + 2 = 4" in nacre.screen_text())
        await nacre.until(lambda: "1 document · a tool, without a model" in nacre.screen_text())
        await nacre.until(lambda: "[1] The lamp at Grey Point" in nacre.screen_text())
        nacre.app.main.send("/tool why is the sea salt?")
        await nacre.until(lambda: "No tool fits this request" in nacre.screen_text())


def test_questions_of_several_threads_each_get_their_own_answer() -> None:
    loop, said = Loop(), dict[str, bool]()

    def ask(text: str) -> None:
        said[text] = loop.desk.confirm(text, threading.Event())

    threads = [threading.Thread(target=ask, args=(text,)) for text in ("first", "second")]
    for thread in threads:
        thread.start()
    loop.drain_until(loop.asked, 2)
    for question in loop.asked:
        question.answer(question.text == "second")
        question.answer(True)  # too late
    for thread in threads:
        thread.join(20)
    assert said == {"first": False, "second": True}


def test_a_desk_that_is_closed_says_no() -> None:
    loop = Loop()
    loop.desk.close()
    assert loop.desk.confirm("write?", threading.Event()) is False


async def test_what_a_tool_asks_and_gives_is_harmless(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "before\x1b]0;owned\x07\x1b[2Jafter\x9b31m\u202e [/red]"
    monkeypatch.setattr(fake, "WRITES", hostile)
    result = ToolResult(
        hostile, hostile, places=(replace(fake.place(1, fake.BELL), title=hostile, headings=(hostile,)),)
    )
    async with running(engine, WIDE) as nacre:
        nacre.app.main.session.add(tool_entry(hostile, result))
        nacre.app.main.send("/tool export lamp.md")
        await nacre.until(
            lambda: "beforeafter [/red]" in nacre.screen_text() and nacre.app.screen is not nacre.app.main
        )
        shown = nacre.screen_text()
        await nacre.press("n")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        shown += nacre.screen_text()
        assert shown.count("beforeafter") >= 4 and not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}
