"""Findings over the conversation: what the whole library leaves open, or which questions have an answer now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.drawing.clean import clean
from tui.findings import Finding, Group
from tui.keymap.keymap import hints
from tui.widgets.findinglist import FindingList
from tui.widgets.keys import keys
from tui.widgets.painted import Painted

Chosen = Callable[[str, Finding | None, int], None]
"""What is to be done ('open', 'ask', 'keep', 'drop', 'write'), with which finding, and with which of its passages."""


class Findings(ModalScreen[None]):
    """Shows what it is given and says what was chosen; the work is done elsewhere."""

    def __init__(self, title: str, does: Mapping[str, str], chosen: Chosen) -> None:
        """
        Args:
            title: stands in the frame.
            does: a word for each key that the frame names, by the action's id.
            chosen: called for each thing that is to be done.
        """
        super().__init__()
        self._title, self._does, self._choose = title, does, chosen
        self._head = Painted(id="findings-head")
        self.list = FindingList(id="findings-list")

    def compose(self) -> ComposeResult:
        with Vertical(id="findings"):
            yield self._head
            yield self.list

    def on_mount(self) -> None:
        frame = self.query_one("#findings")
        frame.border_title = Text(f" {self._title} ")  # not markup
        keymap = keys(self)
        said = [keymap.hint(action, does=word) for action, word in self._does.items()]
        frame.border_subtitle = Text(f" {hints(*said)} ")  # not markup
        self.list.focus()

    def show(self, head: str, groups: Sequence[Group], empty: str) -> None:
        """The findings, with a line above them; `empty` stands there where there are none."""
        self.list.empty = empty
        self.tell(head)
        self.list.show(groups)

    def tell(self, text: str, level: str = "info") -> None:
        """What is said above the list; the next thing takes its place."""
        colour = {"warning": "warning", "error": "error"}.get(level, "muted")
        self._head.paint(lambda colours: Text(clean(text), colours.style(colour)))

    @on(FindingList.Chosen)
    def _chose(self, event: FindingList.Chosen) -> None:
        self._choose(event.what, event.finding, event.n)

    def action_leave(self) -> None:
        self.dismiss()
