"""`nacre fetch wikipedia`: the one command that reads pages from the web."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli import opening
from tui.cli.failures import DONE_IN_PART, INTERRUPTED, tell
from tui.cli.figures import counted
from tui.cli.harmless import one_line
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json, record
from tui.cli.progress import Progress
from tui.cli.stopping import interruptible

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.fetching.fetch import FetchReport
    from engine.sources.wiki.titles import PageName

SHOWN = 20
COLLECTION = "Wikipedia"


@click.group()
def fetch() -> None:
    """Fetch pages from the web and take them in. No other command reads the web for documents."""


@fetch.command()
@click.option(
    "--from",
    "source",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="Bookmarks exported by a browser, or a text with addresses or titles.",
)
@click.option("--limit", default=0, metavar="N", type=click.IntRange(0), help="Fetch N pages at most.")
@click.option("--lang", default="", metavar="CODE", help="Only pages in this language: en, de ...")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched, and open no connection.")
@common
@with_request
def wikipedia(request: Request, source: Path, limit: int, lang: str, dry_run: bool) -> None:
    """Fetch the Wikipedia pages that FILE names, and take them in.

    One page a second (fetch.interval_s in the settings); pages that are here are not fetched again, so an interrupted
    run goes on where it stopped. Wikipedia asks programs to say who runs them: set fetch.contact to a mail address.
    """
    with opening.open_engine(request) as engine:
        names = engine.fetch.wanted(source.absolute(), lang.strip().lower())
        if dry_run:
            _show_plan(request, engine, names, limit)
            return
        with interruptible() as cancel, Progress() as progress:
            report = engine.fetch.fetch(names, limit=limit, listen=progress, cancel=cancel)
            taken = 0
            if engine.fetch.pages.is_dir() and not cancel.is_set():
                ingested = engine.ingest.run(
                    [engine.fetch.pages], collection=COLLECTION, listen=progress, cancel=cancel
                )
                taken = ingested.added + ingested.changed
        _show(request, report, taken)
    if cancel.is_set():
        raise click.exceptions.Exit(INTERRUPTED)
    if report.stopped:
        tell(report.stopped, as_json=False)
        raise click.exceptions.Exit(DONE_IN_PART if report.fetched or report.here else 1)


def _show_plan(request: Request, engine: Engine, names: tuple[PageName, ...], limit: int) -> None:
    waiting = engine.fetch.to_fetch(names)
    chosen = waiting[:limit] if limit else waiting
    if request.as_json:
        print_json({"pages": len(names), "would_fetch": [record(name) for name in chosen]})
        return
    click.echo(f"{counted(len(names), 'page')} named, {len(chosen):,} to be fetched:")
    for line in _listed(chosen):
        click.echo(line)


def _show(request: Request, report: FetchReport, taken: int) -> None:
    if request.as_json:
        print_json({**record(report), "taken_in": taken})
        return
    parts = [f"{counted(len(report.fetched), 'page')} fetched", f"{taken:,} taken in"]
    parts += [f"{report.here:,} were here"] * bool(report.here) + [f"{report.left:,} left"] * bool(report.left)
    click.echo(", ".join(parts))
    if report.missing:
        click.echo("There is no page called:")
        for line in _listed(report.missing):
            click.echo(line)


def _listed(names: tuple[PageName, ...]) -> list[str]:
    more = len(names) - SHOWN
    lines = [f"  {one_line(str(name))}" for name in names[:SHOWN]]
    return [*lines, f"  and {more:,} more; --json lists them all"] if more > 0 else lines
