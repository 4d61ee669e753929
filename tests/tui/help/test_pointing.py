"""A question about the app that the library can't answer gets a note that points to help; others get none."""

from __future__ import annotations

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.errors import LibraryDamaged
from tests.tui.conftest import WIDE, running
from tests.tui.fake import FakeEngine
from tui.app import NacreApp
from tui.work.pointing import pointer


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("how do I change the theme?", "Change the theme"),
        ("How can I delete a conversation", "Delete a conversation"),
        ("where is my data stored?", "Where data lies"),
    ],
)
def test_what_help_answers_is_pointed_to(question: str, topic: str) -> None:
    assert topic in pointer(question) and pointer(question).startswith("If you meant the app itself: /help ")


@pytest.mark.parametrize(
    "question",
    ["what does a ticket for the mailboat cost?", "who painted the lighthouse?", "how high is the tower?", "", "why?"],
)
def test_what_only_a_library_could_answer_is_left_alone(question: str) -> None:
    assert pointer(question) == ""


async def test_the_note_comes_below_the_abstention(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how do I change the theme?")
        await nacre.until(lambda: "/help how do I change the theme" in nacre.screen_text())


async def test_an_answer_gets_no_such_note(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how often is the bell struck in fog?")
        await nacre.until(lambda: "twice every minute" in nacre.screen_text())
        assert "/help" not in nacre.screen_text()


async def test_a_library_that_does_not_open_is_never_said_to_be_opening() -> None:
    def broken() -> Engine:
        raise LibraryDamaged("the library is damaged", "run nacre verify")

    app = NacreApp(broken, Settings())
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        while not app.main.session.entries:
            await pilot.pause(0.01)
        assert "could not be opened" in app.main.beginning.no_library
