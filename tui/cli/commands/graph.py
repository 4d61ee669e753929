"""`nacre map`, `nacre concept` and `nacre path`: the graph of the library."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine.errors import NacreError, UsageError
from tui.cli import graphs, opening
from tui.cli.commands.ask import readable
from tui.cli.harmless import harmless
from tui.cli.options import Request, common, scope, with_request
from tui.cli.output import print_json

LISTED = 50


@click.command("map")
@click.option(
    "--format",
    "form",
    type=click.Choice(["graphml", "json", "mermaid", "html"]),
    help="The graph itself, instead of the list of concepts.",
)
@click.option("-o", "output", metavar="FILE", type=click.Path(path_type=Path), help="Write it to FILE.")
@click.option("-k", default=LISTED, show_default=True, type=click.IntRange(1, 2000), help="How many concepts.")
@scope
@common
@with_request
def map_(request: Request, form: str | None, output: Path | None, k: int, scope: str) -> None:
    """Show what the library is about, and what joins it."""
    if output is not None and form is None:
        raise UsageError("-o needs a format", "add --format html, graphml, json or mermaid")
    with opening.open_engine(request) as engine:
        if form is not None:
            text = engine.graph.export(form, limit=k, scope=scope)
            if output is None:
                click.echo(harmless(text), nl=False)
                return
            try:
                output.write_text(text, encoding="utf-8", errors="replace")
            except OSError as error:
                raise NacreError(f"{output} can't be written: {error.strerror}", "name another file with -o") from error
            if request.as_json:
                print_json({"written": str(output.absolute()), "format": form})
            else:
                click.echo(f"Written to {output}.")
            return
        if request.as_json:
            exported = json.loads(engine.graph.export("json", limit=k, scope=scope))
            print_json({**exported, "stats": graphs.stats_json(engine.graph.stats())})
            return
        concepts, stats = engine.graph.concepts(limit=k, scope=scope), engine.graph.stats()
    click.echo("\n".join(graphs.concepts_text(concepts, stats)))


@click.command()
@click.argument("name")
@scope
@common
@with_request
def concept(request: Request, name: str, scope: str) -> None:
    """Show what the library says of a concept: what it is, what it is tied to, and where it stands."""
    with opening.open_engine(request) as engine:
        found = engine.graph.concept(readable(name), scope=scope)
    if request.as_json:
        print_json(graphs.concept_json(found))
    else:
        click.echo("\n".join(graphs.concept_text(found)))


@click.command()
@click.argument("a")
@click.argument("b")
@scope
@common
@with_request
def path(request: Request, a: str, b: str, scope: str) -> None:
    """Show how two concepts hang together, step by step, each with the sentence that carries it."""
    with opening.open_engine(request) as engine:
        found = engine.graph.path(readable(a), readable(b), scope=scope)
    if request.as_json:
        print_json(graphs.path_json(found))
    else:
        click.echo("\n".join(graphs.path_text(found)))
