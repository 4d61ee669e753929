"""Sentences of one side, or their clauses, with all that is compared of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.gaps.clauses import clauses
from engine.gaps.side import Side
from engine.gaps.terms import Ints as Ints  # told on, for whoever reads stretches
from engine.gaps.terms import Piece as Piece
from engine.gaps.terms import Terms, terms
from engine.retrieval.contents import Floats, unit
from engine.retrieval.query import STOP_WORDS, WORD
from engine.retrieval.stems import stem
from engine.sources.reading import Block, BlockKind
from engine.sources.sentences import sentences

Bools = npt.NDArray[np.bool_]

SILENT = frozenset({BlockKind.HEADING, BlockKind.META})
WHOLE = frozenset({BlockKind.CODE, BlockKind.TABLE})
"""Blocks that are not cut into sentences."""

LONGEST = 600
"""Characters of a block that is not cut: what an encoder reads of it."""

SHORT = 4
"""Words below which a sentence is read as a part of the one before it."""

LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """n sentences in the order of their texts, d dimensions.

    Where they are taken apart (side B of a comparison), each clause stands for a sentence, here and in all that is
    computed from this.
    """

    pieces: tuple[Piece, ...]  # (n,)
    sentence: Ints  # (n,): which sentence each is or is of, counted through all texts
    paragraph: Ints  # (n,): which paragraph each is of, counted through all texts
    section: Ints  # (n,): below which heading each stands, counted likewise
    run: Ints  # (n,): sentences that follow each other in one text have the same number
    vectors: Floats  # (n, d), rows of length one
    around: Floats  # (n, d): the mean of a sentence and its neighbours, rows of length one
    words: tuple[frozenset[str], ...]  # (n,): stems of the words that carry meaning
    terms: Terms  # these words one by one, with their vectors
    opens: Bools  # (n,): whether each is the first of its text

    def __len__(self) -> int:
        return len(self.pieces)

    @property
    def mixed(self) -> Floats:
        """(n, d): half the sentence, half what stands around it; products of these are the mean of all four cosines."""
        return np.asarray((self.vectors + self.around) / 2, np.float32)


def read(side: Side, pieces: Iterable[Piece], *, apart: bool = False) -> Stretch:
    """The sentences of some spans, embedded where they are not yet known.

    Args:
        side: whose documents these are.
        pieces: in the order of their texts; those that touch are read as one.
        apart: whether to take sentences apart into clauses.
    """
    spans: list[Piece] = []
    sentence: list[int] = []
    paragraph: list[int] = []
    section: list[int] = []
    run: list[int] = []
    opens: list[bool] = []
    count = paragraphs = sections = 0
    for number, (version, start, end) in enumerate(_joined(pieces)):
        text, blocks = side.library.text(version), side.library.blocks(version)
        first = next((block.start for block in blocks if block.kind not in SILENT), -1)
        sections += 1
        for block in _within(blocks, start, end):
            sections += block.kind is BlockKind.HEADING
            if block.kind in SILENT:
                continue
            paragraphs += 1
            for whole in _sentences(text, block, start, end):
                count += 1
                for low, high in clauses(text, *whole) if apart and block.kind not in WHOLE else [whole]:
                    spans.append((version, low, high))
                    sentence.append(count)
                    paragraph.append(paragraphs)
                    section.append(sections)
                    run.append(number)
                    opens.append(low == first)
    numbers = np.array([sentence, paragraph, section, run], np.int64)
    return _embedded(side, spans, numbers, np.array(opens, np.bool_))


def content_words(text: str) -> frozenset[str]:
    """The stems of a text's words that carry meaning."""
    return frozenset(stem(word) for word in WORD.findall(text.lower()) if len(word) > 2 and word not in STOP_WORDS)


def _embedded(side: Side, spans: Sequence[Piece], numbers: Ints, opens: Bools) -> Stretch:
    sentence, paragraph, section, run = numbers
    texts = [side.library.text(version)[start:end] for version, start, end in spans]
    vectors = side.vectors.of([text[:LONGEST] for text in texts])
    sums = vectors.copy()
    same = (run[1:] == run[:-1])[:, None] if len(run) > 1 else np.zeros((0, 1), bool)
    sums[1:] += vectors[:-1] * same
    sums[:-1] += vectors[1:] * same
    said = terms(side.encoder, spans, paragraph, side.library.text)
    words = tuple(map(content_words, texts))
    return Stretch(tuple(spans), sentence, paragraph, section, run, vectors, unit(sums), words, said, opens)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Spans of one version with nothing but white space or headings between them become one."""
    joined: list[Piece] = []
    for version, start, end in sorted(set(pieces)):
        if joined and joined[-1][0] == version and start <= joined[-1][2] + 2:
            joined[-1] = (version, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((version, start, end))
    return joined


def _within(blocks: Sequence[Block], start: int, end: int) -> list[Block]:
    at = bisect_right(blocks, start, key=lambda block: block.end)
    found = []
    for block in blocks[at:]:
        if block.start >= end:
            break
        found.append(block)
    return found


def _sentences(text: str, block: Block, start: int, end: int) -> list[tuple[int, int]]:
    low, high = max(block.start, start), min(block.end, end)
    if block.kind in WHOLE:
        return [(low, high)] if LETTER.search(text, low, high) else []
    found: list[tuple[int, int]] = []
    for first, last in sentences(text, low, high):
        if not LETTER.search(text, first, last):
            continue
        if found and len(WORD.findall(text, first, last)) < SHORT:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found
