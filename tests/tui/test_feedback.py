"""Calling an answer good or bad."""

from __future__ import annotations

from tests.tui.conftest import WIDE, running
from tests.tui.fake import FakeEngine

QUESTION = "how often is the bell struck?"


async def test_a_verdict_is_stored_and_shown_and_taken_back_by_saying_it_again(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.type("/good ")
        await nacre.press("enter")
        await nacre.until(lambda: "21 ms · good" in nacre.screen_text())
        assert engine.given[2].verdict == "good"
        await nacre.type("/bad wrong bell")
        await nacre.press("enter")
        await nacre.until(lambda: "21 ms · bad" in nacre.screen_text())
        assert (engine.given[2].verdict, engine.given[2].reason) == ("bad", "wrong bell")
        nacre.app.commands.run("bad")
        await nacre.until(lambda: "· bad" not in nacre.screen_text() and engine.given == {})


async def test_the_mark_is_there_again_when_the_conversation_is(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        nacre.app.commands.run("bad")
        await nacre.until(lambda: engine.given)
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: "21 ms · bad" in nacre.screen_text())
        nacre.app.commands.run("good")
        await nacre.until(lambda: "21 ms · good" in nacre.screen_text())


async def test_the_selected_answer_is_the_one_that_is_judged(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.ask("what does paint cost?")
        nacre.app.main.transcript.select(1)
        nacre.app.commands.run("good")
        await nacre.until(lambda: engine.given)
        assert list(engine.given) == [2]
        nacre.app.main.transcript.select(3)
        nacre.app.commands.run("bad")
        await nacre.until(lambda: len(engine.given) == 2)
        assert engine.given[4].verdict == "bad"


async def test_only_stored_answers_are_judged(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.commands.run("good")
        await nacre.until(lambda: "There is no answer yet that could be judged" in nacre.screen_text())
        nacre.app.commands.run("summarise", "/docs/lamp.md")
        await nacre.until(lambda: nacre.app.main.session.entries and not nacre.app.main.session.busy)
        nacre.app.commands.run("good")
        await nacre.until(lambda: "This one is not stored" in nacre.screen_text())
        assert engine.given == {}


async def test_a_stopped_answer_wears_its_mark_too(engine: FakeEngine) -> None:
    engine.remember(None, "user", QUESTION)
    engine.remember(1, "nacre", "In fog", partial=True)
    async with running(engine, WIDE) as nacre:
        nacre.app.commands.run("bad")
        await nacre.until(lambda: "Ctrl+R asks again · bad" in nacre.screen_text())
