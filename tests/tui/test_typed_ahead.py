"""Keys that come all at once, as a slow line or a busy machine delivers them, do what they do one by one."""

from __future__ import annotations

from textual.events import Key

from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine

CHARACTERS = {"enter": "\r", "tab": "\t", "space": " "}


def burst(nacre: Driver, *keys: str) -> None:
    """Press them without a pause: the app has its first turn when the last of them is there."""
    for key in keys:
        nacre.app.post_message(Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))


def letters(text: str) -> list[str]:
    return ["space" if letter == " " else letter for letter in text]


async def test_tab_behind_the_first_question_leads_into_the_conversation(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        burst(nacre, *letters("what of fog"), "enter", "tab")
        await nacre.until(lambda: engine.asked == ["what of fog"] and not nacre.app.main.session.busy)
        await nacre.settle()
        assert nacre.focused() == "transcript"
        await nacre.press("e")
        assert nacre.app.main.composer.text == "what of fog"


async def test_tab_behind_a_new_conversation_and_its_question_leads_into_it(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.ask("how often is the bell struck?")
        burst(nacre, "ctrl+u", "ctrl+n", *letters("what of fog"), "enter", "tab")
        await nacre.until(lambda: engine.asked[1:] == ["what of fog"] and not nacre.app.main.session.busy)
        await nacre.settle()
        assert nacre.focused() == "transcript"
        assert nacre.app.main.composer.text == ""


async def test_tab_completes_letters_that_came_with_it(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        burst(nacre, *letters("/them"), "tab")
        await nacre.until(lambda: nacre.app.main.composer.text == "/theme ")
        assert nacre.focused() == "composer"


async def test_letters_behind_the_key_that_edits_a_question_are_written_into_it(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.ask("what of fog")
        burst(nacre, "tab", "e", "ctrl+u", *letters("where are we"))  # 'r' alone would ask again, 'w' write a file
        await nacre.until(lambda: nacre.app.main.composer.text == "where are we")
        await nacre.settle()
        assert engine.asked == ["what of fog"]
        assert nacre.focused() == "composer"


async def test_keys_behind_the_one_that_opens_a_pane_belong_to_it(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how often is the bell struck?")
        burst(nacre, "f2", "2")
        await nacre.until(lambda: nacre.app.main.sources.selected == 2)
        assert nacre.focused() == "sources"
        assert nacre.app.main.composer.text == ""
