"""`nacre ingest`: documents in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from engine.errors import Cancelled, UsageError
from engine.events import Event, IngestDone
from engine.records import FileOutcome, IngestReport
from tui.cli import opening
from tui.cli.failures import DONE_IN_PART, INTERRUPTED, tell
from tui.cli.figures import counted
from tui.cli.harmless import one_line
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json, record
from tui.cli.progress import Progress
from tui.cli.stopping import interruptible

SKIPPED_SHOWN = 20  # a photo folder has thousands; --json has them all


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--wait/--no-wait", default=True, help="Wait until meaning is searchable too, not only words.")
@click.option("--watch", is_flag=True, help="Go on following changes until Ctrl-C.")
@click.option("--collection", default="", metavar="NAME", help="Put the documents into this collection.")
@common
@with_request
def ingest(request: Request, paths: tuple[Path, ...], wait: bool, watch: bool, collection: str) -> None:
    """Add or update files and folders.

    A second run reads only what changed. What .gitignore names is left out.
    """
    here = [path.absolute() for path in paths]
    if watch:
        status = _watch(request, here, collection)
    else:
        status = _once(request, here, wait, collection)
    raise click.exceptions.Exit(status)


def _once(request: Request, paths: Sequence[Path], wait: bool, collection: str) -> int:
    with opening.open_engine(request) as engine, interruptible() as cancel, Progress() as progress:
        report = engine.ingest.run(paths, wait=wait, collection=collection, listen=progress, cancel=cancel)
    _show(request, report)
    if cancel.is_set():
        tell("stopped; what was done is kept.", as_json=False)  # the report is the one object
        return INTERRUPTED
    if not report.failed:
        return 0
    if not any(path.exists() for path in paths) and not _changed(report):
        _say_nothing_is_there(paths)
        return 1
    return DONE_IN_PART


def _watch(request: Request, paths: Sequence[Path], collection: str) -> int:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"there is nothing to watch at {missing[0]}", "check the path")
    with opening.open_engine(request) as engine, interruptible() as cancel, Progress() as progress:

        def listen(event: Event) -> None:
            progress(event)
            if isinstance(event, IngestDone) and (request.as_json or _noteworthy(event.report)):
                _show(request, event.report)

        if not request.as_json:
            tell(f"watching {', '.join(map(str, paths))}; Ctrl-C ends it.", as_json=False)
        with suppress(Cancelled):  # Ctrl-C is how watching ends, even in the middle of a file
            engine.ingest.watch(paths, collection=collection, listen=listen, cancel=cancel)
    return 0


def _show(request: Request, report: IngestReport) -> None:
    if request.as_json:
        print_json(record(report))
        return
    click.echo(_summary(report))
    for name, outcomes in (("Failed", report.failed), ("Skipped", report.skipped), ("Notes", report.notes)):
        for line in _listed(name, outcomes, all_of_them=name == "Failed"):
            click.echo(line)


def _summary(report: IngestReport) -> str:
    done = [
        f"{count:,} {word}"
        for word, count in (
            ("added", report.added),
            ("changed", report.changed),
            ("unchanged", report.unchanged),
            ("removed", report.removed),
            ("skipped", len(report.skipped)),
            ("failed", len(report.failed)),
        )
        if count
    ]
    work = f"{counted(report.chunks, 'chunk')}, {report.embedded:,} embedded, {report.seconds:.1f} s"
    return f"{', '.join(done) or 'nothing to do'} ({work})"


def _listed(name: str, outcomes: Sequence[FileOutcome], all_of_them: bool) -> list[str]:
    if not outcomes:
        return []
    shown = outcomes if all_of_them else outcomes[:SKIPPED_SHOWN]
    lines = [f"{name}:", *(f"  {one_line(outcome.path)}: {one_line(outcome.reason)}" for outcome in shown)]
    more = len(outcomes) - len(shown)
    return [*lines, f"  and {more:,} more; --json lists them all"] if more else lines


def _say_nothing_is_there(paths: Sequence[Path]) -> None:
    which = f"{paths[0]} does not exist" if len(paths) == 1 else f"none of the {len(paths)} paths exists"
    tell(f"{which}. Check the spelling.", as_json=False)  # the report is the one object


def _changed(report: IngestReport) -> bool:
    return bool(report.added or report.changed or report.removed)


def _noteworthy(report: IngestReport) -> bool:
    return _changed(report) or bool(report.failed)
