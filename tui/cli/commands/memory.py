"""`nacre similar` and `nacre recall`: what is alike, what one source has and another lacks, what is known."""

from __future__ import annotations

import sys

import click

from engine.errors import UsageError
from tui.cli import memories, opening
from tui.cli.commands.ask import LONGEST_STDIN, readable
from tui.cli.options import Request, common, scope, with_request
from tui.cli.output import print_json


@click.command()
@click.argument("document", metavar="[DOC]", default="")
@click.option("--text", metavar="WORDS", help="A text of your own instead of DOC; '-' reads it from stdin.")
@click.option("--without", metavar="B", help="Passages of DOC that B lacks, instead.")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 100), help="How many of each.")
@scope
@common
@with_request
def similar(request: Request, document: str, text: str | None, without: str | None, k: int, scope: str) -> None:
    """Find documents and passages like DOC: a document, a folder, DOC:LINE or 'DOC#Heading'.

    Near-duplicates are marked, and what to read next is named with its reason.
    """
    document = readable(document)
    if bool(document) == (text is not None):
        raise UsageError("there is nothing to compare" if text is None else "a document and a text are two targets",
                         "name one document, or give a text with --text")  # fmt: skip
    if without is not None and (text is not None or scope):
        raise UsageError("--without compares two sources of the library", "leave out --text and --in")
    words = readable(sys.stdin.read(LONGEST_STDIN)) if text == "-" else readable(text or "")
    with opening.open_engine(request) as engine:
        if without is not None:
            lacking = engine.memory.lacking(document, readable(without), k=k)
            data, lines = memories.lacking_json(lacking), memories.lacking_text(lacking)
        else:
            found = (
                engine.memory.similar(document, k=k, scope=scope)
                if document
                else engine.memory.similar_to_text(words, k=k, scope=scope)
            )
            data, lines = memories.similar_json(found), memories.similar_text(found)
    if request.as_json:
        print_json(data)
    else:
        click.echo("\n".join(lines))


@click.command()
@click.argument("pairs", metavar="[ROLE=FILLER]...", nargs=-1)
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many of each.")
@scope
@common
@with_request
def recall(request: Request, pairs: tuple[str, ...], k: int, scope: str) -> None:
    """Find documents by what is known of them: author=smith date=2024.

    ROLE=? asks what fills a role, several of them which fillers occur together. Without a pair, lists the roles.
    """
    with opening.open_engine(request) as engine:
        if not pairs:
            roles = engine.memory.roles(scope=scope)
            data, lines = memories.roles_json(roles), memories.roles_text(roles)
        else:
            found = engine.memory.recall([readable(pair) for pair in pairs], k=k, scope=scope)
            data, lines = memories.recalled_json(found), memories.recalled_text(found)
    if request.as_json:
        print_json(data)
    else:
        click.echo("\n".join(lines))
