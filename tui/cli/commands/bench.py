"""`nacre bench`: speed, each figure beside a peer's in the same run."""

from __future__ import annotations

import click

from tui.cli.commands.evaluate import show
from tui.cli.options import Request, common, with_request
from tui.cli.progress import Progress


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


@bench.command()
@click.option("--n", default=100_000, show_default=True, type=click.IntRange(1), help="Rows to search.")
@common
@with_request
def search(request: Request, n: int) -> None:
    """Time and weigh vector search."""
    from engine.evaluation import bench_search

    show(request, bench_search.run(n))


@bench.command()
@common
@with_request
def kernel(request: Request) -> None:
    """Time the kernel's operations."""
    from engine.evaluation import bench_kernel

    show(request, bench_kernel.run())
