"""`nacre status`, `verify`, `extract` and `forget`: what is stored."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from engine.engine import Engine
from engine.errors import UsageError
from engine.records import DocumentInfo, LibraryStatus, ModelsStatus
from tui.cli import opening
from tui.cli.failures import DONE_IN_PART
from tui.cli.figures import counted, size
from tui.cli.harmless import one_line
from tui.cli.layout import pairs
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json, record
from tui.cli.progress import Progress

NAMED_BEFORE_FORGETTING = 10


@click.command()
@common
@with_request
def status(request: Request) -> None:
    """Show what is in the library and what runs."""
    with opening.open_engine(request) as engine:
        now, models = engine.library.status(), engine.models.status()
    if request.as_json:
        print_json({**record(now), "models": record(models)})
    else:
        click.echo("\n".join(pairs([*_status_lines(now), *_model_lines(models)])))


@click.command()
@common
@with_request
def verify(request: Request) -> None:
    """Check every stored byte against its checksum."""
    with opening.open_engine(request) as engine, Progress() as progress:
        report = engine.library.verify(listen=progress)
    if request.as_json:
        print_json(record(report))
    else:
        for problem in report.problems:
            click.echo(one_line(problem))
        checked = (
            f"{counted(report.originals, 'original')}, {counted(report.versions, 'version')}, "
            f"{counted(report.chunks, 'chunk')}, {counted(report.embeddings, 'embedding')}, "
            f"{counted(report.conversations, 'conversation')} checked in {report.seconds:.1f} s"
        )
        found = counted(len(report.problems), "problem") if report.problems else "everything is as it was stored"
        click.echo(f"{checked}: {found}.")
    raise click.exceptions.Exit(1 if report.problems else 0)


@click.command()
@click.argument("globs", metavar="[GLOB]...", nargs=-1)
@click.option(
    "-o", "--output", "target", metavar="DIR", required=True, type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--text", is_flag=True, help="The texts that citations point into, instead of the original files.")
@common
@with_request
def extract(request: Request, globs: tuple[str, ...], target: Path, text: bool) -> None:
    """Write originals back out below DIR, byte for byte; without GLOB all of them."""
    with opening.open_engine(request) as engine:
        report = engine.library.extract(globs, target.absolute(), text=text)
    if request.as_json:
        print_json(record(report))
    else:
        click.echo(f"{counted(len(report.written), 'file')} written below {target} ({size(report.bytes)}).")
        for outcome in report.failed:
            click.echo(f"  failed: {one_line(outcome.path)}: {one_line(outcome.reason)}")
    raise click.exceptions.Exit(DONE_IN_PART if report.failed else 0)


@click.command()
@click.argument("globs", metavar="GLOB...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@with_request
def forget(request: Request, globs: tuple[str, ...], yes: bool) -> None:
    """Remove documents and all that came from them. The files themselves stay where they are."""
    if not yes and not (sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError("forgetting without a terminal needs --yes", "add it if you mean it")
    with opening.open_engine(request) as engine:
        if not yes and not _confirmed(engine, globs):
            click.echo("Nothing was forgotten.", err=True)
            raise click.exceptions.Exit(1)
        gone = engine.library.forget(globs)
    if request.as_json:
        print_json({"forgotten": [{"path": one.path, "part": one.part, "title": one.title} for one in gone]})
    else:
        click.echo(f"{counted(len(gone), 'document')} forgotten.")


def _confirmed(engine: Engine, globs: tuple[str, ...]) -> bool:
    found: dict[int, DocumentInfo] = {}
    for glob in globs:
        with suppress(UsageError):  # it may still name files that are gone from their folder: `forget` knows
            found.update({one.document_id: one for one in engine.library.documents(glob)})
    for one in list(found.values())[:NAMED_BEFORE_FORGETTING]:
        click.echo(f"  {one_line(one.path)}", err=True)
    if len(found) > NAMED_BEFORE_FORGETTING:
        click.echo(f"  and {len(found) - NAMED_BEFORE_FORGETTING:,} more", err=True)
    what = counted(len(found), "document") if found else "documents that are gone from their folders"
    return click.confirm(f"Forget {what} and all that came from them?", err=True)


def _status_lines(now: LibraryStatus) -> list[tuple[str, str]]:
    return [
        ("library", one_line(now.library)),
        ("documents", f"{now.documents:,} ({_by_name(now.kinds) or 'none yet: nacre ingest PATH'})"),
        ("collections", _by_name(now.collections) or "none"),
        ("text", f"{counted(now.characters, 'character')} in {counted(now.chunks, 'chunk')}"),
        ("embedded", f"{now.embedded:,} of {now.chunks:,} chunks by {one_line(now.encoder)} (tier {now.tier})"),
        ("originals", f"{size(now.original_bytes)}, stored in {size(now.stored_bytes)}"),
        ("index", _index(now)),
        ("database", size(now.database_bytes)),
        ("conversations", f"{now.conversations:,}"),
        ("waiting", _by_name(now.pending) or "nothing"),
        *([("failed jobs", f"{now.failed_jobs:,}")] if now.failed_jobs else []),
    ]


def _model_lines(now: ModelsStatus) -> list[tuple[str, str]]:
    machine = now.machine
    heat = f", {machine.temperature_c:.0f} °C" if machine.temperature_c is not None else ""
    slowed = f", {one_line(machine.slowed)}" if machine.slowed else ""
    threads = f"{counted(machine.threads, 'thread')} of {counted(machine.cores, 'core')}"
    return [
        ("model", f"{one_line(now.active)}{f' at {one_line(now.remote)}' if now.remote else ''}" or "none: extracts"),
        ("mode", f"{machine.mode} ({machine.chosen}), {threads}, {size(machine.available_bytes)} free{heat}{slowed}"),
    ]


def _index(now: LibraryStatus) -> str:
    """Its size, what a chunk takes of it, its share of the originals, and its parts."""
    if not now.chunks:
        return size(now.index_bytes)
    share = f", {now.index_bytes / now.original_bytes:.0%} of the originals" if now.original_bytes else ""
    rest = size(now.index_bytes - now.segment_bytes - now.engram_bytes)
    parts = f"segments {size(now.segment_bytes)}, engrams {size(now.engram_bytes)}, words and vectors {rest}"
    return f"{size(now.index_bytes)} ({now.index_bytes // now.chunks:,} bytes a chunk{share}): {parts}"


def _by_name(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{one_line(name) or 'unnamed'} {count:,}" for name, count in counts.items() if count)
