"""Tier 0: words and their letter n-grams hashed into as many components as the neural encoder has.

Signed feature hashing (Weinberger et al. 2009): a feature adds +1 or -1 to the few components that its hash names, so
the dot product of two texts estimates the overlap of their features. Letter n-grams make 'measured' and 'measurement'
alike without a stemmer. The hash is BLAKE2, the same in every process and on every platform.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    Feature = tuple[NDArray[np.int16], NDArray[np.float32]]  # components and what to add to them

WIDTH = 384
PROBES = 2  # components that a feature touches: two features that share one seldom share the other
GRAM = 4  # letters of an n-gram, word boundaries included
GRAMS_WEIGHT = 1.0  # of all n-grams of a word together, beside 1 for the word
COMMON_WEIGHT = 0.1
WORDS_REMEMBERED = 20_000  # about 10 MB

_WORD = re.compile(r"\w+")
_COMMON_WORDS = (
    "a about all also an and any are as at be been but by can could did do does for from had has have he her him his "
    "how i if in into is it its may me more most my no not of on one only or other our out over she should so some "
    "such than that the their them then there these they this those to up us was we were what when where which while "
    "who whom whose why will with would you your"
)
_COMMON = frozenset(_COMMON_WORDS.split())


class HashedEncoder:
    """Needs no model: the encoder of tier 0."""

    id = "hashed/1"
    dim = WIDTH
    tier = 0

    def embed(self, texts: Sequence[str]) -> Vector:
        """float32 (len(texts), 384), rows of length one; all zeros for a text without a letter or digit."""
        import numpy as np

        vectors = np.zeros((len(texts), WIDTH), np.float32)
        for row, text in enumerate(texts):
            counts = Counter(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
            if counts:
                vectors[row] = _sum(counts)
        return vectors

    def embed_query(self, text: str) -> Vector:
        """float32 (384,), read-only; see `embed`."""
        vector: Vector = self.embed([text])[0]
        vector.flags.writeable = False
        return vector


def _sum(counts: Counter[str]) -> Vector:
    """The features of all words, each by 1 + log of its count, scaled to length one."""
    import numpy as np

    features = [_features(word) for word in counts]
    weights = np.repeat(
        [1.0 + log(count) for count in counts.values()],
        [len(components) for components, _ in features],
    )
    components = np.concatenate([components for components, _ in features])
    values = np.concatenate([values for _, values in features])
    total = np.bincount(components, values * weights, WIDTH)
    length = float(np.linalg.norm(total))
    unit: Vector = (total / length if length > 0 else total).astype(np.float32)
    return unit


@lru_cache(WORDS_REMEMBERED)
def _features(word: str) -> Feature:
    """The components of a word and of its n-grams, and the signed weight that each gets."""
    import numpy as np

    bounded = f"<{word}>"
    grams = [bounded[at : at + GRAM] for at in range(len(bounded) - GRAM + 1)] if word not in _COMMON else []
    names = [bounded, *grams]
    weights = [1.0, *(GRAMS_WEIGHT / len(grams) ** 0.5 for _ in grams)]
    components, values = [], []
    for name, weight in zip(names, weights, strict=True):
        digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=2 * PROBES).digest()
        for probe in range(PROBES):
            number = int.from_bytes(digest[2 * probe : 2 * probe + 2], "little")
            components.append((number >> 1) % WIDTH)
            values.append(weight if number & 1 else -weight)
    scale = COMMON_WEIGHT if word in _COMMON else 1.0
    return np.array(components, np.int16), np.array(values, np.float32) * np.float32(scale)
