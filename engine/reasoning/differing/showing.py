"""Adds to an answer what another source says against it: one sentence that says so, and the other side's quote, cited.

It does not decide who is right.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.events import Disagreed, Listener
from engine.library.store import Library
from engine.reasoning.differing.sources import Difference
from engine.reasoning.evidence import Evidence
from engine.reasoning.wording import CONTROL, MARK, spoken
from engine.records import Citation, Passage, Place

DIFFER = "The sources differ"


def with_differences(
    library: Library,
    text: str,
    citations: Sequence[Citation],
    differences: Sequence[Difference],
    passages: Sequence[Passage],
    listen: Listener,
) -> tuple[str, tuple[Citation, ...]]:
    """The answer with a paragraph for each difference, and the citations that these need.

    A side that the answer cites already keeps its number; the other one is quoted. What does not stand in the source
    letter for letter is not shown.

    Args:
        library: where the texts are.
        text: an answer whose marks and citations match.
        citations: its own.
        differences: see `sources.differences`.
        passages: what `Evidence.passage` counts.
        listen: hears of each difference that is shown.
    """
    paragraphs = [text] if text else []
    cited = list(citations)
    for each in differences:
        if not (_stands(library, each.first, passages) and _stands(library, each.second, passages)):
            continue
        known = len(cited)
        first = _number(library, each.first, passages, cited)
        behind = len(cited)
        second = _number(library, each.second, passages, cited)
        sides = each.sides
        said = f"{DIFFER}: {_plain(sides[0])} [{first}], {_plain(sides[1])} [{second}]."
        quotes = [(each.first, first)] * (behind > known) + [(each.second, second)] * (len(cited) > behind)
        shown = [f"> {' '.join(spoken(piece).split())} [{number}]" for piece, number in quotes]
        paragraphs += [said, "\n>\n".join(shown)] if shown else [said]
        listen(Disagreed(_where(each.first_place), _where(each.second_place), each.reason))
    return "\n\n".join(paragraphs), tuple(cited)


def _number(library: Library, piece: Evidence, passages: Sequence[Passage], cited: list[Citation]) -> int:
    """The number of a quote's citation; one that is new joins `cited`."""
    passage = passages[piece.passage]
    version = passage.place.version
    for each in cited:
        if (each.place.version, each.place.char_start, each.place.char_end) == (version, piece.start, piece.end):
            return each.n
    number = max((each.n for each in cited), default=0) + 1
    cited.append(Citation(number, library.place(version, piece.start, piece.end), piece.quote, passage.chunk_id))
    return number


def _stands(library: Library, piece: Evidence, passages: Sequence[Passage]) -> bool:
    return library.text(passages[piece.passage].place.version)[piece.start : piece.end] == piece.quote


def _plain(text: str) -> str:
    """What a title or a value may hold, without anything that looks like a mark or is markup."""
    return MARK.sub(r"(\1)", " ".join(CONTROL.sub(" ", text).replace("*", "").replace("`", "'").split()))


def _where(place: Place) -> str:
    return " › ".join((place.title or place.path, *place.headings))
