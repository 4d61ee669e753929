"""Other answers and other questions: each on a branch of its own, none lost or shown where it does not belong."""

from __future__ import annotations

import pytest

from engine.events import Searched
from engine.records import Turn
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine, answer
from tui.branchtree import twigs
from tui.screens.branches import Branches
from tui.talk import Entry, question_at

FOG = "how often is the bell struck in fog?"
PAINT = "what does paint cost?"


def shown(nacre: Driver) -> list[str]:
    """The questions and answers that are in the conversation, notes left out."""
    return [entry.text for entry in nacre.app.main.session.entries if entry.kind != "note"]


def at_rest(nacre: Driver) -> bool:
    session = nacre.app.main.session
    return not (session.busy or session.reading)


async def ask(nacre: Driver, question: str) -> None:
    before = len(nacre.engine.asked)
    await nacre.type(question)
    await nacre.press("enter")
    await nacre.until(lambda: len(nacre.engine.asked) > before and at_rest(nacre))


async def again(nacre: Driver, *keys: str) -> None:
    before = len(nacre.engine.asked)
    await nacre.press(*keys)
    await nacre.until(lambda: len(nacre.engine.asked) > before and at_rest(nacre))


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_another_answer_stands_beside_the_first_and_two_keys_walk_between_them(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        await ask(nacre, FOG)
        await again(nacre, "ctrl+r")
        await nacre.until(lambda: "2 of 2 · , . others" in nacre.screen_text())
        question, second = engine.stored[1]
        assert [turn.branch for turn in engine.talks.siblings(second.turn_id)] == [1, 2]
        await nacre.press("tab", "comma")
        await nacre.until(lambda: "1 of 2 · , . others" in nacre.screen_text())
        assert engine.stored[1][-1].turn_id != second.turn_id
        await nacre.press("comma")
        await nacre.until(lambda: "This is the first of 2." in nacre.screen_text())
        await nacre.press("full_stop")
        await nacre.until(lambda: "2 of 2 · , . others" in nacre.screen_text())
        assert engine.stored[1] == (question, second)


async def test_an_answer_in_the_middle_is_given_again_and_what_followed_stays_on_its_branch(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await ask(nacre, FOG)
        await ask(nacre, PAINT)
        before = shown(nacre)
        await nacre.press("tab", "k", "k")
        await nacre.until(lambda: nacre.app.main.transcript.current == 1)
        await again(nacre, "r")
        await nacre.until(lambda: "2 of 2" in nacre.screen_text())
        assert shown(nacre) == before[:2]
        await nacre.press("comma")
        await nacre.until(lambda: shown(nacre) == before)


async def test_an_edited_question_is_asked_beside_the_first_and_the_draft_comes_back(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await ask(nacre, FOG)
        await nacre.type("a draft")
        await nacre.press("tab", "e")
        composer = nacre.app.main.composer
        assert composer.text == FOG and nacre.focused() == "composer"
        assert "Edit · Enter asks instead · Esc leaves it" in nacre.screen_text()
        composer.put(PAINT)
        await again(nacre, "enter")
        await nacre.until(lambda: "2 of 2 · , . others" in nacre.screen_text())
        assert shown(nacre) == [PAINT, "The library does not say."]
        assert composer.text == "a draft" and "─ Edit" not in nacre.screen_text()
        await nacre.press("tab", "comma")
        await nacre.until(lambda: shown(nacre)[0] == FOG)
        assert [turn.text for turn in engine.talks.every_turn(1) if turn.role == "user"] == [FOG, PAINT]


async def test_leaving_the_edit_gives_the_draft_back_and_asks_nothing(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await ask(nacre, FOG)
        await nacre.type("a draft")
        await nacre.press("tab", "e")
        await nacre.type(" or not")
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.main.composer.text == "a draft")
        assert engine.asked == [FOG] and nacre.app.main.editing.question is None
        nacre.app.main.composer.put("")
        await nacre.press("up")
        assert nacre.app.main.composer.text == f"{FOG} or not", "what was written is not lost"


async def test_the_sources_and_the_trace_are_those_of_the_branch_in_sight(engine: FakeEngine) -> None:
    engine.remember(None, "user", FOG)
    engine.remember(1, "nacre", "First.", answer=answer(FOG), trace=[Searched("words", 1, "first way", 1.0)])
    engine.remember(
        1, "nacre", "Second.", answer=answer(PAINT), trace=[Searched("words", 1, "second way", 1.0)], parent=1
    )
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: "Nearest passages 3" in nacre.screen_text())
        assert "second way" in nacre.screen_text()
        await nacre.press("tab", "comma")
        await nacre.until(lambda: "first way" in nacre.screen_text())
        await nacre.until(lambda: "Nearest passages" not in nacre.screen_text())
        assert "second way" not in nacre.screen_text()


async def test_no_branch_is_opened_while_an_answer_is_under_way(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await ask(nacre, FOG)
        await again(nacre, "ctrl+r")
        await nacre.type("wait for the fog")
        await nacre.press("enter")
        await nacre.until(lambda: "In fog the bell" in nacre.screen_text() and nacre.app.main.session.busy)
        before = shown(nacre)
        await nacre.press("tab", "k", "k", "comma")
        await nacre.until(lambda: "A question is being answered" in nacre.screen_text())
        assert shown(nacre) == before
        engine.gate.set()
        await nacre.until(lambda: at_rest(nacre))


async def test_a_stopped_second_answer_keeps_the_first_within_reach(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        engine.gate.set()
        await ask(nacre, "wait for the fog")
        whole = shown(nacre)
        engine.gate.clear()
        await nacre.press("ctrl+r")
        await nacre.until(lambda: nacre.app.main.session.entries[-1].text == "In fog the bell ")
        await nacre.press("ctrl+c")
        await nacre.until(lambda: "2 of 2" in nacre.screen_text())
        await nacre.press("tab", "comma")
        await nacre.until(lambda: shown(nacre) == whole)


async def test_a_question_that_was_not_answered_is_answered_in_its_place(engine: FakeEngine) -> None:
    engine.remember(None, "user", FOG)
    async with running(engine, WIDE) as nacre:
        await again(nacre, "ctrl+r")
        await nacre.until(lambda: "twice every minute [1]" in nacre.screen_text())
        assert [turn.role for turn in engine.stored[1]] == ["user", "nacre"]


async def test_what_is_no_part_of_the_conversation_is_not_asked_again(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/search bell")
        await nacre.press("enter")
        await nacre.until(lambda: "Search: bell" in nacre.screen_text())
        await nacre.press("tab", "r")
        await nacre.until(lambda: "no part of the conversation" in nacre.screen_text())
        assert engine.asked == []


async def test_the_tree_shows_every_branch_and_leads_to_it(engine: FakeEngine) -> None:
    engine.remember(None, "user", FOG)
    engine.remember(1, "nacre", "Twice.")
    engine.remember(1, "user", "and at night?")
    engine.remember(1, "nacre", "Thrice.")
    engine.remember(1, "user", PAINT, parent=2)
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: PAINT in nacre.screen_text())
        await nacre.press("tab", "j", "b")
        await nacre.until(lambda: "Branches · 2 ends" in nacre.screen_text())
        assert isinstance(nacre.app.screen, Branches)
        await nacre.until(lambda: f"▸ └─ ● {PAINT}" in nacre.screen_text())
        assert f"● {FOG}" in nacre.screen_text() and "├─ ○ and at night?" in nacre.screen_text()
        await nacre.press("up", "enter")
        await nacre.until(lambda: shown(nacre) == [FOG, "Twice.", "and at night?", "Thrice."])
        assert nacre.app.main.transcript.current == 2


def test_rows_of_a_tree_are_questions_and_answers_of_which_there_are_several() -> None:
    turns = [
        Turn(1, "user", "Q", "", "", False),
        Turn(2, "nacre", "A", "", "", False, 1, 1, 2),
        Turn(4, "user", "Q2", "", "", False, 2),
        Turn(5, "nacre", "A2", "", "", False, 4),
        Turn(3, "nacre", "B", "", "", True, 1, 2, 2),
        Turn(6, "user", "Q3", "", "", False, 3),
    ]
    rows = twigs(turns, {1, 3, 6})
    assert [(row.guides, row.turn.text, row.is_open, row.answered) for row in rows] == [
        ("", "Q", True, True),
        ("├─ ", "A", False, True),
        ("│  ", "Q2", False, True),
        ("└─ ", "B", True, True),
        ("   ", "Q3", True, False),
    ]


def test_the_question_of_an_entry_is_the_one_above_it_unless_it_stands_for_itself() -> None:
    asked, told = Entry("question", FOG), Entry("answer", "Twice.")
    summary, note = Entry("answer", "Short.", title="Summary of x"), Entry("note", "Hm.")
    entries = [asked, told, note, summary]
    assert [question_at(entries, index) for index in (0, 1, 2, 3, 9)] == [asked, asked, asked, None, None]
