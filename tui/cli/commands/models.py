"""`nacre setup` and `nacre models`."""

from __future__ import annotations

import click

from tui.cli import opening
from tui.cli.layout import table
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json
from tui.cli.progress import Progress
from tui.cli.stopping import interruptible


@click.command()
@common
@with_request
def setup(request: Request) -> None:
    """Fetch and verify what searching by meaning needs.

    About 90 MB, once, from the network. Without it nacre works on words alone.
    """
    fetch_embedder(request)


@click.group()
@common
def models() -> None:
    """List and fetch models."""


@models.command("list")
@common
@with_request
def list_models(request: Request) -> None:
    """Show the models and which one is in use."""
    with opening.open_engine(request) as engine:
        tier = engine.models.tier()
    entries = [
        {
            "name": "hashed",
            "tier": 0,
            "ready": True,
            "active": tier == 0,
            "about": "built in: words and parts of words",
        },
        {"name": "minilm", "tier": 1, "ready": tier >= 1, "active": tier >= 1, "about": "all-MiniLM-L6-v2: meaning"},
    ]
    if request.as_json:
        print_json({"models": entries})
        return
    rows = [
        (
            str(entry["name"]),
            str(entry["tier"]),
            _state(bool(entry["ready"]), bool(entry["active"])),
            str(entry["about"]),
        )
        for entry in entries
    ]
    click.echo("\n".join(table(("model", "tier", "state", "what it knows"), rows)))


@models.command("pull")
@click.argument("model", metavar="minilm", type=click.Choice(["minilm"]))
@common
@with_request
def pull(request: Request, model: str) -> None:
    """Fetch and verify a model; `minilm` is what `nacre setup` fetches."""
    fetch_embedder(request)


def fetch_embedder(request: Request) -> None:
    """Have tier 1 ready, with progress, and say so.

    Raises:
        EmbedderMissing: it can't be had here; nacre goes on at tier 0.
    """
    with opening.open_engine(request) as engine, interruptible() as cancel, Progress() as progress:
        encoder = engine.models.setup(listen=progress, cancel=cancel)
        tier = engine.models.tier()
    if request.as_json:
        print_json({"encoder": encoder, "tier": tier})
    else:
        click.echo(f"The embedder is ready: {encoder} (tier {tier}).")


def _state(ready: bool, active: bool) -> str:
    if active:
        return "in use"
    return "ready" if ready else "missing: nacre setup"
