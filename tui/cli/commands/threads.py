"""`nacre threads` and `nacre timeline`: conversations by topic, and in time."""

from __future__ import annotations

import click

from tui.cli import opening, threaded
from tui.cli.commands.ask import readable
from tui.cli.options import Request, common, scope, with_request
from tui.cli.output import print_json
from tui.cli.progress import Progress
from tui.cli.stopping import interruptible


@click.command()
@click.argument("words", metavar="[WORDS]...", nargs=-1)
@click.option("-k", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many threads.")
@scope
@common
@with_request
def threads(request: Request, words: tuple[str, ...], k: int, scope: str) -> None:
    """Follow topics across conversations: what was decided, left to do, asked and not answered.

    WORDS show the threads that they mean, with all that was found in them.
    """
    asked = readable(" ".join(words))
    with opening.open_engine(request) as engine, interruptible() as cancel, Progress() as listen:
        found = engine.threads.threads(asked, scope=scope, k=k, listen=listen, cancel=cancel)
    if request.as_json:
        print_json(threaded.threads_json(found))
    else:
        click.echo("\n".join(threaded.threads_text(found)))


@click.command()
@click.option("--by", default="", metavar="day|week|month", help="How long a period is; by default what fits.")
@scope
@common
@with_request
def timeline(request: Request, by: str, scope: str) -> None:
    """Show when what was talked about, decided and asked."""
    with opening.open_engine(request) as engine, interruptible() as cancel, Progress() as listen:
        found = engine.threads.timeline(scope=scope, by=by, listen=listen, cancel=cancel)
    if request.as_json:
        print_json(threaded.timeline_json(found))
    else:
        click.echo("\n".join(threaded.timeline_text(found)))
