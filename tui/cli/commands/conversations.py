"""`nacre conversations`: what has been asked and answered."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.errors import UsageError
from engine.events import to_json
from engine.records import Turn
from tui.cli import opening, traces
from tui.cli.commands import keeping
from tui.cli.commands.ask import readable
from tui.cli.harmless import harmless, one_line
from tui.cli.layout import clip, table, wrap, wrap_answer
from tui.cli.options import Request, common, with_request
from tui.cli.output import faint, print_json, prose_width, record, strong
from tui.cli.talks import TITLE_CELLS, conversations_table, title, turn_json

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.library.feedback import Feedback, JudgedAnswer

SNIPPET_CELLS = 200


@click.group()
@common
def conversations() -> None:
    """List, show, search, export, name, pin, archive and delete conversations; choose between their branches; trace
    answers, and call them good or bad.
    """


@conversations.command("list")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="How many, newest first.")
@click.option("--archived", "state", flag_value="archived", help="Those that were archived.")
@click.option("--deleted", "state", flag_value="deleted", help="Those that can still be brought back.")
@click.option("--titled", default="", metavar="WORDS", help="Only those with words in their titles that begin so.")
@common
@with_request
def list_conversations(request: Request, limit: int, state: str | None, titled: str) -> None:
    """List conversations: the pinned first, then the newest."""
    with opening.open_engine(request) as engine:
        found = engine.conversations.list(limit, state or "current", readable(titled))
    if request.as_json:
        print_json({"conversations": [record(one) for one in found]})
    elif not found:
        click.echo("No such conversations." if state or titled else "No conversations yet.")
    else:
        click.echo("\n".join(conversations_table(found)))


@conversations.command()
@click.argument("conversation", metavar="ID", type=int)
@common
@with_request
def show(request: Request, conversation: int) -> None:
    """Show the conversation ID from its beginning."""
    with opening.open_engine(request) as engine:
        turns = engine.conversations.turns(conversation)
        said = {each.turn_id: each for each in engine.conversations.verdicts(conversation)}
    if request.as_json:
        shown = [{**turn_json(turn), "feedback": _feedback_json(said.get(turn.turn_id))} for turn in turns]
        print_json({"conversation": conversation, "turns": shown})
    else:
        click.echo("\n\n".join("\n".join(_turn_lines(turn, said.get(turn.turn_id))) for turn in turns))


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
            click.echo(strong(f"{conversation.conversation_id}  {title(conversation)}"))
            click.echo(
                "\n".join(wrap(f"{turn.role}: {clip(one_line(turn.text), SNIPPET_CELLS)}", prose_width(), "    "))
            )


@conversations.command()
@click.argument("conversation", metavar="ID", type=int)
@click.option(
    "--form", "--format", "form", type=click.Choice(["markdown", "json", "html"]), default="markdown", show_default=True
)
@click.option("--all", "every", is_flag=True, help="With all branches.")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Default: stdout."
)
@common
@with_request
def export(request: Request, conversation: int, form: str, every: bool, output: Path | None) -> None:
    """Write the conversation ID with its citations; --json is the same as --form json."""
    form = "json" if request.as_json else form
    with opening.open_engine(request) as engine:
        door = engine.conversations
        text = (door.export_all if every else door.export)(conversation, form)
    if output is not None:
        _write(request, output, text)
    elif form == "json":
        print_json(json.loads(text))
    else:
        click.echo(harmless(text) if sys.stdout.isatty() else text)


@conversations.command()
@click.argument("conversation", metavar="ID", type=int)
@click.argument("turn", metavar="[ANSWER]", type=int, required=False)
@click.option("--form", type=click.Choice(["text", "json", "mermaid", "dot"]), default="text", show_default=True)
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Default: stdout."
)
@common
@with_request
def trace(request: Request, conversation: int, turn: int | None, form: str, output: Path | None) -> None:
    """Show how an answer of the conversation ID came about: ANSWER by its number, or the last one.

    As text, as --json (the same as --form json), or as a graph for Mermaid or Graphviz.
    """
    from tui.work.traces import in_form, trace_data

    form = "json" if request.as_json else form
    with opening.open_engine(request) as engine:
        traced = engine.conversations.trace(conversation, turn)
    if form == "text":
        text = (
            "\n".join([*wrap(one_line(traced.question), prose_width()), "", *traces.trace_text(traced.events)]) + "\n"
        )
    else:
        text = in_form(traced, form)
    if output is not None:
        _write(request, output, text)
    elif form == "json":
        print_json(trace_data(traced))
    else:
        click.echo(text, nl=False)


@conversations.command()
@click.argument("turn", metavar="[ANSWER]", type=int, required=False)
@click.option("--reason", default="", metavar="TEXT", help="Why, in your words.")
@common
@with_request
def good(request: Request, turn: int | None, reason: str) -> None:
    """Call an answer good: ANSWER by its number, or the last one. The same again takes it back."""
    _judge(request, turn, "good", reason)


@conversations.command()
@click.argument("turn", metavar="[ANSWER]", type=int, required=False)
@click.option("--reason", default="", metavar="TEXT", help="Why, in your words.")
@common
@with_request
def bad(request: Request, turn: int | None, reason: str) -> None:
    """Call an answer bad: ANSWER by its number, or the last one. The same again takes it back."""
    _judge(request, turn, "bad", reason)


@conversations.command()
@common
@with_request
def feedback(request: Request) -> None:
    """List the answers that were called good or bad; --json prints each on a line, with all there is to learn from."""
    with opening.open_engine(request) as engine:
        if request.as_json:
            for each in engine.conversations.judged():
                print_json(_judged_json(each))
            return
        rows = [_judged_row(each) for each in engine.conversations.judged()]
    if rows:
        click.echo("\n".join(table(("answer", "verdict", "question", "reason"), rows)))
    else:
        click.echo("Nothing was called good or bad yet.")


def _judge(request: Request, turn: int | None, verdict: str, reason: str) -> None:
    with opening.open_engine(request) as engine:
        number = _last_answer(engine) if turn is None else turn
        given = engine.conversations.judge(number, verdict, readable(reason))
    if request.as_json:
        print_json({"turn_id": number, "feedback": _feedback_json(given)})
    else:
        click.echo(f"Answer {number}: {f'called {given.verdict}' if given is not None else 'taken back'}.")


def _last_answer(engine: Engine) -> int:
    """The number of the last conversation's last answer."""
    latest = engine.conversations.latest()
    turns = engine.conversations.turns(latest) if latest is not None else ()
    for turn in reversed(turns):
        if turn.role == "nacre":
            return turn.turn_id
    raise UsageError("there is no answer yet", "ask something first")


def _write(request: Request, output: Path, text: str) -> None:
    output.write_text(text, "utf-8", newline="")
    click.echo(f"Written to {output}.", err=request.as_json)
    if request.as_json:
        print_json({"written": str(output.absolute())})


def _feedback_json(given: Feedback | None) -> dict[str, Any] | None:
    if given is None:
        return None
    data = record(given)
    del data["turn_id"]
    return data


def _judged_json(judged: JudgedAnswer) -> dict[str, Any]:
    return {
        **record(judged.feedback),
        "conversation_id": judged.conversation_id,
        "question": judged.question,
        "text": judged.text,
        "answer": json.loads(judged.answer_json) if judged.answer_json else None,
        "trace": [to_json(event) for event in judged.events],
    }


def _judged_row(judged: JudgedAnswer) -> tuple[str, str, str, str]:
    given = judged.feedback
    question, reason = (clip(one_line(text), TITLE_CELLS) for text in (judged.question, given.reason))
    return str(given.turn_id), given.verdict, question, reason


def _turn_lines(turn: Turn, given: Feedback | None) -> list[str]:
    cut = " (cut off)" if turn.partial else ""
    number = f" · answer {turn.turn_id}" if turn.role == "nacre" else ""
    number += f" · {turn.branch} of {turn.branches}" if turn.branches > 1 else ""
    said = f" · {given.verdict}" if given is not None else ""
    return [
        f"{strong(turn.role)}  {faint(turn.time + cut + number + said)}",
        *wrap_answer(harmless(turn.text), prose_width()),
    ]


for _command in keeping.COMMANDS:
    conversations.add_command(_command)
