"""The user's own code that a request for new code is nearest to, where no chat model is there to write it.

That a passage supports an answer is not asked here: a request is no question. Code counts as near where what describes
it has nearly all that the request names: its names, its comments, the titles and sentences above it. What it merely
does in its lines is not looked at, for most words stand somewhere in a program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.library.store import Library
from engine.reasoning.check import cite
from engine.reasoning.codes import SHOWN, code_blocks
from engine.reasoning.compose import Chosen
from engine.reasoning.evidence import Evidence
from engine.reasoning.features import Idf, stems
from engine.reasoning.wording import spoken
from engine.records import Citation, Passage
from engine.sources.reading import BlockKind

LEAST = 0.75
"""Share of the telling words of a request, by rarity, that describe the code. On three folders of this project, 16 of
30 requests for what is in them got their code, and 1 of 32 for something else got any (some that parses JSON)."""

WORDS = 2
"""Telling words that have to be shared; fewer where the request has no more."""

ASKING = frozenset(
    stems(
        "write code function method class script program programme snippet module implement implementation build make "
        "create generate give show need want tell whether please could help how my example helper utility small simple "
        "use used using regex regular expression test tests unit app library python javascript typescript java rust go "
        "golang c cpp bash shell sql css html schreib schreibe schreiben funktion klasse programm skript mir eine der "
        "die das écris écrire fonction classe programme une qui le la escribe función clase programa una que el la"
    )
)
"""What asks, and what does not say for what."""

SAID = re.compile(
    r"(\"\"\"|''')(?P<docstring>.*?)(?:\1|\Z)|(?:#|//|--)[ \t]?(?P<comment>[^\n]*)|/\*(?P<remark>.*?)(?:\*/|\Z)"
    r"|^[ \t]*(?:\w+[ \t]+){0,3}?(?:def|class|function|func|fn|struct|interface|enum|type|trait|sub)[ \t]+(?P<name>\w+)"
    r"|^(?P<constant>[A-Z][A-Z_]{2,})\s*[:=]",
    re.DOTALL | re.MULTILINE,
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


def nearest_code(
    library: Library, idf: Idf, request: str, passages: Sequence[Passage]
) -> tuple[str, tuple[Citation, ...]]:
    """The code that a request is nearest to, with its marks and citations; '' and () where none is near.

    Args:
        library: where the texts are.
        idf: how telling a stem is in the library.
        request: what is to be written.
        passages: of a search for it, best first.
    """
    asked = {word: max(0.02, idf(word)) for word in frozenset(stems(request)) - ASKING}
    near = []
    for index, passage in enumerate(passages):
        for order, (start, end, body) in enumerate(code_blocks(library, passage)):
            shared = asked.keys() & _describing(library, passage, body)
            share = sum(asked[word] for word in shared) / sum(asked.values()) if shared else 0.0
            if share >= LEAST and len(shared) >= min(WORDS, len(asked)):
                near.append((-share, index, Evidence(index, order, start, end, body, BlockKind.CODE, "")))
    near.sort(key=lambda each: each[:2])
    chosen: list[Chosen] = []
    for share, _, piece in near:
        if len(chosen) < SHOWN and not any(_same(piece, each.evidence, passages) for each in chosen):
            chosen.append(Chosen(piece, spoken(piece), -share))
    return cite(library, chosen, passages)


def _same(one: Evidence, other: Evidence, passages: Sequence[Passage]) -> bool:
    """Whether two pieces of code have some text in common."""
    same = passages[one.passage].place.version == passages[other.passage].place.version
    return same and one.start < other.end and other.start < one.end


def _describing(library: Library, passage: Passage, body: str) -> frozenset[str]:
    """The stems of what says what a piece of code is for."""
    place = passage.place
    said = [place.title, *place.headings, _prose(library, passage)]
    for match in SAID.finditer(body):
        said += filter(None, match.groupdict().values())
    return frozenset(stems(_HUMP.sub(" ", " ".join(said))))


def _prose(library: Library, passage: Passage) -> str:
    """What a passage has besides code."""
    place = passage.place
    text = library.text(place.version)
    spans = [
        (max(block.start, place.char_start), min(block.end, place.char_end))
        for block in library.blocks(place.version)
        if block.kind is not BlockKind.CODE
    ]
    return " ".join(text[start:end] for start, end in spans if start < end)
