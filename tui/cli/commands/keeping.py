"""`nacre conversations rename`, `pin`, `archive`, `delete`, `branches`, `choose` and what undoes them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from engine.errors import UsageError
from tui.cli import opening
from tui.cli.commands.ask import readable
from tui.cli.figures import counted
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json, record
from tui.cli.talks import branches_table, title, turn_json

if TYPE_CHECKING:
    from engine.engine import ConversationService

CONVERSATION = click.argument("conversation", metavar="ID", type=click.IntRange(1))


@click.command()
@CONVERSATION
@click.argument("new_title", metavar="TITLE")
@common
@with_request
def rename(request: Request, conversation: int, new_title: str) -> None:
    """Give the conversation ID a TITLE."""
    _change(request, conversation, lambda door: door.rename(conversation, readable(new_title)), "renamed")


@click.command()
@CONVERSATION
@common
@with_request
def pin(request: Request, conversation: int) -> None:
    """List the conversation ID before all others."""
    _change(request, conversation, lambda door: door.pin(conversation), "pinned")


@click.command()
@CONVERSATION
@common
@with_request
def unpin(request: Request, conversation: int) -> None:
    """List the conversation ID among the others again."""
    _change(request, conversation, lambda door: door.unpin(conversation), "not pinned any more")


@click.command()
@CONVERSATION
@common
@with_request
def archive(request: Request, conversation: int) -> None:
    """Leave the conversation ID out of lists; search still finds it."""
    _change(request, conversation, lambda door: door.archive(conversation), "archived")


@click.command()
@CONVERSATION
@common
@with_request
def unarchive(request: Request, conversation: int) -> None:
    """Take the conversation ID back into lists."""
    _change(request, conversation, lambda door: door.unarchive(conversation), "back in the list")


@click.command()
@CONVERSATION
@common
@with_request
def delete(request: Request, conversation: int) -> None:
    """Delete the conversation ID; for 30 days undelete brings it back, then it is gone for good."""
    done = f"deleted; nacre conversations undelete {conversation} brings it back for 30 days"
    _change(request, conversation, lambda door: door.delete(conversation), done)


@click.command()
@CONVERSATION
@common
@with_request
def undelete(request: Request, conversation: int) -> None:
    """Bring the deleted conversation ID back, as it was."""
    _change(request, conversation, lambda door: door.undelete(conversation), "back")


@click.command()
@click.argument("conversations", metavar="[ID]...", type=click.IntRange(1), nargs=-1)
@click.option("--yes", is_flag=True, help="Don't ask.")
@common
@with_request
def purge(request: Request, conversations: tuple[int, ...], yes: bool) -> None:
    """Remove deleted conversations for good, all or those named, from every index and trace."""
    if not yes and not (sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError("purging without a terminal needs --yes", "add it if you mean it")
    what = counted(len(conversations), "conversation") if conversations else "all deleted conversations"
    if not yes and not click.confirm(f"Remove {what} for good?", err=True):
        click.echo("Nothing was removed.", err=True)
        raise click.exceptions.Exit(1)
    with opening.open_engine(request) as engine:
        gone = engine.conversations.purge(conversations)
    if request.as_json:
        print_json({"purged": gone})
    else:
        click.echo(f"{counted(gone, 'conversation')} gone for good.")


@click.command()
@CONVERSATION
@common
@with_request
def branches(request: Request, conversation: int) -> None:
    """Show all messages of the conversation ID, with the alternatives to what was asked and answered."""
    with opening.open_engine(request) as engine:
        every = engine.conversations.every_turn(conversation)
        active = frozenset(turn.turn_id for turn in engine.conversations.turns(conversation))
    if request.as_json:
        turns = [{**turn_json(turn), "active": turn.turn_id in active} for turn in every]
        print_json({"conversation": conversation, "turns": turns})
    elif every:
        click.echo("\n".join(branches_table(every, active)))
    else:
        click.echo("Nothing was asked in it yet.")


@click.command()
@CONVERSATION
@click.argument("turn", metavar="MESSAGE", type=click.IntRange(1))
@common
@with_request
def choose(request: Request, conversation: int, turn: int) -> None:
    """Make the branch of MESSAGE the one that the conversation ID shows and goes on with."""
    with opening.open_engine(request) as engine:
        if turn not in {each.turn_id for each in engine.conversations.every_turn(conversation)}:
            raise UsageError(
                f"conversation {conversation} has no message {turn}", f"see nacre conversations branches {conversation}"
            )
        active = engine.conversations.choose(turn)
    if request.as_json:
        print_json({"conversation": conversation, "turns": [turn_json(each) for each in active]})
    else:
        click.echo("\n".join(branches_table(active, frozenset(each.turn_id for each in active))))


def _change(request: Request, conversation: int, change: Callable[[ConversationService], None], done: str) -> None:
    """Do it, and say what became of the conversation."""
    with opening.open_engine(request) as engine:
        change(engine.conversations)
        changed = engine.conversations.info(conversation)
    if request.as_json:
        print_json({"conversation": record(changed)})
    else:
        click.echo(f"{conversation}  {title(changed)}: {done}.")


COMMANDS = (rename, pin, unpin, archive, unarchive, delete, undelete, purge, branches, choose)
