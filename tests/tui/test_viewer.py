"""The viewer: outline, lines and pages, Markdown as it is meant to look, colours of code, scrollbar, large texts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import Selection

from engine.records import Place
from engine.sources.reading import Mark, MarkKind
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import BELL, LOG, REPORT, FakeEngine, place
from tui.drawing.highlight import Highlighter
from tui.drawing.outline import definitions, goal, outline
from tui.drawing.pages import lay_out
from tui.screens.viewer import Viewer


async def opened(nacre: Driver, source: str = "2") -> Viewer:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("tab", source, "enter")
    await nacre.until(lambda: isinstance(nacre.app.screen, Viewer) and nacre.app.screen.document.pages)
    await nacre.until(lambda: "┃ " in nacre.screen_text())
    assert isinstance(nacre.app.screen, Viewer)
    return nacre.app.screen


def viewer_on(nacre: Driver, text: str, span: tuple[int, int], path: str = "x.txt") -> Viewer:
    where: Place = replace(place(1, BELL), char_start=span[0], char_end=span[1])
    viewer = Viewer(where, "x", [where], path)
    nacre.app.push_screen(viewer)
    nacre.app.call_later(viewer.fill, lay_out(text, ()))
    return viewer


async def test_the_thumb_stands_where_the_text_was_opened() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        document = (await opened(nacre)).document
        await nacre.until(lambda: document.scroll_y > 100)
        await nacre.until(lambda: document.vertical_scrollbar.position == document.scroll_y)


async def test_headings_are_listed_and_gone_to() -> None:
    async with running(FakeEngine(), NARROW) as nacre:
        viewer = await opened(nacre, "1")
        await nacre.press("t")
        await nacre.until(lambda: "· Supplies" in nacre.screen_text())
        await nacre.type("suppl")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.screen is viewer)
        assert viewer.document.lit is not None


async def test_a_line_a_page_and_a_share_are_gone_to_and_what_there_is_not_is_said() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        viewer = await opened(nacre)
        half = REPORT[: len(REPORT) // 2].count("\n") + 1
        for typed, line in (("3", "Line 3 of"), ("p2", "Line 200 of"), ("50%", f"Line {half} of")):
            await nacre.press("colon")
            await nacre.type(typed)
            await nacre.press("enter")
            await nacre.until(lambda line=line: line in nacre.screen_text())  # type: ignore[misc]
        await nacre.press("colon")
        await nacre.type("p99")
        await nacre.press("enter")
        await nacre.until(lambda: "There is no 'p99' in this text." in nacre.screen_text())
        assert viewer.document.display


def test_goals_are_lines_pages_and_shares() -> None:
    pages = lay_out("one\ntwo\nthree\n", (Mark(MarkKind.PAGE, 0, 4, 1), Mark(MarkKind.PAGE, 4, 14, 2)))
    said = [goal(pages, typed) for typed in ("2", "page 2", "p1", "50%", "100 %", "9", "p9", "x", "")]
    assert said == [4, 4, 0, 7, 14, None, None, None, None]


def test_the_outline_leaves_out_what_only_looks_like_a_heading() -> None:
    found = outline(lay_out("# One\n\n```\n# no\n```\n\n## Two #\ntext\n#no\n", ()))
    assert [(h.level, h.title) for h in found] == [(1, "One"), (2, "Two")]
    marks = outline(lay_out("a\nb\n", (Mark(MarkKind.PAGE, 0, 2, 1), Mark(MarkKind.PAGE, 2, 4, 2))))
    assert [(h.title, h.start) for h in marks] == [("page 1", 0), ("page 2", 2)]


def test_the_outline_of_code_is_what_it_defines() -> None:
    highlighter = Highlighter()
    text = "# none\nclass Bell:\n    def __init__(self):\n        super().__init__()\n\n    def strike(self): ..\n"
    (learnt,) = highlighter.learn([(".py", text)])
    found = definitions(text, learnt.runs)
    assert [(h.level, h.title) for h in found] == [
        (1, "class Bell:"), (2, "def __init__(self):"), (2, "def strike(self): .."),
    ]  # fmt: skip


async def test_markdown_is_shown_as_it_is_meant_with_the_block_lit_and_back() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        viewer = await opened(nacre, "1")
        assert "## Fog" in nacre.screen_text()
        await nacre.press("m")
        await nacre.until(lambda: viewer.rendered.has_focus and "┃ In fog the bell" in nacre.screen_text())
        assert "## Fog" not in nacre.screen_text() and viewer.document.lit is not None
        await nacre.press("m")
        await nacre.until(lambda: "## Fog" in nacre.screen_text() and viewer.document.has_focus)


async def test_code_gets_colours_and_the_span_stays_lit_exactly() -> None:
    text = "x = 1\n" * 30 + "def strike():\n    return 'bell'\n" + "y = 2\n" * 30
    span = (text.index("strike"), text.index("strike") + 6)
    async with running(FakeEngine(), WIDE) as nacre:
        viewer = viewer_on(nacre, text, span, "bell.py")
        keyword = nacre.app.palette.style("primary").color

        def coloured() -> bool:
            line = viewer.document.lines_of(30)[0] if viewer.document.pages else ()
            return any(s.text == "def" and s.style and s.style.color == keyword for s in line)

        await nacre.until(coloured)
        lit = nacre.app.palette.style(on="lit").bgcolor
        line = viewer.document.lines_of(30)[0]
        assert [s.text for s in line if s.style and s.style.bgcolor == lit] == ["strike"]


async def test_large_texts_of_one_line_or_many_open_at_their_end() -> None:
    for text in ("word " * 2_000_000, "line\n" * 200_000, "漢字🙂é" * 100_000, "a\u200b\u0301\u202e" * 50_000):
        async with running(FakeEngine(), NARROW) as nacre:
            viewer = viewer_on(nacre, text, (len(text) - 20, len(text) - 10))
            await nacre.until(lambda: "┃ " in nacre.screen_text())
            document = viewer.document
            assert all(document.render_line(y).cell_length == NARROW[0] - 2 for y in range(document.page_height))


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=400), st.sampled_from((12, 40)))
def test_no_letter_of_a_text_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    from rich.text import Text

    from tui.drawing.clean import visible
    from tui.drawing.paint import wrap

    pages = lay_out(text, ())
    for row, start in enumerate(pages.starts):
        source = visible(text[start : pages.end(row)].rstrip("\r\n"))
        drawn = wrap(Text(source), width)
        assert all(line.cell_length <= width for line in drawn)
        assert _letters("".join(line.text for line in drawn)) == _letters(source)


def _letters(text: str) -> str:
    return "".join(text.split())


async def test_what_the_mouse_selects_is_the_text_without_bars_and_numbers() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        viewer = await opened(nacre, "1")
        first = next(y for y in range(40) if viewer.document.line_text(y).lstrip().startswith("7 "))
        found = viewer.document.get_selection(Selection(Offset(0, first), Offset(60, first + 1)))
        assert found is not None and LOG.split("\n")[6][:40] in found[0]
        assert not found[0].startswith(("7", " ", "┃"))


async def test_the_mouse_finds_letters_in_every_pane() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        await nacre.ask("how often is the bell struck in fog?")
        transcript = nacre.app.main.transcript
        await nacre.until(lambda: "twice every minute" in nacre.screen_text())
        y = next(n for n, line in enumerate(nacre.screen_text().split("\n")) if "twice every minute" in line)
        widget, offset = nacre.app.screen.get_widget_and_offset_at(transcript.region.x + 10, y)
        assert widget is transcript and offset is not None
        assert transcript.line_text(offset.y)[offset.x :] in nacre.screen_text()


def test_lines_of_the_report_are_where_they_were() -> None:
    pages = lay_out(REPORT, ())
    offset = goal(pages, "200")
    assert offset is not None and REPORT[offset:].startswith("Line 200 ")
