"""An answer on the terminal while it is written, so that what stands there at the end is what is printed otherwise.

Only what can't change any more is written: whole words of prose, whole lines of code, nothing that may yet be white
space at the end. Where the finished answer is another text after all (it was withdrawn, or its marks were put right),
what was written is taken back, as far as the terminal still shows it.
"""

from __future__ import annotations

import shutil

import click

from engine.events import AnswerDelta, Event, ModelFellBack, Withdrawn
from tui.cli.harmless import harmless
from tui.cli.layout import BOLD, FENCE, wrap_answer
from tui.cli.output import faint, prose_width

_TAKE_BACK = "\r\x1b[{rows}A\x1b[J"
_TAKE_BACK_ROW = "\r\x1b[J"


class Writing:
    """A listener that writes the text of an answer to a terminal on stdout."""

    def __init__(self) -> None:
        self._text = ""
        self._width = prose_width()
        self._written = ""

    @property
    def begun(self) -> bool:
        """Whether something of the answer stands on the terminal."""
        return bool(self._written)

    def __call__(self, event: Event) -> None:
        if isinstance(event, AnswerDelta):
            self._text += event.text
            self._go_on()

    def make_way(self, event: Event) -> None:
        """Take back what an event makes void; called before anything else is told about that event.

        What is told of a failure stands above the text, which goes on below it: a later event says whether it is void.
        """
        if isinstance(event, Withdrawn | ModelFellBack):
            self._take_back()
        if isinstance(event, Withdrawn):
            self._text = ""

    def finish(self, lines: list[str]) -> None:
        """Write the rest of the whole answer, whose `lines` are these."""
        whole = "\n".join(lines)
        if not whole.startswith(self._written):
            self._take_back()
        click.echo(whole.removeprefix(self._written))
        self._written = ""

    def stop(self) -> None:
        """There will be no whole answer: end the line."""
        self._go_on()
        if self._written:
            click.echo(f"\n{faint('(stopped; this is a part of the answer)')}")
            self._written = self._text = ""

    def _go_on(self) -> None:
        text = "\n".join(wrap_answer(settled(harmless(self._text)), self._width))
        if text.startswith(self._written) and len(text) > len(self._written):
            click.echo(text.removeprefix(self._written), nl=False)
            self._written = text

    def _take_back(self) -> None:
        if not self._written:
            return
        rows = self._written.count("\n")
        if rows + 1 < shutil.get_terminal_size((80, 24)).lines:
            click.echo(_TAKE_BACK.format(rows=rows) if rows else _TAKE_BACK_ROW, nl=False, color=True)
        else:  # it has scrolled away in part
            click.echo(f"\n{faint('(that is void; the answer follows)')}\n")
        self._written = ""


def settled(text: str) -> str:
    """The beginning of a growing text that looks the same however it goes on."""
    text = text.lstrip()
    line = text.rpartition("\n")[2]
    in_code = sum(each.startswith(FENCE) for each in text.split("\n")) % 2 == 1
    if in_code or line.startswith((FENCE[0], BOLD)):  # code, or what may be a heading
        text = text[: len(text) - len(line)]
    else:
        whole = line if line[-1:].isspace() else line.rpartition(" ")[0]
        if whole.count(BOLD) % 2:  # what is bold is written once it has ended
            whole = whole.rpartition(BOLD)[0].rstrip("\\")  # an escape is written with what it escapes
        text = text[: len(text) - len(line)] + whole
    return text.rstrip()
