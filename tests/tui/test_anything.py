"""The palette and the history: anything by its name, whatever was typed before."""

from __future__ import annotations

from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tui.screens.anything import Anything
from tui.screens.picker import Picker
from tui.screens.viewer import Viewer


async def test_the_palette_has_what_was_used_last_first(engine: FakeEngine) -> None:
    engine.talks.typed.keep_command("/theme nacre")
    engine.talks.typed.keep_command("/status")
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: nacre.app.main.recall.used)
        await nacre.press("ctrl+p")
        await nacre.until(lambda: isinstance(nacre.app.screen, Anything) and nacre.app.screen.list.rows)
        assert [row.id for row in nacre.app.screen.list.rows[:2]] == ["status", "theme"]


async def test_letters_in_the_palette_run_an_action(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.press("ctrl+p")
        await nacre.until(lambda: isinstance(nacre.app.screen, Anything))
        await nacre.type("nwcnv")
        await nacre.until(lambda: nacre.app.screen.list.rows[0].id == "new")
        await nacre.press("escape")
        assert nacre.focused() == "composer"


async def test_the_palette_leads_to_a_document_by_its_name(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.press("ctrl+p")
        await nacre.until(lambda: isinstance(nacre.app.screen, Anything))
        await nacre.press("tab")
        await nacre.type("nspct")
        await nacre.until(lambda: [row.name for row in nacre.app.screen.list.rows][:1] == ["Inspection report"])
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer))


async def test_the_palette_leads_to_a_conversation_and_a_theme(engine: FakeEngine) -> None:
    engine.remember(1, "user", "about lamps")
    engine.remember(2, "user", "about ropes")
    async with running(engine, WIDE) as nacre:
        await nacre.press("ctrl+p")
        await nacre.until(lambda: isinstance(nacre.app.screen, Anything))
        await nacre.press("tab", "tab")
        await nacre.type("lamps")
        await nacre.until(lambda: [row.name for row in nacre.app.screen.list.rows] == ["about lamps"])
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.session.conversation == 1)
        await nacre.press("ctrl+p")
        await nacre.until(lambda: isinstance(nacre.app.screen, Anything))
        await nacre.press("tab", "tab", "tab")
        await nacre.type("nacre-light")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.theme == "nacre-light")


# --- history --------------------------------------------------------------------------------------------------------


async def test_questions_of_other_conversations_and_commands_come_back_after_a_start(engine: FakeEngine) -> None:
    engine.remember(1, "user", "about lamps")
    engine.remember(2, "user", "about ropes")
    engine.talks.typed.keep_command("/open lamp")
    async with running(engine, WIDE) as nacre:
        composer = nacre.app.main.composer
        await nacre.until(lambda: len(nacre.app.main.recall.lines) == 3)
        await nacre.type("about")
        for expected in ("about ropes", "about lamps", "about lamps"):
            await nacre.press("up")
            await nacre.until(lambda expected=expected: composer.text == expected)
        await nacre.press("down", "down")
        await nacre.until(lambda: composer.text == "about")


async def test_walking_past_commands_opens_no_list(engine: FakeEngine) -> None:
    engine.remember(1, "user", "about lamps")
    engine.talks.typed.keep_command("/open lamp")
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: len(nacre.app.main.recall.lines) == 2)
        seen = []
        for key in ("up", "up", "down"):
            before = nacre.app.main.composer.text
            await nacre.press(key)
            await nacre.until(lambda before=before: nacre.app.main.composer.text != before)
            assert not nacre.app.main.completion.display
            seen.append(nacre.app.main.composer.text)
        assert {"about lamps", "/open lamp"} == set(seen) and seen[0] == seen[2]


async def test_commands_are_kept_but_none_with_a_key(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/pace quiet")
        nacre.app.main.send("/models add https://example.org --key abcdef")
        await nacre.until(lambda: engine.talks.typed.newest(10) == ("/pace quiet",))
        assert nacre.app.main.recall.lines == ("/pace quiet",)


async def test_the_history_is_searched_and_what_is_unsent_comes_back(engine: FakeEngine) -> None:
    engine.remember(1, "user", "about lamps")
    engine.remember(2, "user", "about ropes")
    async with running(engine, WIDE) as nacre:
        composer = nacre.app.main.composer
        await nacre.until(lambda: len(nacre.app.main.recall.lines) == 2)
        await nacre.type("a draft")
        nacre.app.commands.run("history", "lmps")
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker) and len(nacre.app.screen.list.rows) == 1)
        await nacre.press("enter")
        await nacre.until(lambda: composer.text == "about lamps")
        await nacre.press("down", "down")
        await nacre.until(lambda: composer.text == "a draft")
