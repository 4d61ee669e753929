"""The words of texts, each with a vector of what it means where it stands.

Two passages about the same thing in other words are often far from each other as sentences and near word by word
(compare BERTScore: Zhang et al., 2020). An encoder that reads words in their context offers `words`; of any other,
each word's vector is the one that it has alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from engine.models.encoder import Encoder, Vector

WORD = re.compile(r"\w+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The n words of one text."""

    spans: tuple[Span, ...]  # (n,)
    vectors: Vector  # float32 (n, dim), of any length


@runtime_checkable
class ReadsWords(Protocol):
    """An encoder that gives the words of a text too."""

    def words(self, texts: Sequence[str]) -> list[Words]:
        """The words of each text in their order; what is too long for the encoder is cut."""
        ...


def words_of(encoder: Encoder, texts: Sequence[str]) -> list[Words]:
    """The words of each text, with their vectors in it where the encoder has such."""
    if isinstance(encoder, ReadsWords):
        return encoder.words(texts)
    spans = [tuple(found.span() for found in WORD.finditer(text)) for text in texts]
    forms = [[text[start:end].lower() for start, end in each] for text, each in zip(texts, spans, strict=True)]
    row = {form: at for at, form in enumerate(dict.fromkeys(form for each in forms for form in each))}
    vectors = encoder.embed(list(row))
    return [Words(each, vectors[[row[form] for form in said]]) for each, said in zip(spans, forms, strict=True)]
