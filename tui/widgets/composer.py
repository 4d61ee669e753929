"""Where questions are written: Enter sends, the text is never lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key
from textual.message import Message
from textual.widgets import TextArea

from tui import actions

HISTORY_LENGTH = 500


class Composer(TextArea):
    """A text area of one to six lines with a history of questions."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("composer")]

    @dataclass
    class Sent(Message):
        """The text is to be asked, or run as a command."""

        text: str

    @dataclass
    class Steered(Message):
        """A key that belongs to the list of completions while it is open: 'up', 'down', 'accept'."""

        what: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Ask your documents, or type / for commands",
            tab_behavior="focus",
        )
        self.cursor_blink = False  # a blinking cursor keeps an idle machine awake
        self.completing = False
        self._history: list[str] = []
        self._place = 0  # in the history; its length means: not in it
        self._unsent = ""

    def remember(self, questions: list[str]) -> None:
        """The questions that Up brings back, oldest first."""
        self._history = questions[-HISTORY_LENGTH:]
        self._place = len(self._history)

    def put(self, text: str) -> None:
        """Replace the text, the cursor behind it."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    async def _on_key(self, event: Key) -> None:
        # Every key that means something here is carried out here, in the order in which the keys came. Left to the
        # app, a binding runs after the letters that follow it: in a burst, as a slow line delivers them, Ctrl+U would
        # take away what was typed after it, and Left would move after the next letter. A priority binding would run
        # before the letters that came ahead of it, and Enter would send half of what was typed.
        found = (binding for key in event.aliases for binding in self._bindings.key_to_bindings.get(key, ()))
        binding = next(found, None)
        if binding is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(binding.action)

    def clear_sent(self, text: str) -> None:
        """The text was taken: keep it in the history and empty the field, but for what was typed since."""
        if not self._history or self._history[-1] != text:
            self._history.append(text)
        self._place = len(self._history)
        self._unsent = ""
        _, taken, since = self.text.partition(text)
        self.put(since.lstrip("\n") if taken else "")

    # --- actions ------------------------------------------------------------------------------------------------

    def action_send(self) -> None:
        if self.completing:
            self.post_message(self.Steered("enter"))
        elif self.text.strip():
            self.post_message(self.Sent(self.text.strip()))

    def action_newline(self) -> None:
        self.insert("\n")

    def action_complete(self) -> None:
        if self.completing:
            self.post_message(self.Steered("accept"))
        else:
            self.screen.focus_next()

    def action_older(self) -> None:
        if self.completing:
            self.post_message(self.Steered("up"))
        elif not self.cursor_at_first_line:
            self.action_cursor_up()
        elif self._place > 0:
            if self._place == len(self._history):
                self._unsent = self.text
            self._go(self._place - 1)

    def action_newer(self) -> None:
        if self.completing:
            self.post_message(self.Steered("down"))
        elif not self.cursor_at_last_line:
            self.action_cursor_down()
        elif self._place < len(self._history):
            self._go(self._place + 1)

    def _go(self, place: int) -> None:
        self._place = place
        self.put(self._unsent if place == len(self._history) else self._history[place])
