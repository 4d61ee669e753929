"""The list of conversations: found, opened at the place found, put in order, and every change taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.records import ConversationInfo, Found, Turn
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tui.screens.conversations import Conversations
from tui.talklist import SAID, TITLES, TalkList

BELL, TIDE = "who rang the bell?", "when is high water?"


@pytest.fixture
def engine() -> FakeEngine:
    """Two conversations, the second last written to."""
    made = FakeEngine()
    made.remember(None, "user", BELL)
    made.remember(1, "nacre", "The keeper did. In fog the strokes came late.")
    made.remember(2, "user", TIDE)
    made.remember(2, "nacre", "At noon.")
    return made


async def opened(nacre: Driver) -> Conversations:
    await nacre.press("f6")
    await nacre.until(lambda: isinstance(nacre.app.screen, Conversations) and nacre.app.screen.list.rows)
    screen = nacre.app.screen
    assert isinstance(screen, Conversations)
    return screen


def titles(screen: Conversations) -> list[str]:
    return [row.talk.title for row in screen.list.rows]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_words_that_were_said_lead_to_their_message(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        screen = await opened(nacre)
        assert titles(screen) == [TIDE, BELL]
        await nacre.type("strok")
        await nacre.until(lambda: "answered  In fog the strokes came late." in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: "The keeper did." in nacre.screen_text())
        assert nacre.app.main.session.conversation == 1 and nacre.app.main.transcript.current == 1


async def test_titles_are_filtered_at_once_and_nothing_is_said_so(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        screen = await opened(nacre)
        await nacre.type("high")
        assert titles(screen) == [TIDE]
        await nacre.type("er and higher")
        await nacre.until(lambda: "Nothing has these words." in nacre.screen_text())


async def test_a_conversation_is_renamed_in_its_row_and_taken_back(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        screen = await opened(nacre)
        await nacre.press("ctrl+e")
        screen.title_field.value = ""
        await nacre.type("Tides")
        await nacre.until(lambda: "▸ Tides▏" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: engine.talks.info(2).title == "Tides" and titles(screen)[0] == "Tides")
        await nacre.until(lambda: nacre.app.main.session.title == "Tides")
        await nacre.press("ctrl+z")
        await nacre.until(lambda: titles(screen)[0] == TIDE)


async def test_the_pinned_come_first_the_archived_and_deleted_stand_elsewhere(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        screen = await opened(nacre)
        await nacre.press("down", "ctrl+f")
        await nacre.until(lambda: titles(screen) == [BELL, TIDE] and "Pinned" in nacre.screen_text())
        assert screen.list.lit() is screen.list.rows[0], "the cursor goes with what it stands on"
        await nacre.press("ctrl+x")
        await nacre.until(lambda: titles(screen) == [TIDE])
        await nacre.press("tab")
        await nacre.until(lambda: titles(screen) == [BELL])
        await nacre.press("ctrl+d")
        await nacre.until(lambda: not screen.list.rows)
        await nacre.press("tab")
        await nacre.until(lambda: titles(screen) == [BELL])
        await nacre.press("ctrl+x")
        await nacre.until(lambda: "Remove for good?" in nacre.screen_text())
        await nacre.press("y")
        await nacre.until(lambda: "Nothing deleted." in nacre.screen_text())
        assert [info.conversation_id for info in engine.talks.list()] == [2]


async def test_the_open_conversation_is_deleted_and_comes_back_by_one_key(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: "At noon." in nacre.screen_text())
        await nacre.type("/delete")
        await nacre.press("escape", "enter")
        await nacre.until(lambda: engine.talks.info(2).deleted and "kept for 30 days" in nacre.screen_text())
        assert nacre.app.main.session.conversation is None and "At noon." not in nacre.screen_text()
        offered = nacre.app.main.welcome
        await nacre.until(lambda: [each.id for each in offered.choices if each.id.startswith("talk")] == ["talk 1"])
        await nacre.press("ctrl+z")
        await nacre.until(lambda: "At noon." in nacre.screen_text())
        assert not engine.talks.info(2).deleted


async def test_a_given_title_stands_in_the_frame(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/rename Of [bold]tides")
        await nacre.press("enter")
        await nacre.until(lambda: " Of [bold]tides ─" in nacre.screen_text())
    async with running(engine, WIDE) as nacre:
        assert " Of [bold]tides ─" in nacre.screen_text()


async def test_the_app_starts_in_the_conversation_and_at_the_place_that_were_open(engine: FakeEngine) -> None:
    for number in range(60):
        engine.remember(1, "user", f"question {number}")
        engine.remember(1, "nacre", f"answer {number}\n\n" + "word " * (number % 90))
    engine.remember(2, "user", "the newest")
    async with running(engine, WIDE) as nacre:
        nacre.app.main.session.open(1, 40)
        await nacre.until(lambda: nacre.app.main.session.conversation == 1)
        await nacre.until(lambda: nacre.app.main.transcript.current_turn() == 40)
        await nacre.press("tab", "k")
        await nacre.until(lambda: nacre.app.main.transcript.current_turn() == 39)
        place = nacre.app.main.transcript.top()
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: nacre.app.main.transcript.top() == place)
        assert nacre.app.main.session.conversation == 1 and nacre.app.main.transcript.current_turn() == 39


async def test_a_question_that_is_being_edited_is_so_after_a_kill_and_the_draft_behind_it(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("a draft")
        await nacre.press("tab", "e")
        await nacre.type(" At night?")
        await nacre.until(lambda: (seen := engine.talks.left_off.seen()) and seen.edit == f"{TIDE} At night?")
    async with running(engine, WIDE) as nacre:
        assert nacre.app.main.composer.text == f"{TIDE} At night?"
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.main.composer.text == "a draft")


NOW = datetime(2026, 3, 10, 12, 0).astimezone()


def talk(number: int, title: str, ago: timedelta, *, pinned: bool = False) -> ConversationInfo:
    return ConversationInfo(number, title, "", (NOW - ago).isoformat(), 2, pinned)


def test_conversations_are_grouped_by_what_is_near() -> None:
    talks = [
        talk(1, "a", timedelta(days=400), pinned=True),
        talk(2, "b", timedelta(hours=1)),
        talk(3, "c", timedelta(days=1)),
        talk(4, "d", timedelta(days=3)),
        talk(5, "e", timedelta(days=30)),
        talk(6, "f", timedelta(days=31)),
    ]
    rows = TalkList(talks).rows("", (), NOW)
    assert [row.heading for row in rows] == ["Pinned", "Today", "Yesterday", "This week", "Older", ""]


def test_titles_stand_before_what_was_said_and_each_place_once() -> None:
    fog, sea = talk(1, "Fog at sea", timedelta(0)), talk(2, "The sea", timedelta(0))
    found = [
        Found(each, Turn(number, "user", "fog", "", "", False), "fog", ((0, 3),))
        for number, each in enumerate((sea, fog, sea, sea, sea), 1)
    ]
    rows = TalkList([fog, sea]).rows("fog", found, NOW)
    assert [(row.key, row.heading, row.titled) for row in rows] == [
        ((1, 2), TITLES, True),
        ((2, 1), SAID, True),
        ((2, 3), "", False),
        ((2, 4), "", False),
    ]
