"""The sentences of a side that say something, ready to be held against those of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from engine.gaps.disagreeing.said import Said, of_sentences
from engine.gaps.finder import Looking
from engine.gaps.side import Side
from engine.gaps.stretch import Piece
from engine.reasoning.differing.frame import LONGEST
from engine.reasoning.differing.sources import QUOTED
from engine.retrieval.query import WORD
from engine.sources.reading import BlockKind
from engine.sources.sentences import sentences

FEW = 4
"""Words below which a sentence is a caption, a label or a cell."""

CALLOUT = "[!"
"""What the title of a boxed note starts with in Markdown."""

LETTERS = 0.6
"""Share of letters and spaces below which it is a list of prices, code or an address."""

BROKEN = frozenset({BlockKind.HEADING, BlockKind.META})


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence, where it stands."""

    document: int
    version: int
    start: int  # code points of the canonical text
    end: int
    said: Said


def gather(side: Side, pieces: Iterable[tuple[int, Piece]], looking: Looking) -> list[Sentence]:
    """The sentences of some chunks, in the order of their texts.

    Args:
        side: whose chunks these are.
        pieces: a document with a span of its current version.
        looking: whether to go on.
    """
    found: list[Sentence] = []
    for (document, version), group in groupby(sorted(set(pieces)), key=lambda each: (each[0], each[1][0])):
        looking.go_on()
        text = side.library.text(version)
        spans = _spans(text, side, version, [piece[1:] for _, piece in group])
        said = of_sentences([text[start:end] for start, end in spans])
        found += [Sentence(document, version, start, end, each) for (start, end), each in zip(spans, said, strict=True)]
    return found


def _spans(text: str, side: Side, version: int, chunks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    blocks = [block for block in side.library.blocks(version) if block.kind in QUOTED]
    found: dict[tuple[int, int], None] = {}
    for block in blocks:
        if not any(block.start < end and start < block.end for start, end in chunks):
            continue
        for start, end in sentences(text, block.start, block.end):
            if any(start < high and low < end for low, high in chunks) and says(text[start:end]):
                found[start, end] = None
    return list(found)


def says(text: str) -> bool:
    """Whether a sentence states something, rather than asks, labels or lists."""
    if CALLOUT in text or len(text) > LONGEST or len(WORD.findall(text)) < FEW or text.rstrip().endswith("?"):
        return False
    return sum(char.isalpha() or char.isspace() for char in text) >= LETTERS * len(text)
