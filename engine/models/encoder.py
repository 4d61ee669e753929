"""What every encoder is to the rest of the engine: text in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into vectors whose dot product is their likeness. All methods may be called from any thread."""

    @property
    def id(self) -> str:
        """Names model, revision and variant; vectors of two ids are never compared."""
        ...

    @property
    def dim(self) -> int:
        """Components of a vector."""
        ...

    @property
    def tier(self) -> int:
        """0 for hashed tokens, 1 for a neural encoder."""
        ...

    def embed(self, texts: Sequence[str]) -> Vector:
        """float32 (len(texts), dim) in the order of `texts`, rows of length one; a text without words is all zeros
        in tier 0 and the vector of an empty sentence in tier 1."""
        ...

    def embed_query(self, text: str) -> Vector:
        """float32 (dim,): one vector, fast, recent ones remembered. Read-only; copy it to change it."""
        ...
