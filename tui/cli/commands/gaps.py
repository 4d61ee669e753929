"""`nacre gaps`: what one side has and the other lacks, and what becomes of what was found."""

from __future__ import annotations

from pathlib import Path

import click

from engine.errors import NacreError, UsageError
from tui.cli import gapped, opening
from tui.cli.commands.ask import readable
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json
from tui.cli.progress import Progress

KINDS = ("coverage", "link", "hole", "question", "emphasis", "disagreement", "stance")
DECISIONS = {"keep": "kept", "drop": "dropped", "undecide": "undecided"}


@click.command()
@click.argument("sides", metavar="A B | keep ID | drop ID", nargs=-1)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind; may be given again.")
@click.option(
    "--report",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was found to a file: .html for one page, Markdown otherwise.",
)
@common
@with_request
def gaps(request: Request, sides: tuple[str, ...], kinds: tuple[str, ...], target: Path | None) -> None:
    """Find what A has and B lacks: documents, folders, collections or tags.

    keep ID marks a gap, drop ID leaves it out from now on, undecide ID takes that back.
    """
    from engine.gaps.records import GapKind

    if len(sides) not in (0, 2):
        raise UsageError("gaps are between two sides", "name both, or none for the whole library: nacre gaps A B")
    chosen = tuple(GapKind(kind) for kind in kinds)
    with opening.open_engine(request) as engine:
        if sides and sides[0] in DECISIONS:
            decide = getattr(engine.gaps, sides[0])
            data = {"gap": decide(readable(sides[1])), "decision": DECISIONS[sides[0]]}
            if request.as_json:
                print_json(data)
            else:
                click.echo(f"{data['gap']} is {data['decision']}.")
            return
        with Progress() as progress:
            if sides:
                found = engine.gaps.between(readable(sides[0]), readable(sides[1]), chosen, listen=progress)
            else:
                found = engine.gaps.library(chosen, listen=progress)
        if target is not None:
            form = "html" if target.suffix.lower() in (".html", ".htm") else "markdown"
            _write(target, engine.gaps.report(found, form))
    if request.as_json:
        print_json(gapped.gaps_json(found))
    else:
        click.echo("\n".join(gapped.gaps_text(found)))


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise NacreError(f"{target} can't be written: {error.strerror}", "name another file with --report") from error
