"""Anything by its name: actions, and one key further documents, conversations, themes and models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text

from tui.keymap.keymap import hints
from tui.screens.picker import Picker
from tui.widgets.keys import keys
from tui.widgets.picklist import Row

Show = Callable[[Sequence[Row]], None]


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind."""

    title: str
    load: Callable[[Show], None]  # hands its rows to what it is given, at once or later, on the screen's loop
    take: Callable[[Row], None]  # called with the row that was chosen
    none: str  # stands there where nothing matches


class Anything(Picker):
    """A list with sections. What is typed stays from one to the next."""

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__(_titles(sections, 0), [], empty="Reading the list …")
        self._sections = sections
        self._at = 0
        self._rows: dict[int, Sequence[Row]] = {}  # by the section's place, once they are there

    @property
    def section(self) -> Section:
        """The one that is shown."""
        return self._sections[self._at]

    def on_mount(self) -> None:  # the picker's own comes next by itself
        self.call_next(self._open, 0)

    def _keys(self) -> str:
        return hints(keys(self).hint("next-section", does="more"), super()._keys())

    def _fit(self, rows: int) -> None:
        super()._fit(self.app.size.height)  # as high as it can be: the frame stays where it is between sections

    def _open(self, at: int) -> None:
        self._at = at
        self.query_one("#picker").border_title = Text(_titles(self._sections, at))
        if at in self._rows:
            self._show(at, self._rows[at])
            return
        self.list.empty = "Reading the list …"
        self.set_rows([])
        self.section.load(lambda rows: self._show(at, rows))

    def _show(self, at: int, rows: Sequence[Row]) -> None:
        self._rows[at] = rows
        if at == self._at:
            self.list.empty = self.section.none
            self.set_rows(rows)

    def action_section(self, by: int) -> None:
        self._open((self._at + by) % len(self._sections))


def _titles(sections: Sequence[Section], at: int) -> str:
    """All sections; the one that is open is marked by more than its colour."""
    return " ".join(f"[{each.title}]" if number == at else f" {each.title} " for number, each in enumerate(sections))
