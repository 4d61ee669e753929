"""The words of a side that carry meaning, with what each means where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.models.encoder import Encoder
from engine.models.words import words_of
from engine.retrieval.contents import Floats
from engine.retrieval.query import STOP_WORDS
from engine.retrieval.stems import stem

Ints = npt.NDArray[np.int64]
Piece = tuple[int, int, int]
"""A version, and a span of its canonical text."""

TOGETHER = 800
"""Characters of a paragraph that are read at once: what fits into an encoder."""


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """w words in their order, d dimensions."""

    rows: Ints  # (w,): the sentence of each
    roots: tuple[str, ...]  # (w,): their stems
    vectors: Floats  # (w, d), of any length


def terms(encoder: Encoder, pieces: Sequence[Piece], paragraph: Ints, text_of: Callable[[int], str]) -> Terms:
    """The words of some sentences.

    Args:
        encoder: that reads them, a good part of a paragraph at a time.
        pieces: the sentences.
        paragraph: (n,), which paragraph each is of.
        text_of: the text of a version.
    """
    read_at_once = list(passages(pieces, paragraph))
    texts = [text_of(version)[start:end] for version, start, end, _ in read_at_once]
    rows: list[int] = []
    roots: list[str] = []
    vectors: list[Floats] = []
    for text, (_, begin, _, sentences), read in zip(texts, read_at_once, words_of(encoder, texts), strict=True):
        starts = [pieces[row][1] for row in sentences]
        kept = []
        for at, (start, end) in enumerate(read.spans):
            form = text[start:end].lower()
            if means(form):
                kept.append(at)
                rows.append(sentences[max(0, bisect_right(starts, begin + start) - 1)])
                roots.append(stem(form))
        vectors.append(read.vectors[kept])
    stacked = np.concatenate(vectors) if vectors else np.zeros((0, encoder.dim), np.float32)
    return Terms(np.array(rows, np.int64), tuple(roots), np.asarray(stacked, np.float32))


def means(form: str) -> bool:
    """Whether a word, in small letters, carries meaning."""
    return form[0].isalnum() and form not in STOP_WORDS and (len(form) > 2 or form.isdigit())


def passages(pieces: Sequence[Piece], paragraph: Ints) -> Iterator[tuple[int, int, int, list[int]]]:
    """Versions and spans of what is read at once, with the sentences in it."""
    first = 0
    for row in range(1, len(pieces) + 1):
        start = pieces[first][1]
        if row < len(pieces) and paragraph[row] == paragraph[first] and pieces[row][2] - start <= TOGETHER:
            continue
        yield pieces[first][0], start, min(pieces[row - 1][2], start + TOGETHER), list(range(first, row))
        first = row
