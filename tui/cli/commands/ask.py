"""`nacre ask`, `nacre summarise` and `nacre compare`: everything that gives a cited answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from engine.errors import NacreError
from engine.events import Answered, Event, ModelReplied, to_json
from engine.records import Answer
from tui.cli import answers, opening, traces
from tui.cli.confirming import confirm
from tui.cli.failures import INTERRUPTED
from tui.cli.options import Request, common, scope, with_request
from tui.cli.output import print_json, rewritable
from tui.cli.progress import Progress
from tui.cli.stopping import interruptible
from tui.cli.writing import Writing

ENDED_EARLY = {
    "length": "the answer was cut where it reached its limit; models.answer_tokens in settings.toml allows longer ones",
    "repeats": "the answer was stopped, for its model went in circles",
}
"""What is said of an answer whose model did not come to its end, by `ModelReplied.finish`."""

LONGEST_STDIN = 1_000_000  # characters; the engine refuses far shorter questions, this only keeps the memory small


@click.command()
@click.argument("question")
@click.option("--continue", "go_on", is_flag=True, help="Go on with the last conversation.")
@click.option(
    "--instead-of",
    type=int,
    metavar="MESSAGE",
    help="Answer beside a message of a conversation: an answer again, or a question asked differently.",
)
@click.option("--stream", is_flag=True, help="Print events as JSON lines, the moment they happen.")
@click.option("--model", default="", metavar="NAME", help="The chat model that answers; 'none': extracts only.")
@click.option("--lens", default="", metavar="NAME", help="Think it through with this lens; see nacre lenses.")
@click.option("--mode", default="", metavar="NAME", help="Who works on it: route, pipeline, panel or pool.")
@click.option("--specialist", default="", metavar="NAME", help="Who answers; see nacre specialists.")
@click.option("--trace", "traced", is_flag=True, help="Also show how the answer came about.")
@scope
@common
@with_request
def ask(
    request: Request,
    question: str,
    go_on: bool,
    instead_of: int | None,
    stream: bool,
    model: str,
    lens: str,
    mode: str,
    specialist: str,
    traced: bool,
    scope: str,
) -> None:
    """Answer QUESTION from the library, with citations; '-' reads it from stdin.

    Where the library does not say, the answer is that, with the nearest passages. A question that asks for a tool is
    answered by it; before it writes a file, it asks.
    """
    words = readable(sys.stdin.read(LONGEST_STDIN) if question == "-" else question)
    trace: list[Event] = []
    writing = Writing() if rewritable() and not (stream or request.as_json) else None
    with opening.open_engine(request) as engine, interruptible() as cancel, Progress() as progress:

        def listen(event: Event) -> None:
            trace.append(event)
            if stream and not isinstance(event, Answered):
                print_json(to_json(event))
            elif writing is not None:
                writing.make_way(event)
                progress(event)
                writing(event)
            elif not stream:
                progress(event)

        def permit(asked: str) -> bool:
            if question == "-":
                return False
            progress.make_way()
            return confirm(asked)

        last = engine.conversations.latest() if go_on else None
        try:
            answer = engine.ask.ask(
                words,
                conversation=last,
                scope=scope,
                model=model,
                way=mode,
                lens=lens,
                specialist=specialist,
                instead_of=instead_of,
                confirm=permit,
                listen=listen,
                cancel=cancel,
            )
        except NacreError:
            if writing is not None:
                writing.stop()
            raise
    if stream:
        print_json({"event": "Answered", "answer": answers.answer_json(answer, ())})
    elif writing is not None:
        writing.finish(answers.answer_text(answer))
    else:
        _show(request, answer, trace)
    if not (stream or request.as_json):
        if early := ended_early(answer, trace):
            click.echo(f"nacre: {early}.", err=True)
        if traced:
            click.echo("\n".join(["", *traces.trace_text(trace)]))
    if cancel.is_set():
        raise click.exceptions.Exit(INTERRUPTED)


@click.command()
@click.argument("target")
@common
@with_request
def summarise(request: Request, target: str) -> None:
    """Summarise TARGET (a file, folder, pattern, collection or tag) in its own sentences, each cited."""
    trace: list[Event] = []
    with opening.open_engine(request) as engine:
        answer = engine.ask.summarise(target, listen=trace.append)
    _show(request, answer, trace)


@click.command()
@click.argument("question")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@common
@with_request
def compare(request: Request, question: str, left: str, right: str) -> None:
    """Put QUESTION to A and to B (files, folders, patterns, collections or tags)."""
    trace: list[Event] = []
    with opening.open_engine(request) as engine:
        comparison = engine.ask.compare(readable(question), left, right, listen=trace.append)
    if request.as_json:
        print_json(answers.comparison_json(comparison, trace))
    else:
        click.echo("\n".join(answers.comparison_text(comparison)))


def ended_early(answer: Answer, trace: Sequence[Event]) -> str:
    """Why a model's answer is not whole, '' where it is."""
    replies = [event for event in trace if isinstance(event, ModelReplied) and event.model == answer.model]
    return ENDED_EARLY.get(replies[-1].finish, "") if replies else ""


def readable(text: str) -> str:
    """`text` as valid Unicode: bytes that the shell passed on undecoded become replacement characters."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _show(request: Request, answer: Answer, trace: list[Event]) -> None:
    if request.as_json:
        print_json(answers.answer_json(answer, trace))
    else:
        click.echo("\n".join(answers.answer_text(answer)))
