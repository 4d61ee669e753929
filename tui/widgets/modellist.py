"""Chat models to choose from: what is on the shelf, then what can be fetched, each with what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from engine.records import ModelInfo
from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.paint import blank, cut, fill, fit, strip, wrap
from tui.drawing.sizes import size
from tui.slash import NONE
from tui.widgets.colours import palette
from tui.widgets.lineview import LineView

LOOKS = {  # of a state: a sign, and the colour of its word
    "in use": ("●", "success"),
    "ready": ("○", "text"),
    "untried": ("○", "muted"),
    "unfit": ("✗", "error"),
    "missing": ("✗", "error"),
    "available": ("↓", "muted"),
    "recommended": ("↓", "success"),
}
NAMES, STATES, SIZES = 24, 13, 9  # cells of the columns
LEAST_WORDS = 20  # cells below which what a model is good for is only said of the lit one


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: a model, and the heading above it where a group begins."""

    info: ModelInfo
    heading: str = ""


def choices(models: Sequence[ModelInfo], active: str) -> tuple[Choice, ...]:
    """The rows: no model, those on the shelf, the presets (the one recommended here first), the embedder."""
    about = "every word is quoted from a source"
    none = ModelInfo(NONE, "none", "ready" if active else "in use", "", 0, 0, 0, "", about)
    presets = [model for model in models if model.kind == "preset"]
    groups = (
        ("", [none, *(model for model in models if model.kind in ("local", "remote"))]),
        ("Can be fetched", sorted(presets, key=lambda model: not recommended(model))),
        ("For searching by meaning", [model for model in models if model.kind == "embedder"]),
    )
    return tuple(Choice(model, "" if n else title) for title, group in groups for n, model in enumerate(group))


def recommended(model: ModelInfo) -> bool:
    """Whether a preset is the one for this machine."""
    return model.kind == "preset" and "recommended" in model.note.lower()


class ModelList(LineView):
    """Rows with a cursor and the keys for what can be done with a model."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("models", priority=True)]

    @dataclass
    class Lit(Message):
        """The cursor stands on another model."""

        info: ModelInfo | None

    @dataclass
    class Chosen(Message):
        """Something is to be done with a model: 'use', 'test', 'remove'."""

        what: str
        info: ModelInfo

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.rows: tuple[Choice, ...] = ()
        self.cursor = 0

    # --- LineView -----------------------------------------------------------------------------------------------

    def count(self) -> int:
        return max(1, len(self.rows))

    def estimate(self, index: int, width: int) -> int:
        return 3 if self.rows and self.rows[index].heading else 1

    def draw(self, index: int, width: int) -> list[Strip]:
        colours = palette(self)
        if not self.rows:
            return wrap(Text("Reading the list …", colours.style("muted")), width, Text("  "))
        row, here = self.rows[index], index == self.cursor
        lines = [blank(), *wrap(Text(row.heading, colours.style("primary", bold=True)), width)] if row.heading else []
        state = "recommended" if recommended(row.info) else row.info.state
        sign, colour = LOOKS.get(state, ("○", "muted"))
        line = Text()
        line.append("▸ " if here else "  ", colours.style("accent", bold=True))
        line.append(f"{sign} ", colours.style(colour, bold=True))
        name = fit(one_line(row.info.name), min(NAMES, width // 3))
        line.append(name + " ", colours.style("accent" if here else "text", bold=here))
        line.append(fit(state, STATES), colours.style(colour))
        line.append(_figures(row.info), colours.style("muted"))
        if (room := width - line.cell_len - 2) >= LEAST_WORDS:
            line.append("  " + cut(one_line(row.info.good_for), room), colours.style("muted"))
        line.truncate(width, overflow="ellipsis")
        base = colours.style("text", on="panel") if here else colours.style("text")
        return [*lines, fill(strip(line), width, base) if here else strip(line)]

    # --- what the screen calls ----------------------------------------------------------------------------------

    def show(self, rows: Sequence[Choice]) -> None:
        """Other rows; the cursor stays on its model where that is still there."""
        lit = self.lit()
        self.rows = tuple(rows)
        names = [row.info.name for row in self.rows]
        in_use = next((n for n, row in enumerate(self.rows) if row.info.state == "in use"), 0)
        self.cursor = names.index(lit.name) if lit is not None and lit.name in names else in_use
        self.rebuild()
        self._stand()

    def lit(self) -> ModelInfo | None:
        """The model under the cursor."""
        return self.rows[self.cursor].info if self.cursor < len(self.rows) else None

    def _stand(self) -> None:
        if self.rows:
            self.show_block(self.cursor, self.estimate(self.cursor, 1) - 1)
        self.post_message(self.Lit(self.lit()))

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        if 0 <= self.cursor + step < len(self.rows):
            before, self.cursor = self.cursor, self.cursor + step
            self.redraw(before, self.cursor)
            self._stand()

    def action_choose(self, what: str) -> None:
        info = self.lit()
        if info is not None:
            self.post_message(self.Chosen(what, info))

    def action_none(self) -> None:
        if self.rows:
            self.post_message(self.Chosen("use", self.rows[0].info))

    def on_click(self, event: Click) -> None:
        line = self.line_of(event)
        if self.rows and line >= 0:
            self.action_step(self._heights.find(line)[0] - self.cursor)


def _figures(model: ModelInfo) -> str:
    """Size of the file, and the memory that it needs."""
    file = size(model.bytes) if model.bytes else ""
    memory = f"needs {size(model.memory_bytes)}" if model.memory_bytes else ""
    return f"{file:>{SIZES}}  {memory:<{SIZES + 5}}"
