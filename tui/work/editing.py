"""A question that was asked is written anew; the draft that stood in the composer waits meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keymap.keymap import hints
from tui.talk import Entry

if TYPE_CHECKING:
    from tui.screens.main import MainScreen


class Editing:
    """What the composer holds: a new question, or an earlier one on its way to another branch."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._draft = ""
        self.question: Entry | None = None  # the one that is written anew

    @property
    def draft(self) -> str:
        """The next question, as far as it is written."""
        return self._screen.composer.text if self.question is None else self._draft

    def begin(self, question: Entry, text: str = "") -> None:
        """Take a question into the composer; `text` is what had been made of it before."""
        composer = self._screen.composer
        self._draft = self.draft
        self.question = question
        composer.entitle(self._title())
        composer.put(text or question.text)
        self._screen.set_focus(composer)  # at once: letters may follow

    def _title(self) -> str:
        keymap = self._screen.nacre.keymap
        return hints("Edit", keymap.hint("send", does="asks instead"), keymap.hint("back", does="leaves it"))

    def leave(self) -> bool:
        """Give the draft back, Up what was written; False where nothing is edited."""
        if self.question is None:
            return False
        composer = self._screen.composer
        if composer.text != self.question.text:
            composer.typed_before.add(composer.text)
        self.question = None
        composer.entitle()
        composer.put(self._draft)
        return True

    def sent(self, text: str) -> None:
        """The edited question was asked; the draft, or what was typed since, stands there again."""
        composer = self._screen.composer
        composer.clear_sent(text)
        since, self.question = composer.text, None
        composer.entitle()
        composer.put(since or self._draft)
