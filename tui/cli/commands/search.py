"""`nacre search`: passages, with each retriever's opinion."""

from __future__ import annotations

import click

from engine.records import Passage
from tui.cli import answers, opening
from tui.cli.commands.ask import readable
from tui.cli.harmless import one_line
from tui.cli.layout import clip, wrap
from tui.cli.options import Request, common, scope, with_request
from tui.cli.output import faint, print_json, prose_width, strong

SHOWN_CELLS = 400


@click.command()
@click.argument("words")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many passages.")
@scope
@common
@with_request
def search(request: Request, words: str, k: int, scope: str) -> None:
    """Find the passages that fit WORDS best."""
    with opening.open_engine(request) as engine:
        passages = engine.search.search(readable(words), k=k, scope=scope)
        empty = not passages and not engine.library.status().documents
    if request.as_json:
        found = [answers.passage_json(passage) for passage in passages]
        print_json({"query": readable(words), "scope": scope, "passages": found})
    elif not passages:
        click.echo("The library is empty; add documents with: nacre ingest PATH" if empty else "Nothing found.")
    else:
        click.echo("\n\n".join("\n".join(_lines(n, passage)) for n, passage in enumerate(passages, 1)))


def _lines(n: int, passage: Passage) -> list[str]:
    width = prose_width()
    return [
        *(strong(line) for line in wrap(f"{n}. {answers.place_words(passage.place)}", width)),
        *(faint(line) for line in wrap(one_line(passage.place.path), width, "   ")),
        *(faint(line) for line in wrap(_opinions(passage), width, "   ")),
        *wrap(clip(answers.excerpt(passage.text), SHOWN_CELLS), width, "   "),
    ]


def _opinions(passage: Passage) -> str:
    """'words 1 (12.31) · codes 4 (0.412) · fused 1 (0.033)': rank and score."""
    return " · ".join(f"{name} {arm.rank} ({arm.score:.3g})" for name, arm in passage.arms.items())
