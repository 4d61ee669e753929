"""A row of the list of conversations as strips."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.strip import Strip

from engine.records import Found
from tui.drawing.clean import one_line, visible
from tui.drawing.paint import blank, fill, fit, strip
from tui.talk import counted
from tui.talklist import Row
from tui.themes import Palette

SPEAKERS = {"user": "asked", "nacre": "answered"}
WIDE = 90  # cells, from which on there is room for figures beside the title
BEFORE = 24  # code points of a long sentence that stay before the first word that matches


def height(row: Row, first: bool) -> int:
    """Lines of a row; the first of all has no empty line above its heading."""
    return bool(row.titled) + (row.found is not None) + ((1 if first else 2) if row.heading else 0)


def draw(
    row: Row, width: int, palette: Palette, *, here: bool, first: bool, is_open: bool, title: str | None = None
) -> list[Strip]:
    """
    Args:
        row: the row.
        width: cells.
        palette: colours.
        here: whether the cursor stands on it.
        first: whether it is the first of all.
        is_open: whether its conversation is the one behind the list.
        title: what the title is about to be, where it is being written.
    """
    lines = [] if first or not row.heading else [blank()]
    if row.heading:
        lines.append(strip(Text(row.heading, palette.style("primary", bold=True))))
    own = [_title(row, width, palette, here, is_open, title)] if row.titled else []
    if row.found is not None:
        own.append(_sentence(row.found, width, palette, here and not row.titled))
    if here:
        base = palette.style("text", on="panel")
        own = [fill(line, width, base) for line in own]
    return lines + own


def _title(row: Row, width: int, palette: Palette, here: bool, is_open: bool, title: str | None) -> Strip:
    talk = row.talk
    facts = " · ".join(
        filter(
            None,
            (
                "open" if is_open else "",
                "archived" if talk.archived and row.found is not None else "",
                counted(talk.leaves, "branch", "branches") if talk.leaves > 1 and width >= WIDE else "",
                counted(talk.turns, "message") if width >= WIDE else "",
                row.when,
            ),
        )
    )
    line = Text()
    line.append("▸ " if here else "  ", palette.style("accent", bold=True))
    room = max(8, width - 4 - cell_len(facts))
    name = f"{visible(title)}▏" if title is not None else one_line(talk.title) or "untitled"
    look = palette.style("accent" if here or is_open else "text", bold=here or is_open)
    line.append(fit(name, room), look)
    line.append(f"  {facts}", palette.style("muted"))
    line.truncate(width, overflow="ellipsis")
    return strip(line)


def _sentence(found: Found, width: int, palette: Palette, here: bool) -> Strip:
    """The sentence that matches, its words lit, begun so that the first of them is in sight."""
    line = Text()
    line.append("  ▸ " if here else "    ", palette.style("accent", bold=True))
    line.append(f"{SPEAKERS.get(found.turn.role, found.turn.role)}  ", palette.style("muted"))
    text = visible(found.sentence.replace("\n", " ").replace("\t", " "))
    room = max(8, width - line.cell_len)
    first = found.lit[0][0] if found.lit else 0
    start = max(0, first - BEFORE) if cell_len(text) > room and cell_len(text[: first + BEFORE]) > room else 0
    said = Text()
    said.append("…" if start else "", palette.style("muted"))
    at = start
    for begin, end in (*(span for span in found.lit if span[0] >= start), (len(text), len(text))):
        said.append(text[at:begin], palette.style("text"))
        said.append(text[begin:end], palette.style("mark", bold=True, underline=True))
        at = end
    said.truncate(room, overflow="ellipsis")
    return strip(Text.assemble(line, said))
