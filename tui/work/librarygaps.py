"""`/gaps` without sides: what the whole library leaves open, as a list over the conversation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import events
from engine.gaps.again import AGAIN
from engine.gaps.records import Gap, GapKind, GapReport
from engine.gaps.report import KINDS, summary
from tui.desk import Job
from tui.drawing.clean import one_line
from tui.findings import Finding, Group, Shown
from tui.screens.findings import Findings
from tui.screens.naming import Naming
from tui.talk import Source
from tui.work.export import free_file, write_new
from tui.work.intake import bar

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

DOES = {
    "open-finding": "open",
    "ask-finding": "ask",
    "keep-finding": "keep",
    "drop-finding": "drop",
    "next-kind": "kinds",
    "write-findings": "file",
    "leave-findings": "back",
}
LACKING = (GapKind.COVERAGE, GapKind.EMPHASIS, GapKind.QUESTION)
"""Kinds whose other side only has what comes nearest."""

LOOKING = "Looking through the library …"
NOTHING = (
    "Nothing was found: no missing link, no question without an answer, no contradiction, and no regions of the "
    "library that should be joined and are not. "
    "/gaps A B compares two sources."
)


class LibraryGaps:
    """Looks, shows, and does what is chosen."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen
        self._page: Findings | None = None
        self._job: Job[GapReport] | None = None
        self._report: GapReport | None = None
        self._gaps: dict[str, Gap] = {}

    def look(self, engine: Engine) -> None:
        """Open the list, and look."""
        if self._app.screen is not self._screen:
            return

        def left(_: None) -> None:
            self.cancel()
            self._page = None

        self._page = Findings("What the library leaves open", DOES, lambda what, one, n: self._do(engine, what, one, n))
        self._app.push_screen(self._page, left)
        self._page.show(LOOKING, (), "")
        job: Job[GapReport] | None = None

        def current() -> bool:
            """Not of a search that was left, and only notices it now."""
            return job is None or job is self._job

        def done(report: GapReport) -> None:
            if current():
                self._job = None
                self._found(report)

        def failed(message: str) -> None:
            if current():
                self._job = None
                self._tell(message, "warning")

        job = self._job = self._app.desk.start(
            "library-gaps",
            lambda listen, cancel: engine.gaps.library(listen=listen, cancel=cancel),
            event=lambda event: self._progress(event) if current() else None,
            done=done,
            failed=failed,
        )

    def cancel(self) -> bool:
        """Stop looking; False where nobody does."""
        if self._job is None or self._job.over:
            return False
        self._job.cancel.set()
        return True

    def _progress(self, event: events.Event) -> None:
        if self._page is not None and isinstance(event, events.JobProgress) and event.total:
            self._page.tell(f"{LOOKING} {bar(event.done, event.total)} {event.done:,} of {event.total:,}")

    def _found(self, report: GapReport) -> None:
        self._report = report
        self._gaps = {gap.gap_id: gap for gap in report.gaps}
        if self._page is not None:
            said = " ".join([summary(report), *(one_line(note, 300) for note in report.notes)])
            self._page.show(said, groups_of(report), NOTHING)

    # --- what can be done ---------------------------------------------------------------------------------------

    def _do(self, engine: Engine, what: str, one: Finding | None, n: int) -> None:
        if what == "write":
            self._write(engine)
        elif one is not None and what == "open":
            open_passage(self._screen, one, n)
        elif one is not None and what == "ask":
            self._ask(one)
        elif one is not None and what in ("keep", "drop"):
            self._decide(engine, what, one)

    def _ask(self, one: Finding) -> None:
        if self._page is not None and one.question and self._screen.ask(one.question):
            self._page.dismiss()

    def _decide(self, engine: Engine, what: str, one: Finding) -> None:
        """Keep or drop; once more takes it back."""
        wanted = {"keep": "kept", "drop": "dropped"}[what]
        new = "" if one.badge == wanted else wanted
        decide = {"kept": engine.gaps.keep, "dropped": engine.gaps.drop, "": engine.gaps.undecide}[new]

        def done(_: str) -> None:
            one.badge = new
            if self._report is not None:
                gaps = [replace(gap, decision=new) if gap.gap_id == one.id else gap for gap in self._report.gaps]
                self._report = replace(self._report, gaps=tuple(gaps))
            if self._page is not None:
                self._page.list.changed()
                again = new == "kept" and self._gaps[one.id].kind in AGAIN
                self._page.tell(SAID[new] + (AGAIN_SAID if again else ""))

        self._app.desk.start("gap", lambda _l, _c: decide(one.id), done=done, failed=self._warn)

    def _write(self, engine: Engine) -> None:
        """Ask for a file's name: .html makes a page, anything else Markdown."""
        report = self._report
        if report is None:
            return

        def named(name: str | None) -> None:
            if not name:
                return
            file = Path(name).expanduser().absolute()
            form = "html" if file.suffix.lower() in (".html", ".htm") else "markdown"
            kept = replace(report, gaps=tuple(gap for gap in report.gaps if gap.decision != "dropped"))
            self._app.desk.start(
                "write",
                lambda _l, _c: write_new(file, engine.gaps.report(kept, form)),
                done=lambda _: self._tell(f"Written to {file}"),
                failed=self._warn,
            )

        free = free_file(Path.cwd() / "gaps", ".html")
        self._app.push_screen(Naming(free.parent, free.name), named)

    def _tell(self, text: str, level: str = "info") -> None:
        if self._page is not None:
            self._page.tell(text, level)

    def _warn(self, message: str) -> None:
        self._tell(message, "warning")


SAID = {
    "kept": "Kept.",
    "dropped": "Dropped: it is left out from now on. The same key takes that back.",
    "": "Neither kept nor dropped.",
}
AGAIN_SAID = " It is looked for again when documents come, and /questions says when it is found no more."


def open_passage(screen: MainScreen, one: Finding, n: int) -> None:
    """Open the document of a finding's passage at its place."""
    if 1 <= n <= len(one.passages):
        each = one.passages[n - 1]
        screen.viewing.open(
            each.place.version, each.place.title, Source(n, each.place, each.quote, {}, None, quoted=True)
        )


def groups_of(report: GapReport) -> list[Group]:
    """The gaps by kind, the kind of the best one first."""
    groups: dict[GapKind, Group] = {}
    for gap in report.gaps:
        group = groups.setdefault(gap.kind, Group(KINDS[gap.kind.value], []))
        group.findings.append(finding_of(gap))
    return list(groups.values())


def finding_of(gap: Gap) -> Finding:
    """One gap, its pairs of passages side by side."""
    here = [Shown("There is", each.place, each.quote) for each in gap.a]
    beside = "Nearest" if gap.kind in LACKING else "Beside it"
    there = [Shown(beside, each.place, each.quote) for each in gap.b]
    if gap.kind not in LACKING and len(here) == len(there):
        passages = [each for pair in zip(here, there, strict=True) for each in pair]
    else:
        passages = [*here, *there]
    is_title = gap.kind is GapKind.QUESTION
    return Finding(
        gap.gap_id, gap.title, gap.why, tuple(passages), gap.question, gap.decision, "" if is_title else gap.question
    )
