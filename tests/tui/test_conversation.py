"""Asking, reading, following a mark to its source, at both sizes."""

from __future__ import annotations

import pytest

from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tui.screens.viewer import Viewer
from tui.talk import Entry
from tui.widgets.document import Document

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
QUESTION = "how often is the bell struck?"


@SIZES
async def test_a_question_brings_an_answer_with_marks(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.ask(QUESTION)
        text = nacre.screen_text()
        assert "In fog the bell is struck twice every minute [1]" in text
        assert "2 sources · supported" in text
        assert nacre.app.main.composer.text == ""


@SIZES
async def test_a_digit_selects_its_source_and_enter_opens_the_lit_span(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        await nacre.ask(QUESTION)
        await nacre.press("tab")
        assert nacre.focused() == "transcript"
        await nacre.press("2")
        assert nacre.app.main.sources.selected == 2
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer) and nacre.app.screen.document.pages)
        await nacre.settle()
        document = nacre.app.screen.query_one(Document)
        assert document.pages is not None and document.lit is not None
        assert document.pages.text[slice(*document.lit)] == "The bell was heard at two miles in thick fog."
        shown = nacre.screen_text()
        assert "┃ The bell was heard at two miles in thick fog." in shown
        assert "page 2 · line 400 of 401" in shown
        await nacre.press("escape")
        assert nacre.app.screen is nacre.app.main


async def test_selecting_a_source_lights_its_mark(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.press("f2", "down")
        await nacre.until(lambda: nacre.app.main.transcript.active == 2)
        assert nacre.app.main.sources.selected == 2


async def test_a_question_shows_the_sources_of_the_answer_below_it(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.ask("what does the lamp burn?")
        main = nacre.app.main
        await nacre.press("tab")
        for index, entry in enumerate(main.transcript.entries):
            if entry.kind == "question" and main.transcript.entries[index + 1].sources:
                main.transcript.select(index)
                assert main.entry_with_sources() is main.transcript.entries[index + 1]


async def test_clicking_a_mark_selects_its_source(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        rows = nacre.screen_text().split("\n")
        y = next(number for number, row in enumerate(rows) if "[2]." in row)
        await nacre.pilot.click(offset=(rows[y].index("[2].") + 1, y))
        await nacre.until(lambda: nacre.app.main.sources.selected == 2)


async def test_tab_walks_the_marks_and_then_goes_on(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.press("tab", "tab")
        assert nacre.app.main.transcript.active == 1
        await nacre.press("tab")
        assert nacre.app.main.transcript.active == 2
        await nacre.press("tab")
        assert nacre.focused() == "sources"


async def test_an_abstention_shows_the_nearest_passages(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("what does paint cost?")
        text = nacre.screen_text()
        assert "∅ not in the library" in text
        assert "Nearest passages 3" in text


async def test_the_trace_names_every_stage_and_why_it_halted(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        text = nacre.screen_text()
        for stage in ("query", "words", "codes", "fused", "draft", "check", "halt"):
            assert f"  {stage} " in text
        assert "supported" in text


async def test_a_refused_question_comes_back_into_the_composer(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the of")
        await nacre.until(lambda: "the question has no words to look for" in nacre.screen_text())
        assert nacre.app.main.composer.text == "the of"


async def test_cancelling_keeps_what_has_come_in_and_says_so(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("wait for the fog")
        await nacre.press("enter")
        await nacre.until(lambda: "In fog the bell" in nacre.screen_text())
        await nacre.press("ctrl+c")
        await nacre.until(lambda: not nacre.app.main.session.busy)
        await nacre.until(lambda: "stopped · partial answer · Ctrl+R asks again" in nacre.screen_text())
        await nacre.until(lambda: "In fog the bell" in nacre.screen_text())


async def test_one_key_asks_a_cut_off_question_again(engine: FakeEngine) -> None:
    engine.remember(None, "user", "how is the bell struck?")
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: "not answered yet" in nacre.screen_text())
        await nacre.press("ctrl+r")
        await nacre.until(lambda: engine.asked == ["how is the bell struck?"])
        await nacre.until(lambda: "twice every minute [1]" in nacre.screen_text())


async def test_the_last_conversation_and_the_draft_are_there_again(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.type("half a question")
        await nacre.until(lambda: engine.drafts[-1] == "half a question")
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "twice every minute [1]" in nacre.screen_text())
        assert nacre.app.main.composer.text == "half a question"


async def test_leaving_at_once_saves_the_draft(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("unsaved")
    assert engine.drafts[-1] == "unsaved"
    assert engine.closed


async def test_control_sequences_in_an_answer_never_reach_the_terminal(engine: FakeEngine) -> None:
    engine.remember(1, "user", "\x1b[31mred\x07?")
    engine.remember(1, "nacre", "safe \x1b]0;owned\x07text \x9b2J and \u202eback")
    async with running(engine, WIDE) as nacre:
        text = nacre.screen_text()
        assert "red?" in text and "safe text  and back" in text
        assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}


async def test_a_long_conversation_shows_its_end_and_keeps_its_place(engine: FakeEngine) -> None:
    for number in range(2_000):
        engine.remember(1, "user", f"question {number}")
        engine.remember(1, "nacre", f"answer {number} " + "word " * (number % 90))
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: "answer 1999" in nacre.screen_text())
        transcript = nacre.app.main.transcript
        assert len(transcript._measured) < 60, "only what is in sight is drawn"
        await nacre.press("tab", "pageup", "pageup")
        before = nacre.screen_text()
        transcript.settle()
        await nacre.settle()
        assert nacre.screen_text() == before


async def test_a_long_answer_is_shown_from_its_question_on(engine: FakeEngine) -> None:
    for number in range(40):
        engine.remember(1, "user", f"question {number}")
    async with running(engine, NARROW) as nacre:
        session = nacre.app.main.session
        session.add(Entry("question", "the long one"))
        answer = Entry("answer", "", state="working")
        session.add(answer)
        for number in range(60):
            answer.text += f"\n\nparagraph {number}"
            nacre.app.main.entry_changed(answer)
            await nacre.settle()
        rows = nacre.screen_text().split("\n")
        assert "▌ the long one" in rows[1]
        assert "paragraph 0" in rows[3] and "paragraph 59" not in "".join(rows)
        await nacre.press("tab", "end")
        await nacre.until(lambda: "paragraph 59" in nacre.screen_text())


async def test_brackets_in_a_question_are_not_read_as_markup(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("is [/red] the bell [bold")
        await nacre.until(lambda: " is [/red] the bell [bold ─" in nacre.screen_text())
