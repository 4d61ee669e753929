"""`/similar` and `/recall`: lists whose rows open at their passage, and a page that says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.records import Place
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tui.screens.viewer import Viewer
from tui.talk import counted, where
from tui.work.memory import split_pairs

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@SIZES
async def test_near_duplicates_and_what_to_read_next_are_seen_at_a_glance(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/similar /docs/lamp.md")
        await nacre.until(lambda: "Like The lamp at Grey Point" in nacre.screen_text())
        text = nacre.screen_text()
        assert "[1] The lamp at Grey Point 0.69 near-duplicate" in text
        assert "[2] Inspection report 0.52 read next" in text
        assert "adds page 2" in text
        assert engine.remembered == [("similar", "/docs/lamp.md")]


@SIZES
async def test_enter_opens_at_the_passage(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/similar lamp.md")
        await nacre.until(lambda: "Inspection report 0.52" in nacre.screen_text())
        await nacre.press("tab", "2", "enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer) and nacre.app.screen.document.pages)
        await nacre.until(lambda: "┃ The bell was heard at two miles in thick fog." in nacre.screen_text())


@SIZES
async def test_why_says_what_came_from_codes_words_and_tree(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/similar lamp.md")
        await nacre.until(lambda: "read next" in nacre.screen_text())
        await nacre.press("f5")
        await nacre.until(lambda: "Why these" in nacre.screen_text())
        await nacre.until(lambda: "codes #1 0.82   words #2 0.55   tree #1 0.71   score 0.69" in nacre.screen_text())


async def test_a_number_means_a_source_of_the_last_answer_and_nothing_the_selected_one(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/similar 2")
        await nacre.until(lambda: "The last answer has no source 2." in nacre.screen_text())
        await nacre.ask("how often is the bell struck in fog?")
        await nacre.command("/similar 2")
        await nacre.until(lambda: engine.remembered == [("similar", "/docs/report.pdf:400")])
        await nacre.command("/similar")
        await nacre.until(lambda: len(engine.remembered) == 2)
        assert engine.remembered[1][1] in ("/docs/lamp.md", "/docs/report.pdf")


async def test_what_one_source_lacks_is_a_list_too(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/similar lamp.md --without report.pdf")
        await nacre.until(lambda: "In lamp.md, not in report.pdf" in nacre.screen_text())
        assert engine.remembered == [("lacking", "lamp.md", "report.pdf")]
        await nacre.press("f5")
        await nacre.until(lambda: "far from the nearest passage" in nacre.screen_text())


async def test_a_document_that_is_not_there_is_said_in_the_conversation(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/similar nothing.md")
        await nacre.until(lambda: "nothing in the library matches 'nothing.md'" in nacre.screen_text())


@SIZES
async def test_recall_shows_fillers_combinations_and_what_matched(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.command("/recall kind=markdown author=?")
        await nacre.until(lambda: "Recall: kind=markdown author=?" in nacre.screen_text())
        text = nacre.screen_text()
        assert "author = Jane Smith (4), Ada Jones (1)" in text
        assert "Jane Smith + pdf (3)" in text
        assert "kind=markdown · author≈Jane Smith · no tag=sea" in text
        assert engine.remembered == [("recall", "kind=markdown", "author=?")]
        await nacre.press("f5")
        await nacre.until(lambda: "in part: author=Jane Smith" in nacre.screen_text())


async def test_recall_without_a_pair_lets_one_choose_a_role(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/recall")
        await nacre.until(lambda: "2 in 5 documents: Jane Smith, Ada Jones" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.composer.text == "/recall author=")


async def test_roles_and_their_fillers_are_completed(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/recall kind=pdf au")
        await nacre.until(lambda: "author=" in nacre.screen_text())
        await nacre.press("tab")
        await nacre.until(lambda: nacre.app.main.composer.text == "/recall kind=pdf author=")
        await nacre.until(lambda: "what fills it" in nacre.screen_text())
        await nacre.press("down", "tab")
        await nacre.until(lambda: nacre.app.main.composer.text == "/recall kind=pdf author=Jane Smith")


async def test_documents_are_completed_for_similar(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/similar insp")
        await nacre.until(lambda: "Inspection report" in nacre.screen_text())
        await nacre.press("tab")
        assert nacre.app.main.composer.text == "/similar /docs/report.pdf"


async def test_a_number_is_completed_to_no_document(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/similar p")
        await nacre.until(lambda: nacre.app.main.completion.display)
        await nacre.press("backspace")
        await nacre.type("2")
        await nacre.until(lambda: not nacre.app.main.completion.display)


def test_words_without_an_equals_sign_belong_to_the_filler_before_them() -> None:
    assert split_pairs("author=Jane Smith kind=pdf") == ["author=Jane Smith", "kind=pdf"]
    assert split_pairs('author="Jane  Smith" tag=?') == ["author=Jane  Smith", "tag=?"]
    assert split_pairs("title=the keeper's log") == ["title=the keeper's log"]
    assert split_pairs("words only") == ["words only"]


def test_a_place_without_a_span_is_the_whole_document() -> None:
    place = Place(1, 1, "/notes/a.md", "", "A", (), None, None, None, 1, 1, 0, 0)
    assert where(place) == "whole document"
    assert where(replace(place, char_end=4)) == "line 1"
    assert (counted(1, "document"), counted(1200, "document")) == ("1 document", "1,200 documents")
