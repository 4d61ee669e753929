"""`nacre train`: fits what ships with Nacre again, or for another kind of text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from engine.training.parts import PARTS
from tui.cli.commands.evaluate import measured
from tui.cli.commands.train_evidence import evidence
from tui.cli.failures import INTERRUPTED
from tui.cli.options import Request, common, with_request
from tui.cli.stopping import interruptible

F = TypeVar("F", bound=Callable[..., Any])

_collection = click.Path(exists=True, file_okay=False, path_type=Path)


def _output(name: str) -> Callable[[F], F]:
    """The file that a command writes, unless it is told another one."""
    path = click.Path(dir_okay=False, path_type=Path)
    return click.option("-o", "--output", default=name, show_default=True, type=path, help="File to write.")


@click.group()
@common
def train() -> None:
    """Fit the models that answers rest on."""


@train.command()
@click.argument("directory", metavar="DIR", type=_collection)
@_output("weights.json")
@common
@with_request
def answers(request: Request, directory: Path, output: Path) -> None:
    """Fit the choice of sentences and the threshold of abstention on a collection with answers."""
    from engine.training.answers import train as fit

    measured(request, lambda progress: fit(directory.absolute(), output, progress))


@train.command()
@click.argument("directory", metavar="DIR", type=_collection)
@_output("weights.json")
@common
@with_request
def claims(request: Request, directory: Path, output: Path) -> None:
    """Fit the check of claims against quotes on a collection with answers."""
    from engine.training.claims import train as fit

    measured(request, lambda progress: fit(directory.absolute(), output, progress))


@train.command()
@click.option(
    "-o",
    "--output",
    default="router",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write into.",
)
@common
@with_request
def route(request: Request, output: Path) -> None:
    """Fit the router on the prompts that ship with Nacre, for hashed words and for the embedder that is here."""
    from engine.models.choose import encoders_here
    from engine.training.route import train as fit

    measured(request, lambda progress: fit(encoders_here(), output, progress))


@train.command()
@click.option("--several", multiple=True, required=True, type=_collection, help="Questions that need several passages.")
@click.option("--single", multiple=True, required=True, type=_collection, help="Questions that one passage answers.")
@_output("gate.json")
@common
@with_request
def gate(request: Request, several: tuple[Path, ...], single: tuple[Path, ...], output: Path) -> None:
    """Fit the gate of the evidence loop, which says whether a question needs more than its first search."""
    from engine.training.gate import train as fit

    measured(request, lambda progress: fit(several, single, output, progress))


@train.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--words",
    type=click.Path(dir_okay=False, path_type=Path),
    help="What 'train words' wrote for these pairs: each is read with what was taught without its writer. Without it "
    "they are read with the words that come with Nacre, and figures are too good where those have seen the pairs.",
)
@_output("weights.json")
@common
@with_request
def gaps(request: Request, file: Path, words: Path | None, output: Path) -> None:
    """Fit the probability of a gap on pairs of texts with planted ones."""
    from engine.models.choose import encoders_here
    from engine.training.gaps import train as fit

    measured(request, lambda progress: fit(file.absolute(), output, encoders_here(), progress, words))


@train.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.IntRange(0, PARTS),
    help=f"Teach this only: 0 to {PARTS - 1} without one part of the writers, {PARTS} on all pairs.  [default: each]",
)
@_output("words.npz")
@common
@with_request
def words(request: Request, file: Path, parts: tuple[int, ...], output: Path) -> None:
    """Teach the encoder which words treat the same, on pairs of texts with planted gaps (an hour on two cores).

    Writes the file for use, and beside it some (words-0.npz ...) that were each taught without a part of the writers:
    with these 'train gaps' fits and measures. Nacre reads the file that lies in its package, beside weights of gaps
    that were fitted with it.
    """
    from engine.training.step_back import step_back
    from engine.training.torch_here import require

    require()
    from engine.training.words.run import train as teach

    step_back()
    wanted = tuple(dict.fromkeys(parts))
    with interruptible() as cancel:
        measured(
            request, lambda progress: teach(file.absolute(), output.absolute(), wanted, listen=progress, cancel=cancel)
        )


@train.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("directory", metavar="DIR", type=_collection)
@_output("weights.json")
@common
@with_request
def disagreement(request: Request, file: Path, directory: Path, output: Path) -> None:
    """Fit how likely two sentences contradict each other on pairs of passages, and on articles that don't."""
    from engine.models.choose import encoders_here
    from engine.training.disagreement import train as fit

    measured(request, lambda progress: fit(file.absolute(), directory.absolute(), output, encoders_here(), progress))


@train.command()
@click.argument("directory", metavar="DIR", type=_collection)
@_output("weights.json")
@common
@with_request
def relations(request: Request, directory: Path, output: Path) -> None:
    """Fit how sure the graph's rules are, on Re-DocRED."""
    from engine.models.choose import best_here
    from engine.training.relations import train as fit

    measured(request, lambda progress: fit(directory.absolute(), output, best_here(), progress))


@train.command()
@click.argument("directory", metavar="DIR", type=_collection)
@_output("weights.json")
@common
@with_request
def links(request: Request, directory: Path, output: Path) -> None:
    """Fit the probability that a link is missing on a folder of linked Markdown notes."""
    from engine.models.choose import encoders_here
    from engine.training.links import train as fit

    measured(request, lambda progress: fit(directory.absolute(), output, encoders_here(), progress))


@train.command()
@click.option("--side", default=4, show_default=True, type=click.IntRange(4, 9), help="Cells of a row: 4, 6 or 9.")
@click.option(
    "--minutes",
    default=5.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Of computing for each run; what other programs take meanwhile is not counted.",
)
@click.option("--steps", default=0, type=click.IntRange(0), help="Ends a run after so many steps of the optimiser.")
@click.option("--seeds", default=1, show_default=True, type=click.IntRange(1, 20), help="Runs of each variant.")
@click.option("--kinds", default=0, type=click.IntRange(0), help="Kinds of puzzles to learn from; 0: the recipe's.")
@click.option(
    "--variant",
    "variants",
    multiple=True,
    default=("full",),
    show_default=True,
    type=click.Choice(("full", "no-recursion", "one-step-gradient", "one-pass")),
    help="What to train; may be given again.",
)
@click.option("--device", default="cpu", show_default=True, help="Where PyTorch computes: cpu, cuda ...")
@_output("sudoku.json")
@common
@with_request
def sudoku(
    request: Request,
    side: int,
    minutes: float,
    steps: int,
    seeds: int,
    kinds: int,
    variants: tuple[str, ...],
    device: str,
    output: Path,
) -> None:
    """Train a tiny recursive network on sudoku, and measure it on kinds of puzzles that it has never seen.

    Ctrl-C measures and keeps what was reached; the same command goes on from there.
    """
    from engine.training.torch_here import require

    require()
    from engine.training.sudoku.run import Goal
    from engine.training.sudoku.run import train as fit

    goal = Goal(side, minutes, steps, seeds, tuple(dict.fromkeys(variants)), kinds, device)
    with interruptible() as cancel:
        measured(request, lambda progress: fit(goal, output.absolute(), progress, cancel))
    if cancel.is_set():
        raise click.exceptions.Exit(INTERRUPTED)


train.add_command(evidence)
