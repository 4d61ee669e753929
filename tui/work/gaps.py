"""`/gaps` and `/gap`: what one source lacks, as a list in the conversation with the passages of both sides."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.gaps.records import Gap, GapKind, GapReport
from engine.gaps.report import heading, summary
from tui.drawing.clean import one_line
from tui.talk import Entry, Source
from tui.work.librarygaps import LibraryGaps

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.desk import Job
    from tui.screens.main import MainScreen

SAID = {"keep": "kept", "drop": "dropped: it is left out from now on", "undecide": "undecided again"}
NEAREST = "nearest"


class Gaps:
    """Runs the two commands; what is found is an entry whose sources open like any other."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen
        self._library = LibraryGaps(app, screen)
        self._job: Job[GapReport] | None = None

    def look(self, engine: Engine, arguments: str) -> None:
        """Gaps between two sides; a list of the whole library's where none is named."""
        session = self._screen.session
        sides = split(arguments)
        if not sides:
            self._library.look(engine)
            return
        if len(sides) != 2:
            session.say("Name two sides, with quotes where a name has spaces: /gaps A B", "warning")
            return
        if self._job is not None:
            key = self._app.keymap.label("interrupt")
            session.say(f"Gaps are being looked for already; {key} stops that.", "warning")
            return
        self._job = self._app.desk.start(
            "gaps",
            lambda listen, cancel: engine.gaps.between(sides[0], sides[1], listen=listen, cancel=cancel),
            done=self._found,
            failed=self._failed,
        )

    def decide(self, engine: Engine, arguments: str) -> None:
        """Keep or drop the gap of a source of the last list."""
        words = arguments.split()
        if not words or words[0] not in SAID or len(words) > 2 or not all(word.isdigit() for word in words[1:]):
            self._hint("/gap keep [n], /gap drop [n] or /gap undecide [n]: n is one of the gap's sources.")
            return
        entry = self._screen.entry_with_sources()
        if entry is None or not isinstance(entry.result, GapReport):
            self._hint("There is no list of gaps here yet. /gaps A B makes one.")
            return
        n = int(words[1]) if len(words) == 2 else self._screen.sources.selected
        gap = next((gap for gap, numbers in numbered(entry.result) if n in numbers), None)
        if gap is None:
            self._hint(f"The list has no source {n}.")
            return
        decide = {"keep": engine.gaps.keep, "drop": engine.gaps.drop, "undecide": engine.gaps.undecide}[words[0]]
        self._app.desk.start(
            "gap",
            lambda _l, _c: decide(gap.gap_id),
            done=lambda _: self._hint(f"'{one_line(gap.title, 50)}' is {SAID[words[0]]}."),
            failed=self._screen.session.say_error,
        )

    def cancel(self) -> bool:
        """Stop looking; False where nobody does."""
        if self._job is None:
            return self._library.cancel()
        self._job.cancel.set()
        return True

    def _found(self, report: GapReport) -> None:
        self._job = None
        self._screen.session.add(entry_of(report))

    def _failed(self, message: str) -> None:
        self._job = None
        self._screen.session.say_error(message)

    def _hint(self, text: str) -> None:
        self._screen.notify(text, markup=False)


def split(arguments: str) -> list[str]:
    """'A B' as two names; quotes hold a name with spaces together."""
    try:
        return shlex.split(arguments)
    except ValueError:  # a quote that is never closed, or an apostrophe
        return arguments.split()


def numbered(report: GapReport) -> Iterator[tuple[Gap, range]]:
    """Each gap with the numbers of its sources: first those of A, then those of B."""
    n = 1
    for gap in report.gaps:
        count = len(gap.a) + len(gap.b)
        yield gap, range(n, n + count)
        n += count


def entry_of(report: GapReport) -> Entry:
    """The list: each gap under its title, what is there before what comes nearest."""
    sources: list[Source] = []
    for gap, numbers in numbered(report):
        evidence = [(each, False) for each in gap.a] + [(each, True) for each in gap.b]
        for n, (each, near) in zip(numbers, evidence, strict=True):
            badge = NEAREST if near else gap.decision
            why = "" if near or gap.kind is GapKind.COVERAGE else one_line(gap.why, 200)  # else the passage says it
            group = f"{one_line(gap.title, 60)} ({gap.kind.value})"
            sources.append(Source(n, each.place, each.quote, {}, None, True, group, badge, why))
    text = "\n".join([summary(report), *(one_line(note, 300) for note in report.notes)])
    return Entry("passages", text, sources=tuple(sources), title=one_line(heading(report), 90), result=report)
