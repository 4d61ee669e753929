"""`nacre eval`: quality, measured on a test collection in a library of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from engine.events import Listener
from tui.cli.figures import report
from tui.cli.followups import followups_report
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json
from tui.cli.progress import Progress

directory_argument = click.argument(
    "directory", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)


@click.group("eval")
@common
def evaluate() -> None:
    """Measure quality on a test collection."""


@evaluate.command()
@directory_argument
@common
@with_request
def retrieval(request: Request, directory: Path) -> None:
    """Rank the documents of a collection in the BEIR layout, with every arm."""
    from engine.evaluation import retrieval as measurement

    measured(request, lambda progress: measurement.evaluate(directory.absolute(), progress))


@evaluate.command()
@directory_argument
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(1), help="Questions of each kind.")
@common
@with_request
def answers(request: Request, directory: Path, limit: int) -> None:
    """Ask answerable and unanswerable questions and check the answers."""
    from engine.evaluation import answers as measurement

    measured(request, lambda progress: measurement.evaluate(directory.absolute(), limit, progress))


@evaluate.command()
@directory_argument
@common
@with_request
def chunks(request: Request, directory: Path) -> None:
    """Compare nacre's chunks with windows of 800 characters."""
    from engine.evaluation import chunks as measurement

    measured(request, lambda progress: measurement.evaluate(directory.absolute(), progress))


@evaluate.command()
@directory_argument
@click.option(
    "--limit", default=1500, show_default=True, type=click.IntRange(1), help="Questions of each half of the articles."
)
@common
@with_request
def claims(request: Request, directory: Path, limit: int) -> None:
    """Hold true and false claims against sentences."""
    from engine.evaluation import claims as measurement

    measured(request, lambda progress: measurement.evaluate(directory.absolute(), limit, progress))


@evaluate.command()
@directory_argument
@click.option(
    "--haystack",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A collection whose documents lie in the same library; may be given again.",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(["gate", "bridging", "cover", "acceptance"]),
    help="Leave a part of the loop out; may be given again.",
)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="Rounds, the search included.")
@common
@with_request
def loop(request: Request, directory: Path, haystack: tuple[Path, ...], without: tuple[str, ...], rounds: int) -> None:
    """Compare evidence chosen over several rounds with one search."""
    from engine.evaluation import loop as measurement

    settings = measurement.settings_without(without, rounds)
    others = [each.absolute() for each in haystack]
    measured(request, lambda progress: measurement.evaluate(directory.absolute(), others, settings, progress))


@evaluate.command()
@directory_argument
@common
@with_request
def followups(request: Request, directory: Path) -> None:
    """Compare follow-ups as typed with what they are completed to."""
    from engine.evaluation import followups as measurement

    with Progress() as progress:
        result = measurement.evaluate(directory.absolute(), progress)
    if request.as_json:
        print_json(result)
    else:
        click.echo("\n".join(followups_report(result)))


@evaluate.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@common
@with_request
def route(request: Request, files: tuple[Path, ...]) -> None:
    """Route the prompts of JSON lines with text and role."""
    from engine.evaluation import route as measurement
    from engine.models.choose import best_here

    measured(request, lambda progress: measurement.evaluate(files, best_here(), progress))


@evaluate.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
@with_request
def gaps(request: Request, file: Path) -> None:
    """Find gaps that were planted in pairs of texts."""
    from engine.evaluation import gaps as measurement

    measured(request, lambda progress: measurement.evaluate(file.absolute(), progress))


@evaluate.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
@with_request
def disagreement(request: Request, file: Path) -> None:
    """Tell pairs of passages that contradict each other from those that don't."""
    from engine.evaluation import disagreement as measurement

    measured(request, lambda progress: measurement.evaluate(file.absolute(), progress))


@evaluate.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
@with_request
def stance(request: Request, file: Path) -> None:
    """Tell pairs of texts that value one subject differently from those that don't."""
    from engine.evaluation import stance as measurement

    show(request, measurement.evaluate(file.absolute()))


@evaluate.command()
@directory_argument
@common
@with_request
def graph(request: Request, directory: Path) -> None:
    """Find links taken out of a folder of notes, or hold relations against Re-DocRED's."""
    from engine.evaluation import graph as measurement
    from engine.models.choose import best_here

    measured(request, lambda progress: measurement.evaluate(directory.absolute(), best_here(), progress))


@evaluate.command()
@directory_argument
@click.option("--limit", default=150, show_default=True, type=click.IntRange(1), help="Questions of each kind.")
@common
@with_request
def questions(request: Request, directory: Path, limit: int) -> None:
    """Tell questions that a collection does not answer from those that it does."""
    from engine.evaluation import questions as measurement

    measured(request, lambda progress: measurement.evaluate(directory.absolute(), limit, progress))


def measured(request: Request, measure: Callable[[Listener], Mapping[str, Any]]) -> None:
    """Measure with progress on the terminal, and show the result."""
    with Progress() as progress:
        result = measure(progress)
    show(request, result)


def show(request: Request, result: Mapping[str, Any]) -> None:
    """The result of a measurement, as one object or as tables."""
    if request.as_json:
        print_json(result)
    else:
        click.echo("\n".join(report(result)))
