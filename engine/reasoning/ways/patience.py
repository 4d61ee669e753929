"""When the parts of an answer that are left are not asked for any more: the models are silent."""

from __future__ import annotations

from engine.reasoning.ways.texts import Step

MOST = 2
"""Texts in a row to which no model gave a word. Each may have cost a minute of waiting for a server."""


class Patience:
    """Counts the silence of models over the texts of one answer; several threads may write them."""

    def __init__(self) -> None:
        self._silent = 0
        self._why = ""

    @property
    def over(self) -> str:
        """Why nobody is asked any more, or ''."""
        return self._why if self._silent >= MOST else ""

    def note(self, step: Step) -> None:
        """A text has ended, well or not."""
        self._silent = 0 if step.answered else self._silent + 1
        self._why = step.why
