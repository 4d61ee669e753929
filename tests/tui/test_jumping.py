"""Jump mode: a letter for everything in sight, and one key goes there."""

from __future__ import annotations

from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tui.jumping import Target, lettered
from tui.panes.targets import targets
from tui.screens.jump import Jump


async def jumping(nacre: Driver, key: str = "ctrl+g") -> dict[tuple[int, int], str]:
    """Open jump mode; the letters by where they stand."""
    found = lettered(targets(nacre.app.main))
    await nacre.press(key)
    await nacre.until(lambda: isinstance(nacre.app.screen, Jump))
    return {(target.x, target.y): letter for letter, target in found.items()}


def test_letters_go_round_as_far_as_they_reach() -> None:
    many = [Target(n, 0, lambda: None) for n in range(80)]
    found = lettered([*many, Target(0, 1, lambda: None, "q")])
    assert len(found) == 52
    assert found["q"].y == 1
    assert found["a"].x == 0


async def test_panes_have_letters_of_their_own(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        for letter, there in (("s", "sources"), ("t", "trace"), ("c", "transcript"), ("q", "composer")):
            await jumping(nacre)
            await nacre.press(letter)
            await nacre.until(lambda there=there: nacre.focused() == there)


async def test_a_mark_in_sight_is_one_key_away(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        rows = nacre.screen_text().split("\n")
        y = next(number for number, row in enumerate(rows) if "[2]." in row)
        letters = await jumping(nacre, "f8")
        await nacre.press(letters[rows[y].index("[2]."), y])
        await nacre.until(lambda: nacre.app.main.transcript.active == 2 and nacre.focused() == "transcript")


async def test_sources_and_questions_of_the_trace_are_one_key_away(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        await nacre.ask("and in fog?")
        rows = nacre.screen_text().split("\n")
        y = next(number for number, row in enumerate(rows) if "[2] Inspection report" in row)
        letters = await jumping(nacre)
        await nacre.press(next(letter for (x, row), letter in letters.items() if row == y and x > 60))
        await nacre.until(lambda: nacre.app.main.sources.selected == 2 and nacre.focused() == "sources")


async def test_rows_of_the_library_are_one_key_away(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.press("ctrl+l")
        await nacre.until(lambda: "Inspection report" in nacre.screen_text())
        rows = nacre.screen_text().split("\n")
        y = next(number for number, row in enumerate(rows) if "Inspection report" in row)
        letters = await jumping(nacre)
        await nacre.press(next(letter for (_, row), letter in letters.items() if row == y))
        await nacre.until(lambda: nacre.app.main.library.tree_view.cursor == 1)


async def test_panes_out_of_sight_are_named_in_the_last_line(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.ask("the bell?")
        await jumping(nacre)
        await nacre.until(lambda: "s sources" in nacre.screen_text() and "g graph" in nacre.screen_text())
        await nacre.press("t")
        await nacre.until(lambda: nacre.focused() == "trace")


async def test_escape_and_the_key_itself_leave(engine: FakeEngine) -> None:
    async with running(engine, (20, 5)) as nacre:
        for key in ("escape", "ctrl+g", "f8"):
            await jumping(nacre)
            await nacre.press(key)
            await nacre.until(lambda: nacre.app.screen is nacre.app.main)
            assert nacre.focused() == "composer"
