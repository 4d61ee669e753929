"""`nacre questions`: what has been asked and not answered, and what has an answer now."""

from __future__ import annotations

import click

from engine.errors import UsageError
from tui.cli import asked, opening
from tui.cli.commands.ask import readable
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json

VERBS = ("add", "drop")
MOST_DIGITS = 18  # of a number that a database holds


@click.command()
@click.argument("words", metavar="[add TEXT | drop ID]", nargs=-1)
@common
@with_request
def questions(request: Request, words: tuple[str, ...]) -> None:
    """List what was asked and not answered; what new documents answer stands first.

    What you ask and the library does not answer is on the list by itself. add TEXT puts a question on it, drop ID takes
    one off. Printed as text, answers that are new count as seen.
    """
    verb, rest = (words[0], " ".join(words[1:])) if words else ("", "")
    if words and (verb not in VERBS or not rest.strip()):
        typed = readable(" ".join(words))[:60]
        raise UsageError(f"'{typed}' is nothing to do with questions", "write add TEXT or drop ID")
    if verb == "drop" and not (rest.strip().isdecimal() and len(rest.strip()) <= MOST_DIGITS):
        raise UsageError(f"'{readable(rest)[:60]}' is no number of a question", "nacre questions lists them")
    with opening.open_engine(request) as engine:
        if verb == "add":
            added = engine.questions.add(readable(rest))
            if request.as_json:
                print_json({**asked.question_json(added.question), "was_known": added.was_known})
            else:
                click.echo("\n".join(asked.added_text(added)))
            return
        if verb == "drop":
            dropped = engine.questions.drop(int(rest))
            if request.as_json:
                print_json(asked.question_json(dropped))
            else:
                click.echo(f"Question {dropped.question_id} is off the list.")
            return
        found, closed = engine.questions.all(), engine.gaps.closed()
        if request.as_json:
            print_json(asked.questions_json(found, closed))
        else:
            click.echo("\n".join(asked.questions_text(found, closed)))
            engine.gaps.seen()
            engine.questions.seen(each.question_id for each in found if each.is_news)
