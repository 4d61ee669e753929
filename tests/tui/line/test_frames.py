"""Frames: the terminal shows what the screen says, and hears only what it does not show yet."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tests.tui.line.glass import Glass, expected
from tui.line.frames import Frame, Shown
from tui.line.looks import PLAIN, change, look_of

WIDTH, HEIGHT = 14, 3
CONSOLE = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
STYLES = [
    Style(),
    Style(color="#9fd69b", bgcolor="#11141b"),
    Style(color="#c3b1ec", bgcolor="#11141b", bold=True),
    Style(color="red", bgcolor="#11141b", dim=True, italic=True),
    Style(color="bright_blue", bold=True, dim=True),
    Style(bgcolor="color(17)", underline=True),
    Style(color="#c3b1ec", reverse=True, strike=True),
]
TEXT = st.text(st.sampled_from("ab  …é日本x👍\u0301─"), max_size=8)
ROW = st.lists(st.tuples(TEXT, st.sampled_from(STYLES)), max_size=4)
SCREEN = st.lists(ROW, min_size=HEIGHT, max_size=HEIGHT)

NARROW = str.maketrans("日本👍", "abc", "\u0301")
Row = list[tuple[str, Style]]


def padded(row: Row) -> Row:
    """A row that is as wide as the screen; no text begins with a sign that belongs to the one before."""
    filled, room = Row(), WIDTH
    for text, style in row:
        text = set_cell_size(text.lstrip("\u0301"), min(cell_len(text), room))
        if text:
            filled.append((text, style))
            room -= cell_len(text)
    return [*filled, (" " * room, Style(bgcolor="#223344"))] if room else filled


def look(style: Style) -> tuple[frozenset[str], str, str]:
    attributes, fore, back, _ = look_of(style, ColorSystem.TRUECOLOR)
    return attributes, fore, back


def strip(row: Row) -> Strip:
    return Strip([Segment(text, style) for text, style in row])


def whole(screen: list[Row]) -> LayoutUpdate:
    return LayoutUpdate([[strip(row)] for row in screen], Region(0, 0, WIDTH, HEIGHT))


def part(screen: list[Row], y: int) -> ChopsUpdate:
    """The update of one row, as the compositor cuts it: at its widgets' edges."""
    cuts = [0, 5, WIDTH]
    chops: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for _ in screen]
    chops[y] = dict(zip(cuts, strip(screen[y]).divide(cuts[1:]), strict=False))
    return ChopsUpdate(chops, [(y, 0, WIDTH)], [cuts[1:]] * HEIGHT)


@given(st.lists(st.tuples(SCREEN, st.integers(-1, HEIGHT - 1)), min_size=1, max_size=6))
def test_the_terminal_shows_what_the_screen_says(steps: list[tuple[list[Row], int]]) -> None:
    glass, shown = Glass(WIDTH, HEIGHT), Shown()
    says: list[Row] = []
    for number, (rows, y) in enumerate(steps):
        if number == 0 or y < 0:
            says = [padded(row) for row in rows]
            frame = Frame(whole(says), shown)
        else:
            says[y] = padded([(text.translate(NARROW), style) for text, style in rows[y]])  # cut where it likes
            frame = Frame(part(says, y), shown)
        glass.take(frame.render_segments(CONSOLE))
        assert glass.plain
        assert glass.seen() == expected([[(text, look(style)) for text, style in row] for row in says])


def test_what_is_shown_already_is_not_sent_again() -> None:
    shown = Shown()
    before = [padded([("the bell rings", STYLES[1])]), padded([]), padded([])]
    after = [padded([("the ball rings", STYLES[1])]), padded([]), padded([])]
    assert Frame(whole(before), shown).render_segments(CONSOLE)
    assert not Frame(whole(before), shown).render_segments(CONSOLE)
    sent = Frame(whole(after), shown).render_segments(CONSOLE)
    assert "a" in sent and "ball" not in sent


def test_what_was_forgotten_is_sent_whole_and_so_is_another_size() -> None:
    shown = Shown()
    screen = [padded([("x", STYLES[1])])] * HEIGHT
    first = Frame(whole(screen), shown).render_segments(CONSOLE)
    shown.forget()
    assert Frame(whole(screen), shown).render_segments(CONSOLE) == first
    smaller = LayoutUpdate([[strip(screen[0])]], Region(0, 0, WIDTH, 1))
    assert "x" in Frame(smaller, shown).render_segments(CONSOLE)


def test_behind_a_sign_of_doubtful_width_every_cell_has_its_place() -> None:
    shown = Shown()
    sent = Frame(whole([padded([("👍 ok", STYLES[0])])] * HEIGHT), shown).render_segments(CONSOLE)
    assert "👍\x1b[1;3H" in sent


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        (Style(), Style(), ""),
        (Style(bold=True), Style(), "\x1b[m"),
        (Style(bold=True, color="red"), Style(color="red"), "\x1b[22m"),
        (Style(bold=True, dim=True), Style(dim=True), "\x1b[0;2m"),
        (Style(color="#112233", bgcolor="#445566"), Style(bgcolor="#445566"), "\x1b[39m"),
    ],
)
def test_a_look_becomes_another_in_few_bytes(before: Style, after: Style, sent: str) -> None:
    assert change(*(look_of(style, ColorSystem.TRUECOLOR) for style in (before, after))) == sent


def test_a_link_is_opened_and_closed() -> None:
    linked = look_of(Style(link="https://example.org"), ColorSystem.TRUECOLOR)
    assert "https://example.org" in change(PLAIN, linked)
    assert change(linked, PLAIN) == "\x1b]8;;\x1b\\"


def test_a_picture_goes_out_as_it_is_and_all_is_drawn_anew_behind_it() -> None:
    shown = Shown()
    text = [padded([("x", STYLES[1])])] * HEIGHT
    first = Frame(whole(text), shown).render_segments(CONSOLE)
    picture = LayoutUpdate([[Strip([Segment("\x1bPq#0~\x1b\\")], WIDTH)]] * HEIGHT, Region(0, 0, WIDTH, HEIGHT))
    assert Frame(picture, shown).render_segments(CONSOLE).count("\x1bPq#0~\x1b\\") == HEIGHT
    assert Frame(whole(text), shown).render_segments(CONSOLE) == first


def test_a_sign_that_belongs_to_the_one_before_stays_with_it_across_colours() -> None:
    row = [("e", STYLES[1]), ("\u0301x" + " " * (WIDTH - 2), STYLES[2])]
    sent = Frame(whole([row] * HEIGHT), Shown()).render_segments(CONSOLE)
    assert "e\u0301" in sent
