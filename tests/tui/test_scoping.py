"""`/in` narrows all questions until it is taken off, and says so in the last line."""

from __future__ import annotations

from tests.tui.conftest import WIDE, running
from tests.tui.fake import FakeEngine


async def test_questions_are_narrowed_until_none_is_named(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/in /docs/lamp.md")
        await nacre.until(lambda: "in lamp.md" in nacre.screen_text())
        await nacre.ask("the bell?")
        nacre.app.main.send("/in none")
        await nacre.until(lambda: "in lamp.md" not in nacre.screen_text())
        await nacre.type("and in fog?")
        await nacre.press("enter")
        await nacre.until(lambda: engine.scopes == ["/docs/lamp.md", ""])


async def test_what_means_nothing_is_refused_and_changes_nothing(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/in attic")
        await nacre.until(lambda: "nothing in the library matches 'attic'" in nacre.screen_text())
        assert nacre.app.main.session.choice.scope == ""


async def test_folders_are_offered_while_typing_and_in_a_list(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/in do")
        await nacre.until(lambda: "folder · 2 documents" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.session.choice.scope == "/docs")
        nacre.app.main.send("/in")
        await nacre.until(lambda: "Ask only" in nacre.screen_text() and "all documents" in nacre.screen_text())
        await nacre.type("none")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.session.choice.scope == "")
