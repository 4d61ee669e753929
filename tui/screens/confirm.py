"""A question to say yes or no to, before something leaves or enters the machine, or is removed."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.drawing.clean import clean


class Confirm(ModalScreen[bool]):
    """Gives back whether the answer was yes; leaving is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "say(True)", show=False),
        Binding("n,q,escape", "say(False)", show=False),
    ]

    KEYS = "Enter or y: yes · Esc or n: no"

    def __init__(self, title: str, question: str) -> None:
        super().__init__()
        self._title = title
        self._page = Static(Text(clean(question)), id="confirm")

    def compose(self) -> ComposeResult:
        yield self._page

    def on_mount(self) -> None:
        self._page.border_title = Text(self._title)  # not markup
        self._page.border_subtitle = self.KEYS

    def action_say(self, yes: bool) -> None:
        self.dismiss(yes)


class Permission(Confirm, inherit_bindings=False):
    """A question that comes up by itself. Enter, which may be meant for what is being typed, says nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "say(True)", show=False),
        Binding("n,q,escape", "say(False)", show=False),
    ]
    KEYS = "y: yes · Esc or n: no"
