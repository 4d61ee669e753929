"""`nacre tool`: sums, dates, lists, counts and documents side by side, without any language model."""

from __future__ import annotations

import re

import click

from engine.agents.tools.tool import ToolResult
from engine.errors import NacreError
from tui.cli import answers, opening
from tui.cli.commands.ask import readable
from tui.cli.confirming import confirm
from tui.cli.harmless import harmless
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json

_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|#])")


@click.command()
@click.argument("request_text", metavar="REQUEST")
@click.option("--yes", is_flag=True, help="Write an export without asking.")
@common
@with_request
def tool(request: Request, request_text: str, yes: bool) -> None:
    """Answer REQUEST with a tool: '15% of 80', 'days until Christmas', 'how many notes mention Ada'."""

    with opening.open_engine(request) as engine:
        result = engine.tools.answer(readable(request_text), lambda question: yes or confirm(question))
    if result is None:
        raise NacreError("no tool fits this request", 'put it as a question: nacre ask "..."')
    if result.failed:
        raise NacreError(result.text)
    if request.as_json:
        print_json(
            {
                "tool": result.tool,
                "text": result.text,
                "columns": list(result.columns),
                "rows": [list(row) for row in result.rows],
                "places": [answers.place_json(place) for place in result.places],
                "files": list(result.files),
            }
        )
    else:
        click.echo(harmless(_plain(result)))


def _plain(result: ToolResult) -> str:
    """The Markdown without its signs; what is fenced stays as it is, without the fence."""
    lines = []
    fence = ""
    for line in result.text.split("\n"):
        mark = re.match(r"`{3,}", line)
        if fence and line == fence:
            fence = ""
        elif not fence and mark:
            fence = mark[0]
        else:
            lines.append(line if fence else _ESCAPED.sub(r"\1", re.sub(r"(?<!\\)\*\*", "", line)))
    return "\n".join(lines)
