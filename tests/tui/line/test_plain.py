"""Everything in ASCII: of the same width, and nothing that our own code draws is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual._border import BORDER_CHARS
from textual.color import Color
from textual.scrollbar import ScrollBarRender

from tests.tui.conftest import NARROW, running
from tests.tui.fake import FakeEngine
from tui.line.plain import CONSOLE, MAPPED, SIGNS, Plain

TUI = Path(__file__).parents[3] / "tui"
# signs of mathematics are the document's, and few have one like them
FORMULAS = ("tex.py", "texgrid.py", "texparts.py")
ALL = Plain(MAPPED, letters=False)


@pytest.mark.parametrize("table", [MAPPED, SIGNS, CONSOLE], ids=["mapped", "signs", "console"])
@pytest.mark.parametrize("letters", [True, False])
@given(text=st.text())
def test_widths_never_change(table: dict[int, str], letters: bool, text: str) -> None:
    plain = Plain(table, letters=letters).plain(text)
    assert cell_len(plain) == cell_len(text)
    assert letters or plain.isascii() or table is CONSOLE


@pytest.mark.parametrize("table", [MAPPED, SIGNS, CONSOLE], ids=["mapped", "signs", "console"])
def test_every_glyph_has_one_of_one_cell(table: dict[int, str]) -> None:
    assert all(cell_len(chr(code)) == cell_len(like) == 1 for code, like in table.items())


def drawn() -> set[str]:
    """Every sign beyond ASCII in the texts of our own code, of its borders, and of scrollbars."""
    found = set("".join(ScrollBarRender.VERTICAL_BARS))
    for file in TUI.rglob("*.py"):
        if file.parts[-2:] == ("line", "plain.py") or file.name in FORMULAS:
            continue
        found |= {
            sign
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            for sign in node.value
        }
    sheet = (TUI / "app.tcss").read_text("utf-8")
    for kind in re.findall(r"border[a-z-]*:\s*([a-z]+)", sheet):
        found |= {sign for row in BORDER_CHARS.get(kind, ()) for sign in row}
    return {sign for sign in found if not sign.isascii()}


def test_every_glyph_that_we_draw_has_a_mapping() -> None:
    ours = {sign for sign in drawn() if sign.isprintable() and not sign.isalpha()}
    assert len(ours) > 20
    assert not {sign for sign in ours if ord(sign) not in SIGNS or ord(sign) not in CONSOLE}


def test_letters_stay_where_they_can_be_shown() -> None:
    text = "Größe “naïve” 日本 ▸"
    assert Plain(SIGNS, letters=True).plain(text) == 'Größe "naïve" 日本 >'
    assert ALL.plain(text) == 'Grose "naive" ???? >'


def test_a_line_keeps_its_colours() -> None:
    style = Style(color="red")
    assert ALL.apply([Segment("┃ a", style)], Color(0, 0, 0)) == [Segment("| a", style)]


async def test_glyphs_change_at_once_and_back(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.ask("how often is the bell struck?")
        await nacre.until(lambda: "·" in nacre.screen_text())
        await nacre.type("/glyphs ascii")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.screen_text().isascii())
        await nacre.type("/glyphs unicode")
        await nacre.press("enter")
        await nacre.until(lambda: "━" in nacre.screen_text())


def test_what_has_the_focus_is_told_apart_and_lines_of_dots_keep_their_direction() -> None:
    for table in (MAPPED, SIGNS):
        plain = Plain(table, letters=True).plain
        assert plain("─ a ─") == "- a -"
        assert plain("━ a ━") == "= a ="
        assert plain("\u2800⠉⣀⡇⢸⠔⠢") == " '.||/\\"
