"""Documents in, and the background work that follows, with progress in the last line of the screen."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from textual.timer import Timer

from engine import events
from engine.errors import Cancelled, LibraryLocked
from engine.records import IngestReport
from tui.desk import Desk, Job
from tui.drawing.clean import one_line
from tui.drawing.welcoming import KINDS, huge
from tui.work.belonging import Belonging
from tui.work.folders import survey
from tui.work.remaining import Progress

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen

LOCKED_WAIT_S = 20.0  # another process is at it: look again then
TICK_S = 2.0  # between two looks at the time that is left
NAMED = 5  # files that a report names; the rest is counted
WORDS = {
    "embed": "embedding",
    "segment": "writing vectors",
    "engram": "counting engrams",
    "graph": "reading concepts",
    "layout": "reading page layout",
    "threads": "reading conversations",
    "questions": "asking open questions again",
    "gaps": "looking for kept gaps",
}


class Intake:
    """At most one ingest and one worker at a time."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self.engine: Engine | None = None
        self._ingest: Job[IngestReport] | None = None
        self._work: Job[int | None] | None = None
        self._far = Progress()
        self._under_way: dict[str, tuple[str, int, int]] = {}  # of each kind of work: its name, and how far it is
        self._clock: Timer | None = None

    # --- ingest -------------------------------------------------------------------------------------------------

    def ingest(self, typed: str) -> None:
        """Take in the file or folder whose path was typed."""
        self.take(Path(_unquoted(typed)).expanduser())

    def take(self, path: Path, collection: str = "") -> None:
        """Take in a file or folder; of a very large one the person is asked first."""
        engine, session = self.engine, self._screen.session
        if engine is None:
            session.say(self._screen.beginning.no_library, "warning")
            return
        if self._ingest is not None:
            key = self._screen.nacre.keymap.label("interrupt")
            session.say(f"Documents are being taken in already; {key} cancels that.", "warning")
            return
        self._screen.status.work("ingest", f"looking at {one_line(str(path), 40)} …")
        self._screen.beginning.reads(path)

        def run(listen: events.Listener, cancel: Event) -> IngestReport:
            seen = survey(path, cancel)
            known = seen.huge and engine.library.status().documents >= seen.files // 2
            if seen.huge and not known and not self._desk.confirm(huge(path, seen), cancel):
                raise Cancelled("nothing was taken in", "name a smaller folder: /ingest PATH")
            return engine.ingest.run([path], wait=False, collection=collection, listen=listen, cancel=cancel)

        here = Belonging(self._screen, f"/ingest {path}")
        self._ingest = self._desk.start(
            "ingest",
            run,
            event=lambda event: self._happened(event, here),
            done=lambda report: self._taken(path, report, here),
            failed=lambda message: self._failed(message, here),
        )

    def _happened(self, event: events.Event, here: Belonging) -> None:
        """What an ingest says belongs to the conversation in which it was asked for."""
        if isinstance(event, events.Notice) and event.level != "info":
            here.tell(event.text, event.level)
        else:
            self._progress(event)

    def _progress(self, event: events.Event) -> None:
        status = self._screen.status
        self._screen.library.progress(event)
        match event:
            case events.FilesFound(files=files):
                status.work("ingest", f"reading {files:,} {_plural(files, 'file')}")
                self._screen.beginning.read(0, files)
            case (
                events.FileDone(done=done, total=total)
                | events.FileSkipped(done=done, total=total)
                | events.FileFailed(done=done, total=total)
            ):
                self._say_far("ingest", "reading", done, total)
                self._screen.beginning.read(done, total, event.passages if isinstance(event, events.FileDone) else 0)
            case events.JobProgress(kind=kind, done=done, total=total):
                if done < total:
                    self._say_far(kind, WORDS.get(kind, kind), done, total)
                else:
                    self._over_with(kind)
            case events.Notice(text=text, level="info"):
                self._screen.notify(text, markup=False)
            case events.Notice(text=text, level=level):
                self._screen.session.say(text, level)

    def _taken(self, path: Path, report: IngestReport, here: Belonging) -> None:
        self._over()
        here.tell(summary(path, report), "warning" if report.failed else "info")
        self._screen.library_changed()
        self.work()

    def _failed(self, message: str, here: Belonging) -> None:
        self._over()
        here.say_error(message)
        self._screen.library_changed()
        self.work()

    def _over(self) -> None:
        self._ingest = None
        self._over_with("ingest")
        self._screen.beginning.over()

    def cancel(self) -> bool:
        """Stop the ingest under way; the files taken in stay. False where there is none."""
        if self._ingest is None or self._ingest.cancel.is_set():
            return False
        self._ingest.cancel.set()
        return True

    # --- background ---------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Do what waits in the queue, unless that is under way; waits quietly while another process does it."""
        engine = self.engine
        if engine is None or self._work is not None:
            return

        def run(listen: events.Listener, cancel: Event) -> int | None:
            try:
                return engine.ingest.work(listen=listen, cancel=cancel)
            except LibraryLocked:
                return None

        self._work = self._desk.start("work", run, event=self._progress, done=self._worked, failed=self._stopped)

    def _worked(self, embedded: int | None) -> None:
        self._clear()
        if embedded is None:
            self._screen.set_timer(LOCKED_WAIT_S, self.work)
        elif embedded:
            self._screen.library_changed()
        if self.engine is not None:
            self._screen.news.look(self.engine)

    def _stopped(self, message: str) -> None:
        self._clear()
        self._screen.session.say(f"Background work stopped: {message}", "warning")

    def _clear(self) -> None:
        self._work = None
        for kind in {*WORDS, *self._under_way} - {"ingest"}:  # an ingest may go on beside it
            self._over_with(kind)

    # --- how far it is ------------------------------------------------------------------------------------------

    def _say_far(self, kind: str, name: str, done: int, total: int) -> None:
        self._under_way[kind] = name, done, total
        self._screen.status.work(kind, f"{name} {bar(done, total)} {self._far.words(kind, done, total)}")
        if self._clock is None:
            self._clock = self._screen.set_interval(TICK_S, self._tick)
        self._clock.resume()

    def _tick(self) -> None:
        """A page may take minutes: the time that is left goes down all the same."""
        for kind, (name, done, total) in self._under_way.items():
            self._screen.status.work(kind, f"{name} {bar(done, total)} {self._far.still(kind, done, total)}")
        if not self._under_way and self._clock is not None:
            self._clock.pause()

    def _over_with(self, kind: str) -> None:
        self._under_way.pop(kind, None)
        self._far.over(kind)
        self._screen.status.work(kind, "")


def bar(done: int, total: int, width: int = 10) -> str:
    """A small bar of blocks."""
    full = width * done // total if total else 0
    return "▰" * full + "▱" * (width - full)


def summary(path: Path, report: IngestReport) -> str:
    """What became of an ingest, in a few lines."""
    if len(report.failed) == 1 and not (report.added or report.changed or report.unchanged or report.skipped):
        return f"{report.failed[0].path}: {report.failed[0].reason}"
    counts = [
        ("added", report.added),
        ("changed", report.changed),
        ("unchanged", report.unchanged),
        ("removed", report.removed),
    ]
    words = [f"{number:,} {name}" for name, number in counts if number] or ["nothing to take in"]
    words += [f"{len(report.skipped):,} skipped"] if report.skipped else []
    words += [f"{len(report.failed):,} failed"] if report.failed else []
    lines = [
        f"{path}: {', '.join(words)}. {report.chunks:,} passages can be searched."
        if report.chunks
        else f"{path}: {', '.join(words)}."
    ]
    if not (report.added or report.changed or report.unchanged or report.removed):
        lines.append(f"Nothing here could be read. Nacre reads {KINDS}")
    for what, outcomes in (("failed", report.failed), ("note", report.notes), ("skipped", report.skipped)):
        lines += [f"{what}: {outcome.path} — {outcome.reason}" for outcome in outcomes[:NAMED]]
        if len(outcomes) > NAMED:
            lines.append(f"… and {len(outcomes) - NAMED:,} more {what}")
    return "\n".join(lines)


def _plural(number: int, word: str) -> str:
    return word if number == 1 else word + "s"


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
