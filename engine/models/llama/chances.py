"""How sure a model was of a token: the share of chance that its logits give it, before any setting of the sampler."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.models.chat import TokenChance
from engine.models.llama.vocabulary import Vocabulary


def chance(logits: Any, vocabulary: Vocabulary, token: int, alternatives: int) -> TokenChance:
    """The chance of a token among all.

    Args:
        logits: pointer to float32 (vocabulary.size,).
        vocabulary: of the model.
        token: the one that was chosen.
        alternatives: how many of the likeliest to name.
    """
    values = np.ctypeslib.as_array(logits, (vocabulary.size,)).astype(np.float64)
    values -= values.max()
    values -= np.log(np.exp(values).sum())
    count = min(max(0, alternatives), vocabulary.size)
    best = np.argpartition(-values, count - 1)[:count] if count else np.empty(0, np.int64)
    best = best[np.argsort(-values[best], kind="stable")]
    others = tuple((_text(vocabulary, int(other)), float(values[other])) for other in best)
    return TokenChance(_text(vocabulary, token), float(values[token]), others)


def _text(vocabulary: Vocabulary, token: int) -> str:
    return vocabulary.piece(token).decode("utf-8", "replace") or vocabulary.spelling(token)
