"""Bundles of what documents say, from the engram tree, compared with a target's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

import native
from engine.library.store import Library
from engine.memory import sets
from engine.memory.arrays import Int32s
from engine.memory.engram_state import state
from engine.memory.tree import Engrams
from engine.retrieval.contents import Floats
from engine.retrieval.targets import Target


class Bundles:
    """What the tree knows of documents' contents."""

    def __init__(self, library: Library, engrams: Engrams) -> None:
        self._library = library
        self.engrams = engrams

    def cosines(self, target: Target, documents: Iterable[int]) -> Mapping[int, float]:
        """Cosine of each document's bundle to the target's, 0 where it is negative.

        Documents that are not in the tree yet are left out.
        """
        if not self.ready():
            return {}
        own = self.of_target(target)
        if not own.any():
            return {}
        nodes = {document: self.engrams.node(f"#{document}") for document in documents}
        counted = {document: node.content for document, node in nodes.items() if node is not None and node.chunks}
        cosines = sets.overlaps(own, counted.values())
        return {document: max(0.0, cosine) for document, cosine in zip(counted, cosines, strict=True)}

    def ready(self) -> bool:
        """Whether the tree is of this encoder: after a change of encoder it is made again in the background."""
        with self._library.database.snapshot() as connection:
            return state(connection, "encoder") == self.engrams.projection.encoder_id

    def of_target(self, target: Target) -> Int32s:
        """int32 (d,): of a whole document as the tree has it, else of the target's passages."""
        if target.whole and len(target.documents) == 1:
            return self.of_document(next(iter(target.documents)), target.vectors)
        return self.of_vectors(target.vectors)

    def of_document(self, document: int, vectors: Floats) -> Int32s:
        """int32 (d,): as the tree has it, or of its passages' embeddings where the tree does not have it yet."""
        node = self.engrams.node(f"#{document}") if self.ready() else None
        return node.content if node is not None and node.chunks else self.of_vectors(vectors)

    def of_vectors(self, vectors: Floats) -> Int32s:
        """int32 (d,): the bundle of passages with these embeddings, float32 (n, dim)."""
        counters = np.zeros(self.engrams.form.d, np.int32)
        native.bundle(counters, self.codes(vectors))
        return counters

    def codes(self, vectors: Floats) -> npt.NDArray[np.uint8]:
        """uint8 (n, d // 4): the hypervectors of passages with these embeddings."""
        return self.engrams.projection.codes(native.quantise(np.ascontiguousarray(vectors, np.float32))[0])
