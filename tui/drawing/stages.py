"""One stage of a trace as strips: its name, what it did, how long it took; and where the time of an answer went."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.strip import Strip

from tui.drawing.clean import one_line
from tui.drawing.durations import duration
from tui.drawing.halts import halt_words
from tui.drawing.paint import cut, strip, wrap
from tui.drawing.rows import row_lines
from tui.talk import HALT, Stage
from tui.themes import Palette

NAME_WIDTH = 9
LEAST_SHARE, SHARES = 0.05, 4
"""Of the whole time, from which a stage's share is named; how many are at most."""

HALT_LINES = 3


def shares(stages: Sequence[Stage]) -> Stage | None:
    """Where the time went: 'draft 57% · codes 24%'; None where that is not known, or not worth a line."""
    total = stages[-1].elapsed_ms if stages and stages[-1].kind == HALT else None
    timed = [(each.elapsed_ms / total, each.name) for each in stages[:-1] if total and each.elapsed_ms]
    largest = sorted((each for each in timed if each[0] >= LEAST_SHARE), reverse=True)[:SHARES]
    if len(largest) < 2:
        return None
    return Stage("time", " · ".join(f"{one_line(name, 40)} {min(1.0, share):.0%}" for share, name in largest), lines=2)


def stage_lines(
    stage: Stage, lead: Text, width: int, colours: Palette, *, time: str = "", here: bool = False
) -> list[Strip]:
    """The lines of one stage, behind `lead`; at the right the time that it took, or `time`."""
    if not time and stage.elapsed_ms is not None:
        time = f" {duration(stage.elapsed_ms)}"
    lead.stylize(colours.style("accent" if here else "muted", bold=here))
    called = f"{one_line(stage.name, 40):<{NAME_WIDTH}}"
    name = Text.assemble(lead, (called, colours.style("accent" if here else "mark", bold=here)))
    name.append("" if called.endswith(" ") else " ")
    if stage.figures:
        return row_lines(name, stage.detail, stage.figures, width, colours, stage.lines)
    room = max(8, width - len(time))
    detail, cells = one_line(stage.detail, 400), max(1, room - name.cell_len - 1)
    most = stage.lines
    if stage.kind == HALT:
        detail, most = halt_words(detail), HALT_LINES
    if most > 1:
        indent = Text(" " * name.cell_len)
        lines = wrap(Text(detail, colours.style("text")), name.cell_len + cells, name, indent)
        if len(lines) > most:
            last = lines[most - 1].crop(0, name.cell_len + cells - 1)
            lines[most - 1 :] = [Strip.join([last, strip(Text("…", colours.style("text")))])]
    else:
        lines = [strip(Text.assemble(name, (cut(detail, cells), colours.style("text"))))]
    if time:
        lines[0] = Strip.join([lines[0].extend_cell_length(room), strip(Text(time, colours.style("muted")))])
    return lines
