"""Sentence vectors, remembered: questions that follow each other draw on the same passages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from engine.models.encoder import Encoder

REMEMBERED = 8_192
"""Vectors kept: 12 MB at 384 dimensions."""


class SentenceVectors:
    """One encoder's vectors of recent sentences. May be used by several threads."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._known: OrderedDict[str, npt.NDArray[np.float32]] = OrderedDict()
        self._guard = Lock()

    def of(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """float32 (len(texts), dim), rows of length one; only what is new is embedded."""
        with self._guard:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
        fresh = dict(zip(new, self.encoder.embed(new), strict=True)) if new else {}
        vectors = np.empty((len(texts), self.encoder.dim), np.float32)
        with self._guard:
            self._known |= fresh
            missing = [row for row, text in enumerate(texts) if text not in self._known]
            for row, text in enumerate(texts):
                if text in self._known:
                    self._known.move_to_end(text)
                    vectors[row] = self._known[text]
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        if missing:  # another thread crowded them out meanwhile
            vectors[missing] = self.encoder.embed([texts[row] for row in missing])
        return vectors
