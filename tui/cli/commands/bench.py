"""`nacre bench`: speed, each figure beside a peer's in the same run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from tui.cli.benchmarks import growth_report, kernel_report, model_report, search_report, tree_report
from tui.cli.commands.evaluate import show
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json
from tui.cli.progress import Progress
from tui.cli.terminal_report import terminal_report


@click.group()
@common
def bench() -> None:
    """Measure speed, each figure beside a peer's."""


@bench.command()
@click.option("--chunks", default=10_000, show_default=True, type=click.IntRange(1), help="Size of the library.")
@common
@with_request
def ask(request: Request, chunks: int) -> None:
    """Time answers on a library of so many chunks."""
    from engine.evaluation import bench_ask

    with Progress() as progress:
        result = bench_ask.run(chunks, progress)
    show(request, result)


@bench.command()
@common
@with_request
def ingest(request: Request) -> None:
    """Time embeddings."""
    from engine.evaluation import bench_embed

    show(request, bench_embed.run())


level_option = click.option("--level", default="", metavar="LEVEL", help="Kernel level, such as avx2; peers follow.")


folder_option = click.option(
    "--from",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose texts give the rows, instead of the library.",
)


@bench.command()
@click.option("--n", "sizes", multiple=True, type=click.IntRange(1), help="Rows to search; several allowed. [100000]")
@folder_option
@level_option
@click.option("--growth", is_flag=True, help="Time and bytes at five sizes up to the largest --n.")
@common
@with_request
def search(request: Request, sizes: tuple[int, ...], folder: Path | None, level: str, growth: bool) -> None:
    """Time and weigh vector search."""
    from engine.evaluation.one_thread import ask_for_one_thread

    ask_for_one_thread(level)
    from engine.evaluation import bench_growth, bench_search, vectors

    sizes = sizes or (100_000,)
    with Progress() as progress:
        pool = vectors.pool(folder, request.library, progress)
        if growth:
            result = bench_growth.run(pool, max(sizes), level, progress)
        else:
            result = bench_search.run(pool, sizes, level, progress)
    tell(request, result, growth_report if growth else search_report)


@bench.command()
@click.option("--n", default=100_000, show_default=True, type=click.IntRange(1), help="Rows to search.")
@folder_option
@common
@with_request
def tree(request: Request, n: int, folder: Path | None) -> None:
    """Time a search that asks the engrams first."""
    from engine.evaluation.one_thread import ask_for_one_thread

    ask_for_one_thread()
    from engine.evaluation import bench_tree, vectors

    with Progress() as progress:
        result = bench_tree.run(vectors.pool(folder, request.library, progress), n, progress)
    tell(request, result, tree_report)


@bench.command()
@click.option("--chunks", default=100_000, show_default=True, type=click.IntRange(1), help="Size of the library.")
@common
@with_request
def words(request: Request, chunks: int) -> None:
    """Time the search for words."""
    from engine.evaluation.one_thread import ask_for_one_thread

    ask_for_one_thread()
    from engine.evaluation import bench_words

    with Progress() as progress:
        result = bench_words.run(chunks, progress)
    show(request, result)


@bench.command()
@level_option
@common
@with_request
def kernel(request: Request, level: str) -> None:
    """Time the kernel's operations."""
    from engine.evaluation.one_thread import ask_for_one_thread

    ask_for_one_thread(level)
    from engine.evaluation import bench_kernel

    with Progress() as progress:
        result = bench_kernel.run(level, progress)
    tell(request, result, kernel_report)


@bench.command()
@click.option(
    "--model",
    "path",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="GGUF file to measure, instead of one written for it.",
)
@click.option("--threads", default=0, type=click.IntRange(0), help="Threads. [physical cores less one]")
@common
@with_request
def model(request: Request, path: Path | None, threads: int) -> None:
    """Time a chat model, and say which settings pay."""
    from engine.evaluation import bench_model

    with Progress() as progress:
        result = bench_model.run(path, threads, progress)
    tell(request, result, model_report)


@bench.command("tui")
@click.option("--quick", is_flag=True, help="A little of everything in half a minute, without a real model.")
@common
@with_request
def screen(request: Request, quick: bool) -> None:
    """Time the app in a terminal, beside a plain chat."""
    from engine.evaluation import bench_tui
    from engine.evaluation.bench_tui_phases import QUICK

    with Progress() as progress:
        result = bench_tui.run(QUICK if quick else None, progress)
    tell(request, result, terminal_report)


def tell(request: Request, result: Mapping[str, Any], readable: Callable[[Mapping[str, Any]], list[str]]) -> None:
    """The result of a measurement, as one object or in a form of its own for people."""
    if request.as_json:
        print_json(result)
    else:
        click.echo("\n".join(readable(result)))
