"""One pair of texts, as words are taught on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.gaps.claiming import CROSSES, STAYS, likeness
from engine.gaps.echoes import word_weights
from engine.gaps.features import Compared
from engine.gaps.stretch import Ints, Stretch
from engine.gaps.terms import means, passages
from engine.models.middle import pieces
from engine.models.minilm import encodable


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """What is read of one side: t passages with w words that carry meaning."""

    ids: tuple[Tensor, ...]  # t of int64 (tokens,)
    tokens: tuple[Tensor, ...]  # t of int64: which tokens belong to a word
    words: tuple[Tensor, ...]  # t of int64, as many: to which of the w
    count: int  # w


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A pair: u topics of A, m clauses of B."""

    a: Text
    b: Text
    topic: Tensor  # int64 (w of A,): of each word of A
    weights: Tensor  # float32 (w of A,)
    clause: Tensor  # int64 (w of B,): of each word of B
    sizes: Tensor  # float32 (u,): sentences of each topic
    alike: Tensor  # float32 (u, m): likeness, see `engine.gaps.claiming.likeness`
    stays: Tensor  # float32 (m - 1,): how probable it is that a clause treats what the one before treats
    joined: Tensor  # bool (m - 1,): whether a clause follows on the one before
    plain: Tensor  # float32 (u, len(FEATURES)): the features with words as they are before anything is learned
    missing: Tensor  # float32 (u,): 1 for planted gaps

    def thinned(self, kept_a: Tensor, kept_b: Tensor) -> Lesson:
        """The pair without some words; bool (w of A,) and (w of B,)."""
        return replace(self, topic=self.topic[kept_a], weights=self.weights[kept_a], clause=self.clause[kept_b])


def lesson(
    compared: Compared, units: Sequence[Ints], missing: npt.NDArray[Any], text_of: Callable[[int], str], tokenizer: Any
) -> Lesson:
    """A pair that was compared.

    Args:
        compared: both sides, with plain words.
        units: the sentences of each true topic.
        missing: (u,), 1 for those that were planted.
        text_of: the text of a version.
        tokenizer: the encoder's.
    """
    a, b = compared.a, compared.b
    of_row = np.empty(len(a), np.int64)
    for topic, rows in enumerate(units):
        of_row[rows] = topic
    same = b.paragraph[1:] == b.paragraph[:-1]
    joined = b.run[1:] == b.run[:-1]
    stays = np.where(joined, np.where(same, STAYS, CROSSES), 0.0)
    return Lesson(
        _text(a, text_of, tokenizer),
        _text(b, text_of, tokenizer),
        torch.from_numpy(of_row[a.terms.rows]),
        torch.from_numpy(word_weights(a.terms, b.terms, len(a) + len(b))),
        torch.from_numpy(b.terms.rows),
        torch.tensor([float(len(rows)) for rows in units]),
        torch.from_numpy(likeness(a, b, units)),
        torch.from_numpy(stays.astype(np.float32)),
        torch.from_numpy(joined),
        torch.from_numpy(compared.weigh(units).rows),
        torch.from_numpy(missing.astype(np.float32)),
    )


def _text(side: Stretch, text_of: Callable[[int], str], tokenizer: Any) -> Text:
    spans = passages(side.pieces, side.paragraph)
    texts = [encodable(text_of(version)[start:end]) for version, start, end, _ in spans]
    ids: list[Tensor] = []
    tokens: list[Tensor] = []
    words: list[Tensor] = []
    count = 0
    for text, found in zip(texts, tokenizer.encode_batch(texts), strict=True):
        forms, rows, of_word = pieces(found)
        number = np.full(len(forms), -1)
        kept = [at for at, (start, end) in enumerate(forms) if means(text[start:end].lower())]
        number[kept] = count + np.arange(len(kept))
        count += len(kept)
        here = number[np.array(of_word, np.int64)]
        ids.append(torch.tensor(found.ids))
        tokens.append(torch.from_numpy(np.array(rows, np.int64)[here >= 0]))
        words.append(torch.from_numpy(here[here >= 0]))
    return Text(tuple(ids), tuple(tokens), tuple(words), count)
