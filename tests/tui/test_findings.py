"""`/gaps` without sides and `/questions`: a list by kinds; what is new is said calmly, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.gaps.again import ClosedGap
from engine.gaps.records import GapKind
from engine.graph.records import Cited
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import BELL, OIL, TIME, FakeEngine, gaps_of, place
from tests.tui.fake_questions import FakeQuestions, question
from tui.screens.findings import Findings
from tui.screens.viewer import Viewer
from tui.work.news import news_words

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


def questions_of(engine: FakeEngine) -> FakeQuestions:
    assert isinstance(engine.questions, FakeQuestions)
    return engine.questions


async def opened(nacre: Driver) -> None:
    await nacre.command("/gaps")
    counted = "3 gaps: 2 treated on one side only, 1 question without an answer."
    await nacre.until(lambda: counted in nacre.screen_text())


@SIZES
async def test_gaps_of_the_whole_library_stand_by_kind_and_the_lit_one_shows_its_passages(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        await opened(nacre)
        text = nacre.screen_text()
        assert "Treated on one side only · 2" in text and "Questions without an answer · 1" in text
        assert "[1] There is: The lamp at Grey Point" in text and "Esc back" in text
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer) and "The lamp at" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: isinstance(nacre.app.screen, Findings))
        await nacre.press("2")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer))


async def test_kinds_fold_and_can_be_shown_alone(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("space")
        await nacre.until(lambda: "Striking the bell" not in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: "Striking the bell" in nacre.screen_text())
        await nacre.press("f", "f")
        await nacre.until(lambda: "Treated on one side only" not in nacre.screen_text())
        assert "Who paints the tower?" in nacre.screen_text()
        await nacre.press("f")
        await nacre.until(lambda: "Treated on one side only" in nacre.screen_text())


async def test_a_key_keeps_and_drops_and_takes_back(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("y")
        await nacre.until(lambda: gaps_of(engine).decided == {"000000000001": "kept"})
        await nacre.until(lambda: "looked for again when documents come" in nacre.screen_text())
        await nacre.press("d")
        await nacre.until(lambda: gaps_of(engine).decided == {"000000000001": "dropped"})
        await nacre.press("d")
        await nacre.until(lambda: gaps_of(engine).decided == {})


async def test_the_question_of_a_gap_is_asked_in_the_conversation(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("end", "down", "down", "down", "a")
        await nacre.until(lambda: engine.asked == ["Who paints the tower?"])


async def test_what_stands_in_the_composer_stays_there_when_a_gap_is_asked(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        nacre.app.main.composer.put("half a question")
        nacre.app.main.nacre.commands.run("gaps", "")
        await nacre.until(lambda: "Treated on one side only" in nacre.screen_text())
        await nacre.press("end", "down", "down", "down", "a")
        await nacre.until(lambda: engine.asked == ["Who paints the tower?"])
        assert nacre.app.main.composer.text == "half a question"


async def test_a_report_is_written_without_what_was_dropped(engine: FakeEngine, tmp_path: Path) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("d")
        await nacre.until(lambda: gaps_of(engine).decided == {"000000000001": "dropped"})
        await nacre.press("w")
        await nacre.until(lambda: "gaps.html" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: (tmp_path / "gaps.html").is_file())
        assert (tmp_path / "gaps.html").read_text().strip() == "html: Oil, Who paints the tower?"


async def test_looking_shows_how_far_it_is_and_escape_stops_it(engine: FakeEngine) -> None:
    gaps_of(engine).gate.clear()
    async with running(engine, NARROW) as nacre:
        await nacre.command("/gaps")
        await nacre.until(lambda: "1 of 3" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: gaps_of(engine).stopped)
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)


@SIZES
async def test_open_questions_show_the_answer_that_came_and_are_news_no_more(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    questions_of(engine).listed = [
        question(2, "How often is the bell struck?", Cited(place(1, BELL), BELL), is_news=True),
        question(1, "Who paints the tower?", Cited(place(1, OIL), OIL)),
    ]
    async with running(engine, size) as nacre:
        await nacre.until(lambda: "1 of your open questions has an answer now: /questions" in nacre.screen_text())
        await nacre.command("/questions")
        await nacre.until(lambda: "Answered now · 1" in nacre.screen_text())
        text = nacre.screen_text()
        assert "[1] Answer: The lamp at Grey Point" in text and "Open · 1" in text
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer))
        await nacre.press("escape")
        await nacre.until(lambda: isinstance(nacre.app.screen, Findings))
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        await nacre.until(lambda: "/questions" not in nacre.screen_text())
        assert not questions_of(engine).news()


async def test_a_question_is_asked_dropped_and_added(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.command("/questions add Who paints the tower?")
        await nacre.until(lambda: "The question is on the list" in nacre.screen_text())
        await nacre.command("/questions")
        await nacre.until(lambda: "Nothing comes near it." in nacre.screen_text())
        await nacre.press("d")
        await nacre.until(lambda: not questions_of(engine).listed and "Off the list." in nacre.screen_text())
        await nacre.press("a")
        await nacre.until(lambda: engine.asked == ["Who paints the tower?"])


async def test_no_question_at_all_says_what_the_list_is_for(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.command("/questions")
        await nacre.until(lambda: "No question is open." in nacre.screen_text())
        await nacre.press("down", "enter", "a", "d", "y", "space", "f", "w", "escape")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        await nacre.command("/questions forget 1")
        await nacre.until(lambda: "/questions lists them" in nacre.screen_text())


async def test_a_kept_gap_that_is_closed_stands_beside_the_questions(engine: FakeEngine) -> None:
    gaps_of(engine).gone = (
        ClosedGap("00ff", GapKind.COVERAGE, "Striking the bell", "a.md", "b.md", place(1, BELL), TIME, True),
    )
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "1 gap that you kept is found no more" in nacre.screen_text())
        await nacre.command("/questions")
        await nacre.until(lambda: "A gap (coverage) in a.md and not in b.md" in nacre.screen_text())


async def test_news_in_the_middle_of_a_conversation_is_a_calm_word(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.ask("How often is the bell struck in fog?")
        questions_of(engine).listed = [question(1, "Who paints the tower?", Cited(place(1, OIL), OIL), is_news=True)]
        nacre.app.main.intake.work()
        await nacre.until(lambda: "1 of your open questions has an answer now" in nacre.screen_text())
        await nacre.until(lambda: "1 new: /questions" in nacre.screen_text())


def test_the_news_is_said_in_words_that_fit_its_number() -> None:
    assert news_words(0, 0) == ""
    assert news_words(2, 0) == "2 of your open questions have an answer now: /questions"
    both = "1 of your open questions has an answer now; 2 gaps that you kept are found no more: /questions"
    assert news_words(1, 2) == both
