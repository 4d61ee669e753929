"""Passages as a reader sees them; what is copied stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records import Place
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tests.tui.fake import answer as fake_answer
from tui import themes
from tui.drawing.quotes import plain, quote
from tui.keymap.keymap import Keymap
from tui.talk import Entry, from_passages
from tui.work import why

PALETTE = themes.load().palettes["nacre"]
NOTE = Place(1, 1, "/docs/log.md", "", "Log", (), None, None, None, 1, 9, 0, 90)
RAW = "## Fog\n\nThe bell is struck **twice**, see [the log](log.md) and `bell.py`.\n\n- by hand\n- *always*"
READ = "Fog · The bell is struck twice, see the log and bell.py. • by hand • always"


def test_a_passage_of_markdown_reads_without_its_signs() -> None:
    assert plain(RAW, NOTE) == READ
    drawn = quote(RAW, NOTE, PALETTE, quoted=True)
    assert drawn.plain == READ
    weights = {drawn.plain[span.start : span.end].strip(): span.style for span in drawn.spans}
    assert getattr(weights["twice"], "bold", False) and getattr(weights["always"], "italic", False)


def test_links_of_a_vault_are_read_by_their_words() -> None:
    assert plain("See [[Tides#Spring|spring tides]], [[The bell]] and [[#Fog]].", NOTE) == (
        "See spring tides, The bell and Fog."
    )


@pytest.mark.parametrize("said", ["1968. The flood", "a * b * c", "5 < 6 & 7", "[1] says so", "snake_case_name"])
def test_signs_that_are_none_of_markdowns_stay(said: str) -> None:
    assert plain(said, NOTE) == said


def test_code_keeps_its_signs_and_its_lines() -> None:
    code = "    def __init__(self):\n        self.a = 2 ** 3\n"
    place = replace(NOTE, path="/src/bell.py")
    assert quote(code, place, PALETTE, quoted=False).plain == "def __init__(self):\n    self.a = 2 ** 3"
    assert plain(code, place) == "def __init__(self): self.a = 2 ** 3"


def test_other_documents_are_shown_as_they_are() -> None:
    assert plain("5 ** 2, [a](b)", replace(NOTE, path="/docs/sums.pdf")) == "5 ** 2, [a](b)"


@given(st.text(alphabet="ab *_`#[]()!|-+>1.$\\\n\t~", max_size=80))
def test_whatever_it_holds_every_letter_is_shown(said: str) -> None:
    shown = quote(said, NOTE, PALETTE, quoted=False).plain
    assert "\n" not in shown
    if "[" not in said and "$" not in said and "\\" not in said and "`" not in said and "~" not in said:
        assert sorted(c for c in shown if c in "ab") == sorted(c for c in said if c in "ab")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_pane_of_sources_shows_it_read_and_copies_it_written(
    size: tuple[int, int], engine: FakeEngine
) -> None:
    async with running(engine, size) as nacre:
        passage = replace(fake_answer("fog").nearest[0], place=NOTE, text=RAW)
        session = nacre.app.main.session
        session.add(Entry("passages", "1 passage", sources=from_passages([passage]), title="Search: bell"))
        await nacre.press("f2")
        await nacre.until(lambda: "Fog · The bell is struck twice, see" in nacre.screen_text())
        assert "**" not in nacre.screen_text()
        copied: list[str] = []
        nacre.app.copy_to_clipboard = copied.append  # type: ignore[method-assign]  # what would be sent
        await nacre.press("y")
        await nacre.until(lambda: copied)
        assert copied[0].startswith(RAW)


def test_why_an_answer_is_as_it_is_shows_passages_read() -> None:
    passage = replace(fake_answer("fog").nearest[0], place=NOTE, text=RAW)
    entry = Entry("answer", "")
    entry.complete(replace(fake_answer("who?"), nearest=(passage,)))
    page = why.page(entry, 5, Keymap())
    said = " ".join(" ".join(line.text for part in page for line in part.draw(100, PALETTE)).split())
    assert "struck twice, see the log" in said and "**" not in said
