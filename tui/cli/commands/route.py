"""`nacre route`: where a text would go, without answering it."""

from __future__ import annotations

import sys

import click

from engine.agents.route import FALLBACK
from tui.cli import opening
from tui.cli.commands.ask import LONGEST_STDIN, readable
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json, record
from tui.drawing.answered import role_name


@click.command()
@click.argument("text", metavar="TEXT")
@common
@with_request
def route(request: Request, text: str) -> None:
    """Say who would answer TEXT, in which mode, and which questions it holds; '-' reads it from stdin.

    Your own examples, lines of {"text": "...", "role": "..."}, go into router/examples.jsonl of the config folder.
    """
    words = readable(sys.stdin.read(LONGEST_STDIN) if text == "-" else text)
    with opening.open_engine(request) as engine:
        found = engine.models.route(words)
    if request.as_json:
        print_json(record(found))
        return
    roles = ", then ".join(map(role_name, found.roles))
    sure = f"{found.confidence:.0%} sure"
    click.echo(f"{roles} (mode {found.mode}), {f'only {sure}' if found.by == FALLBACK else f'{sure}, by {found.by}'}")
    for number, part in enumerate(found.sub_questions, 1):
        click.echo(f"  {number}. {part}")
