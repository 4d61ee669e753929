"""Text into strips: cleaning, heights, Markdown piece by piece."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from tests.tui.conftest import NARROW, running
from tests.tui.fake import FakeEngine
from tui import themes
from tui.drawing.clean import clean, one_line, visible
from tui.drawing.growing import Growing
from tui.drawing.heights import Heights
from tui.drawing.markdown import Brush
from tui.drawing.pages import find, lay_out
from tui.drawing.paint import with_path
from tui.drawing.segments import Pieces, scan

PALETTE = themes.load().palettes["nacre"]
MARKDOWN = """# Title

A *paragraph* with `code` and a mark [1], and one without a source [7].
Second line.

- first item
  continued
- second item

1. one
2. two

> quoted

```
fenced [1]

still fenced
```

| a | b |
|---|---|
| 1 | long cell |

End.
"""


def lines(source: str, width: int = 60, marks: frozenset[int] = frozenset({1})) -> list[str]:
    return [line.text.rstrip() for line in Brush(PALETTE, marks).draw(source, width)]


@given(st.text())
def test_cleaned_text_holds_no_control_characters(text: str) -> None:
    assert not [c for c in clean(text) if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0]


@given(st.text())
def test_visible_text_keeps_every_offset(text: str) -> None:
    assert len(visible(text)) == len(text)


def test_escape_sequences_vanish_whole() -> None:
    assert clean("a\x1b[1;31mb\x1b]8;;http://x\x1b\\c\x1bPq\x1b\\d\x9b2Je") == "abcde"


@given(st.text(), st.integers(1, 50))
def test_one_line_keeps_its_limit(text: str, limit: int) -> None:
    flat = one_line(text, limit)
    assert len(flat) <= limit and "\n" not in flat


@given(st.lists(st.integers(1, 9), min_size=1, max_size=900), st.data())
def test_heights_agree_with_a_plain_sum(values: list[int], data: st.DataObject) -> None:
    heights = Heights(values[:-1])
    heights.append(values[-1])
    index = data.draw(st.integers(0, len(values) - 1))
    values[index] = data.draw(st.integers(1, 30))
    heights.set(index, values[index])
    tops = [0, *itertools.accumulate(values)]
    assert heights.total == tops[-1]
    assert all(heights.top(i) == tops[i] for i in (0, index, len(values)))
    line = data.draw(st.integers(0, heights.total - 1))
    block, row = heights.find(line)
    assert tops[block] + row == line and 0 <= row < values[block]


def test_markdown_is_drawn_without_its_signs() -> None:
    drawn = lines(MARKDOWN)
    assert drawn[0] == "Title"
    assert "A paragraph with code and a mark [1], and one without a" in drawn
    assert "• first item continued" in drawn and "1. one" in drawn and "2. two" in drawn
    assert "▎ quoted" in drawn
    assert "▏fenced [1]" in drawn
    assert "a │ b" in drawn and "1 │ long cell" in drawn


def test_only_marks_with_a_source_are_links() -> None:
    strips = Brush(PALETTE, frozenset({1})).draw("one [1] two [7]", 60)
    linked = [segment.text for line in strips for segment in line if segment.style and segment.style.meta.get("mark")]
    assert linked == ["[1]"]


def test_no_line_is_wider_than_the_pane() -> None:
    for width in (12, 20, 33, 80):
        for line in Brush(PALETTE).draw(MARKDOWN + "\n" + "x" * 300 + "\n\n" + "漢字" * 60, width):
            assert line.cell_length <= width


@given(st.text(alphabet="ab \n#-*`>|1.[]", max_size=120))
def test_pieces_cover_everything_but_blank_lines(source: str) -> None:
    pieces = scan(source, 0, gap=False)
    covered = set().union(*(range(piece.start, piece.end) for piece in pieces)) if pieces else set()
    assert all(source[i].isspace() for i in range(len(source)) if i not in covered)


@example("*\n#b", [3])
@given(st.text(alphabet="ab \n#-*`>|1.", max_size=80), st.lists(st.integers(0, 80), max_size=5))
def test_a_text_that_grows_ends_in_the_same_pieces(source: str, cuts: list[int]) -> None:
    growing = Pieces()
    for cut in [*sorted(cuts), len(source)]:
        growing.grow(source[:cut])
    whole = Pieces()
    whole.grow(source)
    assert [growing.source(i) for i in range(len(growing))] == [whole.source(i) for i in range(len(whole))]


def test_a_growing_answer_looks_like_the_finished_one() -> None:
    growing = Growing()
    for end in range(0, len(MARKDOWN) + 1, 7):
        growing.draw(MARKDOWN[:end], 60, PALETTE, Text())
    drawn = [line.text.rstrip() for line in growing.draw(MARKDOWN, 60, PALETTE, Text())]
    assert drawn == lines(MARKDOWN, marks=frozenset())


GROWING_ALPHABET = st.text(alphabet="ab \n#-*`>|1.[]", max_size=120)
ROWS = st.lists(st.sampled_from(["| a | b |", "|---|---|", "| *x* | [1] | 3 |", "|", "a|b", "", "```py", "```", "  c"]))


@given(st.one_of(GROWING_ALPHABET, ROWS.map("\n".join)), st.integers(1, 9), st.integers(9, 40))
@example("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | long |\n\nend", 1, 30)
@example("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n| a | b |\n|---|---|\n| 5 | 6 |\n| 7 | 8 |\n", 1, 30)
@example("```\na\nb\n```\n\n```\nc\nd\ne", 1, 30)
@example("```py\na\n\n b = 1\n```\n", 1, 30)
def test_a_text_drawn_while_it_grows_looks_like_the_whole(source: str, step: int, width: int) -> None:
    growing = Growing()
    for end in [*range(0, len(source), step), len(source)]:
        drawn = growing.draw(source[:end], width, PALETTE, Text(" "))
        assert drawn == Growing().draw(source[:end], width, PALETTE, Text(" "))
    assert [line.text for line in drawn] == [line.text for line in Brush(PALETTE).draw(source, width, Text(" "))]


def test_a_text_that_was_withdrawn_leaves_nothing_behind() -> None:
    growing = Growing()
    growing.draw("- one\n- two\n\n| a |\n|---|\n| b |", 40, PALETTE, Text())
    assert growing.draw("", 40, PALETTE, Text()) == []
    assert [line.text for line in growing.draw("plain", 40, PALETTE, Text())] == ["plain"]


def test_marks_become_links_once_they_have_a_source_and_only_their_pieces_are_drawn_again() -> None:
    growing = Growing()
    source = "first [1] and [9]\n\n- second\n- third [2]"
    before = growing.draw(source, 40, PALETTE, Text())
    after = growing.draw(source, 40, PALETTE, Text(), frozenset({1, 2}))
    assert [old is new for old, new in zip(before, after, strict=True)] == [False, True, True, False]
    linked = [s.text for line in after for s in line if s.style and s.style.meta.get("mark")]
    assert linked == ["[1]", "[2]"]
    lit = growing.draw(source, 40, PALETTE, Text(), frozenset({1, 2}), 2)
    assert [old is new for old, new in zip(after, lit, strict=True)] == [True, True, True, False]


def test_a_line_that_begins_with_a_mark_and_a_colon_is_shown() -> None:
    assert lines("[1]: the log\n\nSee [1].") == ["[1]: the log", "", "See [1]."]


def test_finished_pieces_are_not_drawn_again() -> None:
    growing = Pieces()
    growing.grow("- one\n- two\n- thr")
    assert growing.grow("- one\n- two\n- three") == 2


@given(st.text(max_size=300))
def test_rows_of_a_document_join_to_its_text(text: str) -> None:
    pages = lay_out(text, ())
    assert "".join(text[start : pages.end(row)] for row, start in enumerate(pages.starts)) == text


def test_find_ignores_case_and_kinds_of_white_space() -> None:
    assert find("The bell\n rope. the BELL rope", "bell rope") == [(4, 14), (20, 29)]
    assert find("a.b", ".") == [(1, 2)]


PATH = "/home/ada/papers/tide station/documents/brass-bolt.md"


@given(st.integers(1, 120))
def test_a_path_behind_a_detail_is_cut_in_front_of_its_file_name(width: int) -> None:
    text = f"markdown · 3 passages · {PATH}"
    shown, kept, gone = with_path(text, len(PATH), width)
    assert cell_len(shown) <= width
    assert all(shown[p] == text[p] for p in range(kept))
    assert all(shown[p - gone] == text[p] for p in range(kept, len(text)) if p - gone > kept or not gone)
    if width >= 15:
        assert shown.endswith("/brass-bolt.md")
    if width >= 26:
        assert shown.startswith(("markdown · …", "markdown · 3 passages · "))


async def test_the_list_of_documents_shows_file_names_in_a_narrow_terminal(engine: FakeEngine) -> None:
    info = engine.library.documents()[0]
    engine.infos = (replace(info, title="The brass bolt", path=PATH),)
    async with running(engine, NARROW) as nacre:
        await nacre.press("f4")
        await nacre.until(lambda: "/brass-bolt.md" in nacre.screen_text())
        await nacre.type("bolt.md")
        await nacre.until(lambda: "▸ The brass bolt" in nacre.screen_text() and "/brass-bolt.md" in nacre.screen_text())
