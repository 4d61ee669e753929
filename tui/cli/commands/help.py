"""`nacre help`: the topics that answer 'how do I', without opening a library."""

from __future__ import annotations

import click

from tui.cli.layout import wrap
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json, prose_width, strong

ANSWERS = 3


@click.command("help")
@click.argument("words", nargs=-1)
@common
@with_request
def help_(request: Request, words: tuple[str, ...]) -> None:
    """Say how to do something: nacre help delete a conversation. Without WORDS, list the topics."""
    from tui.help import rooms

    question = " ".join(words)
    if question.strip():
        _answer(request, question)
    elif request.as_json:
        print_json({"topics": [{"id": topic.id, "title": topic.title} for room in rooms() for topic in room.topics]})
    else:
        for room in rooms():
            click.echo(strong(room.title))
            for topic in room.topics:
                click.echo(f"  {topic.title}")
        click.echo("\nnacre help WORDS says how, nacre COMMAND --help what a command takes.")


def _answer(request: Request, question: str) -> None:
    from tui.help import finder, spoken

    hits = [hit for hit in finder().find(question, limit=4 * ANSWERS) if hit.topic is not None]
    topics = [hit.topic for hit in hits if hit.topic is not None and hit.score > hits[0].score / 3][:ANSWERS]
    if request.as_json:
        print_json({"topics": [{"id": each.id, "title": each.title, "text": spoken(each)} for each in topics]})
        return
    for topic in topics:
        click.echo(strong(topic.title))
        click.echo("\n".join(wrap(spoken(topic), prose_width(), "  ")) + "\n")
    if not topics:
        click.echo("No topic speaks of that. nacre help lists them all, nacre --help the commands.")
