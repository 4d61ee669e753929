"""`nacre train evidence`: a selector of the library's own, or the one that ships again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine import config
from engine.errors import UsageError
from engine.events import Listener
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json
from tui.cli.progress import Progress
from tui.cli.selector_report import card_text, report_text
from tui.cli.stopping import interruptible

_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_new_folder = click.Path(file_okay=False, path_type=Path)

OWN_MINUTES = 60.0
NONE_YET = "no selector has been trained on this library yet; nacre train evidence does it"


@click.command()
@click.option("--collections", multiple=True, type=_folder, metavar="DIR", help="Learn from a collection instead.")
@click.option("--chains", multiple=True, type=_folder, metavar="DIR", help="Learn from chains of Re-DocRED's facts.")
@click.option("--only-report", multiple=True, type=_folder, metavar="DIR", help="A collection to report on alone.")
@click.option("--samples", type=_folder, metavar="DIR", help="Use what an earlier run gathered, as it is.")
@click.option("--work", type=_new_folder, metavar="DIR", help="Where samples and checkpoints of collections lie.")
@click.option(
    "--minutes", type=click.FloatRange(0, min_open=True), help="Time for it; 60 for a library, else as the recipe has."
)
@click.option("--resume", is_flag=True, help="Go on with what was interrupted.")
@click.option("--device", default="cpu", show_default=True, help="Where PyTorch computes: cpu, cuda, mps ...")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0))
@click.option("--seeds", default=1, show_default=True, type=click.IntRange(1, 20), help="Networks; the first is kept.")
@click.option("--peers", is_flag=True, help="Also train what the recursion is compared with.")
@click.option("--tune", is_flag=True, help="Report on the questions that the recipe's numbers are chosen by.")
@click.option(
    "-o",
    "--output",
    default="selector.npz",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write, of collections.",
)
@click.option("--report", is_flag=True, help="Show what the last run on this library found.")
@click.option("--forget", is_flag=True, help="Go back to the selector that ships.")
@common
@with_request
def evidence(
    request: Request,
    /,
    collections: tuple[Path, ...],
    chains: tuple[Path, ...],
    only_report: tuple[Path, ...],
    samples: Path | None,
    work: Path | None,
    minutes: float | None,
    output: Path,
    report: bool,
    forget: bool,
    **wished: Any,
) -> None:
    """Train the selector of evidence on your own library; it is kept only if it wins on documents it has not seen.

    It learns from headings, sentences, links and your verdicts (/good, /bad). Ctrl-C keeps what was done.
    """
    library = request.library or config.default_library()
    if report or forget:
        if report and forget:
            raise UsageError("--report and --forget are two commands", "name one of them")
        (_show_last if report else _forget)(request, library)
        return
    on_own = not (samples or any((collections, chains, only_report)))
    if on_own and wished["tune"]:
        raise UsageError("--tune is for collections", "leave it out, or name --collections")
    from engine.training.torch_here import require

    require()
    from engine.training.evidence.recipe import OWN, RECIPE
    from engine.training.evidence.run import on_collections, on_samples
    from engine.training.evidence.run_own import on_library
    from engine.training.evidence.wish import Collections, Wish
    from engine.training.step_back import step_back

    given = Collections(*(_absolute(each) for each in (collections, chains, only_report)))
    wish = Wish(minutes=minutes or (OWN_MINUTES if on_own else 0.0), recipe=OWN if on_own else RECIPE, **wished)
    target = output.absolute()
    step_back()
    with interruptible() as cancel, Progress() as progress:
        listen: Listener = progress
        if on_own:
            found = on_library(library, wish, listen, cancel)
        elif samples:
            found = on_samples(samples.absolute(), target, wish, listen, cancel)
        else:
            folder = (work or target.with_suffix(".work")).absolute()
            found = on_collections(given, target, folder, wish, listen, cancel)
    _show(request, found)


def _show_last(request: Request, library: Path) -> None:
    from engine.reasoning.selecting.choosing import shipped_card
    from engine.training.evidence.kept import last_report

    found = last_report(library)
    if found is not None:
        _show(request, found)
    elif request.as_json:
        print_json({"report": None, "why": NONE_YET, "ships": shipped_card()})
    else:
        click.echo("\n".join([f"{NONE_YET[0].upper()}{NONE_YET[1:]}.", *card_text(shipped_card())]))


def _forget(request: Request, library: Path) -> None:
    from engine.training.evidence.kept import forget

    had_one = forget(library)
    if request.as_json:
        print_json({"forgotten": had_one})
    else:
        click.echo(
            "This library uses the selector that ships again."
            if had_one
            else "This library has no selector of its own."
        )


def _show(request: Request, found: dict[str, Any]) -> None:
    if request.as_json:
        print_json(found)
    else:
        click.echo("\n".join(report_text(found)))


def _absolute(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(folder.absolute() for folder in folders)
