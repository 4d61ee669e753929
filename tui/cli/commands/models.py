"""`nacre setup` and `nacre models`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli import opening
from tui.cli.harmless import harmless, one_line
from tui.cli.layout import clip, pairs, table, wrap
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json, prose_width, record, screen_width, strong
from tui.cli.progress import Progress
from tui.cli.stopping import interruptible

if TYPE_CHECKING:
    from engine.models.shelf.door import ModelShelf, TriedOut
    from engine.models.shelf.shelf import Entry
    from engine.records import ModelInfo

EMBEDDER = "minilm"
ADDRESSES = ("http://", "https://")
NAME_CELLS = 20
SIZE_CELLS = 6


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
    """List, fetch, add and try models."""


@models.command("list")
@common
@with_request
def list_models(request: Request) -> None:
    """Show the models that are here, and those that can be fetched by a short name.

    \f
    JSON: `{"models": [...], "active", "recommended"}`; each model has the fields of `ModelInfo`: `name`, `kind`
    ('embedder', 'local', 'remote' or 'preset'), `state` ('in use', 'ready', 'untried', 'unfit', 'missing' or
    'available'), `path`, `bytes`, `memory_bytes`, `context_tokens`, `licence`, `good_for`, `note`. `active` is the
    chat model that answers, `recommended` the preset that suits this machine; '' where there is none.
    """
    shelf = _shelf()
    infos = shelf.infos()
    if request.as_json:
        print_json(
            {
                "models": [record(info) for info in infos],
                "active": shelf.active(),
                "recommended": shelf.recommended(),
            }
        )
        return
    click.echo("\n".join(_list_text(infos, shelf.recommended())))


@models.command("add")
@click.argument("place", metavar="FILE|URL")
@click.option("--name", default="", help="What to call it.")
@click.option("--model", default="", metavar="ID", help="What the server calls it.")
@click.option("--key-env", default="", metavar="NAME", help="The variable that holds the server's key.")
@click.option("--keyring", default="", metavar="SERVICE", help="The service under which the keyring holds it.")
@common
@with_request
def add(request: Request, place: str, name: str, model: str, key_env: str, keyring: str) -> None:
    """Add a GGUF file, where it lies, or a model of an OpenAI-compatible server.

    A server gets your questions and the passages that belong to them.

    \f
    JSON: `{"name", "kind", "path", "bytes", "sha256", "notes": [...], "active"}`; `active` is whether it answers now.
    """
    is_server = place.lower().startswith(ADDRESSES)
    if not is_server and (model or key_env or keyring):
        raise click.UsageError("--model, --key-env and --keyring are for servers, whose address begins with http.")
    if key_env and keyring:
        raise click.UsageError("A key is in a variable or in the keyring: give --key-env or --keyring.")
    shelf = _shelf()
    if is_server:
        key = f"env:{key_env}" if key_env else f"keyring:{keyring}" if keyring else ""
        entry = shelf.add_server(place, model, name, key)
    else:
        with interruptible() as cancel, Progress() as progress:
            entry = shelf.add_file(Path(place), name, listen=progress, cancel=cancel)
    _tell_added(request, shelf, entry, "Added")


@models.command("use")
@click.argument("name", metavar="NAME|none")
@common
@with_request
def use(request: Request, name: str) -> None:
    """Choose the model that answers; `none` means quotes only.

    \f
    JSON: `{"active"}`, '' where quotes answer.
    """
    shelf = _shelf()
    shelf.use(name)
    active = shelf.active()
    if request.as_json:
        print_json({"active": active})
        return
    click.echo(f"{active} answers from now on." if active else "Quotes answer from now on, without a chat model.")
    if active != ("" if name == "none" else name):
        click.echo("nacre: the setting models.chat goes before this choice.", err=True)


@models.command("pull")
@click.argument("model", metavar="NAME|hf:OWNER/REPO/FILE|URL")
@click.option("--sha256", default="", metavar="HEX", help="What the file's checksum must be.")
@common
@with_request
def pull(request: Request, model: str, sha256: str) -> None:
    """Fetch and verify a model: `minilm`, a name of the list, a file on the hub, or an address.

    HF_ENDPOINT names another hub; HF_TOKEN is sent to the hub alone. Run it again to go on where it stopped.

    \f
    JSON: `{"encoder", "tier"}` for minilm, else as `models add`.
    """
    from engine.errors import UsageError

    if model == EMBEDDER:
        if sha256:
            raise click.UsageError("The checksums of minilm are known; leave --sha256 out.")
        fetch_embedder(request)
        return
    shelf = _shelf()
    try:
        shelf.check_target(model)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    with interruptible() as cancel, Progress() as progress:
        entry = shelf.pull(model, sha256=sha256, listen=progress, cancel=cancel)
    _tell_added(request, shelf, entry, "Fetched and verified" if not entry.notes else "Fetched")


@models.command("test")
@click.argument("name")
@common
@with_request
def test(request: Request, name: str) -> None:
    """Load a model, put a short question to it, and say how fast it was.

    \f
    JSON: `{"model", "question", "answer", "finish", "prompt_tokens", "tokens", "tokens_per_s", "first_token_ms",
    "memory_bytes"}`.
    """
    with interruptible() as cancel, Progress() as progress:
        tried = _shelf().try_out(name, listen=progress, cancel=cancel)
    if request.as_json:
        print_json(record(tried))
    else:
        click.echo("\n".join(_tried_text(tried)))


@models.command("remove")
@click.argument("name")
@click.option("--keep-file", is_flag=True, help="Leave the fetched file where it is.")
@common
@with_request
def remove(request: Request, name: str, keep_file: bool) -> None:
    """Take a model off the list. A file that nacre fetched goes too; any other file stays.

    \f
    JSON: `{"name", "path", "deleted"}`.
    """
    removed = _shelf().remove(name, delete_file=not keep_file)
    if request.as_json:
        print_json({"name": name, "path": removed.entry.place, "deleted": removed.deleted})
    elif removed.deleted:
        click.echo(f"{name} is gone, and so is its file.")
    elif removed.entry.kind == "local":
        click.echo(f"{name} is off the list. Its file stays: {one_line(removed.entry.place)}")
    else:
        click.echo(f"{name} is off the list.")


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


def _shelf() -> ModelShelf:
    """The user's models. No library is opened: they belong to all of them."""
    from engine import config
    from engine.models.shelf.door import ModelShelf

    return ModelShelf(config.load().models, config.models_dir())


def _tell_added(request: Request, shelf: ModelShelf, entry: Entry, done: str) -> None:
    is_active = shelf.active() == entry.name
    if request.as_json:
        fields: dict[str, Any] = {"name": entry.name, "kind": entry.kind, "path": entry.place, "bytes": entry.bytes}
        print_json({**fields, "sha256": entry.sha256, "notes": list(entry.notes), "active": is_active})
        return
    next_step = "It answers from now on." if is_active else f"To let it answer: nacre models use {entry.name}"
    click.echo(f"{done}: {entry.name}. {next_step}")
    if entry.kind == "remote":
        click.echo(f"nacre: what {entry.name} is asked goes to {one_line(entry.place)}.", err=True)
    for note in entry.notes:
        click.echo(f"nacre: {entry.name}: {one_line(note)}.", err=True)
    if entry.kind == "local" and not shelf.runs_files():
        click.echo("nacre: nothing here runs it yet: make chat, or pip install 'nacre[chat]'.", err=True)


def _list_text(infos: Sequence[ModelInfo], recommended: str) -> list[str]:
    """Two groups in one table, then what there is to say of single models, then the recommendation."""
    rows = [_row(info) for info in infos]
    head, *lines = table(("name", "size", "needs", "state", "good for"), rows)
    here = sum(info.kind != "preset" for info in infos)
    width = screen_width()
    shown = [strong(clip(head, width)), *(clip(line, width) for line in lines)]
    text = [*shown[: here + 1], "", *shown[here + 1 :]] if here < len(infos) else shown
    notes = [f"{info.name}: {one_line(info.note)}" for info in infos if info.kind != "preset" and info.note]
    if notes:
        text += ["", *(line for note in notes for line in wrap(note, prose_width()))]
    if any(info.name == recommended and info.kind == "preset" for info in infos):
        text += ["", f"Recommended on this machine: nacre models pull {recommended}"]
    return text


def _row(info: ModelInfo) -> tuple[str, str, str, str, str]:
    good_for = info.good_for or (info.path if info.kind == "remote" else Path(info.path).name)
    return (
        clip(one_line(info.name), NAME_CELLS),
        _short_size(info.bytes),
        _short_size(info.memory_bytes),
        info.state,
        one_line(good_for),
    )


def _short_size(count: int) -> str:
    """Bytes in six cells: '491 MB', '2.5 GB'; empty where they are not known."""
    if not count:
        return ""
    for unit, name in ((1e3, "KB"), (1e6, "MB")):
        if count < 999.5 * unit:
            return f"{count / unit:.0f} {name}".rjust(SIZE_CELLS)
    return f"{count / 1e9:.1f} GB".rjust(SIZE_CELLS)


def _tried_text(tried: TriedOut) -> list[str]:
    answer = harmless(tried.answer).strip() or "(nothing)"
    figures = [
        ("wrote", f"{tried.tokens} tokens, {tried.tokens_per_s:.1f} a second"),
        ("read", f"{tried.prompt_tokens} tokens; the first word came after {tried.first_token_ms / 1000:.2f} s"),
    ]
    if tried.memory_bytes:
        figures.append(("memory", _short_size(tried.memory_bytes).strip()))
    return [strong(tried.question), "", *wrap(answer, prose_width()), "", *pairs(figures)]
