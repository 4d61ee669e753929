"""What of a growing answer is on the screen: sections that are done, and the one that is being written below them."""

from __future__ import annotations

from dataclasses import replace
from threading import Event as Flag

from engine.events import AnswerDelta, DraftStands, Event, Listener, Withdrawn
from engine.reasoning.answering import tell
from engine.reasoning.joining import Said, join
from engine.records import Citation


class Shown:
    """Tells an answer section by section."""

    def __init__(self, listen: Listener, cancel: Flag) -> None:
        self._listen = listen
        self._cancel = cancel
        self._parts: list[Said] = []
        self._title = ""  # of the section that is being written

    def say(self, said: Said) -> None:
        """Show a whole section, which takes no time: what is done when the work is cancelled is shown all the same."""
        before, _ = self.joined()
        self._parts.append(said)
        text, _ = self.joined()
        tell(text[len(before) :], self._listen, None)

    def begin(self, title: str) -> None:
        """Show the heading of a section whose text comes piece by piece, through `hear`."""
        self._title = title
        self._listen(AnswerDelta(self._opening()))

    def hear(self, event: Event) -> None:
        """An event of the writing; where its text is withdrawn, the sections above it are said again."""
        if isinstance(event, DraftStands):
            self._stands(event, Said(self._title, event.text, event.citations))
            return
        self._listen(event)
        if isinstance(event, Withdrawn):
            text, citations = self.joined()
            self._listen(AnswerDelta(text))
            if citations:
                self._listen(DraftStands(text, citations, ""))
            self._listen(AnswerDelta(self._opening()))

    def _stands(self, event: DraftStands, said: Said) -> None:
        text, citations = join([*self._parts, said])
        self._listen(replace(event, text=text, citations=citations))

    def finish(self, said: Said) -> None:
        """The section that was begun is whole, as `said` has it; its pieces have been shown."""
        self._parts.append(said)

    def fill(self, said: Said) -> None:
        """The section that was begun, and has nothing below its heading, gets its text at once."""
        before = self.joined()[0] + self._opening()
        self._parts.append(said)
        tell(self.joined()[0][len(before) :], self._listen, self._cancel)

    def clear(self) -> None:
        """Take everything back."""
        self._parts.clear()
        self._listen(Withdrawn())

    @property
    def parts(self) -> tuple[Said, ...]:
        """The sections that are done."""
        return tuple(self._parts)

    def joined(self) -> tuple[str, tuple[Citation, ...]]:
        """The sections that are done as one text, with its citations."""
        return join(self._parts)

    def _opening(self) -> str:
        text, _ = join([Said(self._title, ".", ())])
        return ("\n\n" if self.joined()[0] else "") + text.removesuffix(".")
