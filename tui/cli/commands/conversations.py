"""`nacre conversations`: what has been asked and answered."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from engine.records import ConversationInfo, Turn
from tui.cli import opening
from tui.cli.commands.ask import readable
from tui.cli.harmless import harmless, one_line
from tui.cli.layout import clip, table, wrap, wrap_answer
from tui.cli.options import Request, common, with_request
from tui.cli.output import faint, print_json, prose_width, record, strong

TITLE_CELLS = 60
SNIPPET_CELLS = 200


@click.group()
@common
def conversations() -> None:
    """List, show, search and export conversations."""


@conversations.command("list")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="How many, newest first.")
@common
@with_request
def list_conversations(request: Request, limit: int) -> None:
    """List conversations, newest first."""
    with opening.open_engine(request) as engine:
        found = engine.conversations.list(limit)
    if request.as_json:
        print_json({"conversations": [record(one) for one in found]})
    elif not found:
        click.echo("No conversations yet.")
    else:
        rows = [(str(one.conversation_id), one.updated, str(one.turns), _title(one)) for one in found]
        click.echo("\n".join(table(("id", "updated", "turns", "title"), rows)))


@conversations.command()
@click.argument("conversation", metavar="ID", type=int)
@common
@with_request
def show(request: Request, conversation: int) -> None:
    """Show the conversation ID from its beginning."""
    with opening.open_engine(request) as engine:
        turns = engine.conversations.turns(conversation)
    if request.as_json:
        print_json({"conversation": conversation, "turns": [turn_json(turn) for turn in turns]})
    else:
        click.echo("\n\n".join("\n".join(_turn_lines(turn)) for turn in turns))


@conversations.command()
@click.argument("words")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many.")
@common
@with_request
def search(request: Request, words: str, limit: int) -> None:
    """Find the messages that have WORDS in them."""
    with opening.open_engine(request) as engine:
        found = engine.conversations.search(readable(words), limit)
    if request.as_json:
        hits = [{**record(conversation), **turn_json(turn)} for conversation, turn in found]
        print_json({"query": readable(words), "messages": hits})
    elif not found:
        click.echo("Nothing found.")
    else:
        for conversation, turn in found:
            click.echo(strong(f"{conversation.conversation_id}  {_title(conversation)}"))
            click.echo(
                "\n".join(wrap(f"{turn.role}: {clip(one_line(turn.text), SNIPPET_CELLS)}", prose_width(), "    "))
            )


@conversations.command()
@click.argument("conversation", metavar="ID", type=int)
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True)
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Default: stdout."
)
@common
@with_request
def export(request: Request, conversation: int, form: str, output: Path | None) -> None:
    """Write the conversation ID with its citations; --json is the same as --format json."""
    form = "json" if request.as_json else form
    with opening.open_engine(request) as engine:
        text = engine.conversations.export(conversation, form)
    if output is not None:
        output.write_text(text, "utf-8", newline="")
        click.echo(f"Written to {output}.", err=request.as_json)
        if request.as_json:
            print_json({"written": str(output.absolute())})
    elif form == "json":
        print_json(json.loads(text))
    else:
        click.echo(harmless(text) if sys.stdout.isatty() else text)


def turn_json(turn: Turn) -> dict[str, Any]:
    """A message; the whole answer under 'answer' for nacre's own, else null."""
    data = record(turn)
    answer = data.pop("answer_json")
    return {**data, "answer": json.loads(answer) if answer else None}


def _turn_lines(turn: Turn) -> list[str]:
    cut = " (cut off)" if turn.partial else ""
    return [f"{strong(turn.role)}  {faint(turn.time + cut)}", *wrap_answer(harmless(turn.text), prose_width())]


def _title(conversation: ConversationInfo) -> str:
    return clip(one_line(conversation.title) or "untitled", TITLE_CELLS)
