"""Rounds side by side as strips: one column each, their sections at the same height."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from tui.drawing.clean import one_line
from tui.drawing.durations import duration
from tui.drawing.halts import halt_words
from tui.drawing.paint import blank, strip, wrap
from tui.themes import Palette
from tui.work.rounds import CHANGED, DROPPED, KEPT, NEW, Place, Round, Said

LEAST_CELLS = 34
"""Width of a column below which its lines break after every other word."""

GAP = " │ "
SHOWN = 40
"""Passages and sentences of a column; the rest is counted."""

COLOURS = {NEW: "success", DROPPED: "error", KEPT: "muted", CHANGED: "warning"}

Section = Callable[[Round, int, Palette], list[Strip]]


def columns(width: int, count: int) -> int:
    """How many of `count` columns fit into `width` cells; at least one."""
    return max(1, min(count, (width + len(GAP)) // (LEAST_CELLS + len(GAP))))


def side_by_side(rounds: Sequence[Round], width: int, palette: Palette) -> list[Strip]:
    """The lines of these rounds, next to each other."""
    room = max(8, (width - len(GAP) * (len(rounds) - 1)) // len(rounds))
    gap = strip(Text(GAP, palette.style("muted")))
    lines: list[Strip] = []
    for section in SECTIONS:
        drawn = [section(each, room, palette) for each in rounds]
        height = max(map(len, drawn))
        if not height:
            continue
        for row in range(height):
            cells = [column[row] if row < len(column) else blank() for column in drawn]
            joined: list[Strip] = []
            for number, cell in enumerate(cells):
                joined += [gap] if number else []
                joined.append(cell.crop_extend(0, room, Style.null()))
            lines.append(Strip.join(joined))
        lines.append(_between(len(rounds), room, gap))
    return lines[:-1]


def _between(count: int, room: int, gap: Strip) -> Strip:
    empty = blank().crop_extend(0, room, Style.null())
    return Strip.join([part for number in range(count) for part in ((gap, empty) if number else (empty,))])


def _head(each: Round, width: int, palette: Palette) -> list[Strip]:
    title = one_line(f"{each.of} · {each.title}" if each.of else each.title, 80)
    lines = wrap(Text(title, palette.style("primary", bold=True)), width)
    if each.support is None:
        return [*lines, *wrap(Text("the search itself", palette.style("muted")), width)]
    before, after = each.support
    if each.accepted is None:
        return [*lines, *wrap(Text(f"support {after:.2f}", palette.style("text")), width)]
    sign, colour = ("✓", "success") if each.accepted else ("✗", "warning")
    said = f"{sign} support {before:.2f} → {after:.2f}"
    return [*lines, *wrap(Text(said, palette.style(colour, bold=True)), width)]


def _query(each: Round, width: int, palette: Palette) -> list[Strip]:
    if not each.query:
        return []
    lines = _heading("looked for", width, palette)
    lines += wrap(Text(one_line(each.query, 300), palette.style("text")), width)
    if each.led_by:
        lines += wrap(Text(f"led by {one_line(each.led_by, 100)}", palette.style("muted")), width)
    return lines


def _passages(each: Round, width: int, palette: Palette) -> list[Strip]:
    if not each.passages:
        return []
    lines = _heading("passages", width, palette)
    for place in each.passages[:SHOWN]:
        lines += _place(place, width, palette)
    return lines + _more(len(each.passages), width, palette)


def _place(place: Place, width: int, palette: Palette) -> list[Strip]:
    style = palette.style(COLOURS[place.sign], bold=place.sign == NEW)
    rank = "  " if place.sign == DROPPED else f"{place.rank:>2}"
    moved = f" {'▲' if place.moved > 0 else '▼'}{abs(place.moved)}" if place.moved else ""
    first = Text.assemble((f"{place.sign} ", style), (f"{rank} ", palette.style("muted")))
    text = Text(one_line(place.where, 160), palette.style("muted" if place.sign == DROPPED else "text"))
    text.append(moved, palette.style("mark"))
    return wrap(text, width, first, Text(" " * first.cell_len))


def _claims(each: Round, width: int, palette: Palette) -> list[Strip]:
    if not each.claims:
        return []
    lines = _heading("sentences", width, palette)
    for said in each.claims[:SHOWN]:
        lines += _said(said, width, palette)
    return lines + _more(len(each.claims), width, palette)


def _said(said: Said, width: int, palette: Palette) -> list[Strip]:
    style = palette.style(COLOURS[said.sign], bold=said.sign != KEPT)
    verdict = ("✓ ", palette.style("success")) if said.holds else ("✗ ", palette.style("warning"))
    first = Text.assemble((f"{said.sign} ", style), verdict, (f"{said.support:.2f} ", palette.style("muted")))
    text = Text()
    if said.sign == CHANGED:
        for sign, words in said.words:
            text.append(" " if text else "")
            text.append(*_changed(sign, one_line(words, 600), palette))
    else:
        text.append(one_line(said.text, 600), palette.style("muted" if said.sign == DROPPED else "text"))
    return wrap(text, width, first, Text(" " * 4))


def _changed(sign: str, words: str, palette: Palette) -> tuple[str, Style]:
    """Words of a sentence: brackets and braces say it too, where there is no colour."""
    if sign == DROPPED:
        return f"[−{words}−]", palette.style("error")
    return (f"{{+{words}+}}", palette.style("success", bold=True)) if sign == NEW else (words, palette.style("text"))


def _outcome(each: Round, width: int, palette: Palette) -> list[Strip]:
    lines: list[Strip] = []
    if each.accepted is not None:
        verdict = "it counts: " if each.accepted else "it does not count: "
        lines += wrap(Text(verdict + one_line(each.why, 200), palette.style("text")), width)
    if each.elapsed_ms is not None:
        lines += wrap(Text(duration(each.elapsed_ms), palette.style("muted")), width)
    if each.halt:
        said = f"halted: {one_line(halt_words(each.halt), 200)}"
        lines += wrap(Text(said, palette.style("primary", bold=True)), width)
    return lines


def _heading(text: str, width: int, palette: Palette) -> list[Strip]:
    return wrap(Text(text, palette.style("mark")), width)


def _more(count: int, width: int, palette: Palette) -> list[Strip]:
    return wrap(Text(f"… and {count - SHOWN:,} more", palette.style("muted")), width) if count > SHOWN else []


SECTIONS: tuple[Section, ...] = (_head, _query, _passages, _claims, _outcome)
