"""A temporary library for a measurement: a collection taken in by the same steps as a user's documents."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.background import standard_steps, work
from engine.config import load as load_settings
from engine.evaluation.collection import Item
from engine.events import Listener
from engine.library.rows import Arrival
from engine.library.store import Library
from engine.models.choose import best_encoder
from engine.models.encoder import Encoder
from engine.retrieval.searcher import Searcher
from engine.sources.chunker import CHUNKER, Chunk, chunk
from engine.sources.plain import plain_blocks
from engine.sources.reading import Reading


class RecordingEncoder:
    """An encoder that keeps the exact float vectors it hands out, so that rounding can be measured against them."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.id, self.dim, self.tier = encoder.id, encoder.dim, encoder.tier
        self.vectors: dict[str, npt.NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = self._encoder.embed(texts)
        self.vectors.update(zip(texts, vectors, strict=True))
        return vectors

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        return self._encoder.embed_query(text)


@dataclass(frozen=True, slots=True)
class Bed:
    """A library that lasts as long as the measurement, and what searches it."""

    library: Library
    searcher: Searcher
    encoder: RecordingEncoder

    def without(self, ids: Collection[str]) -> list[int]:
        """All documents but those with these ids of the collection: a library that lacks a subject."""
        rows = self.library.read().execute("SELECT id, part FROM documents").fetchall()
        return [document for document, part in rows if part not in ids]


@contextmanager
def bed(parts: Iterable[tuple[Reading, Sequence[Chunk]]], listen: Listener) -> Iterator[Bed]:
    """Take documents in, embed them, and hand out the library; it is gone afterwards.

    Args:
        parts: each document with its chunks; `part` of the reading is its id.
        listen: told how far the embedding is.
    """
    encoder = RecordingEncoder(best_encoder(load_settings().embedder))
    with tempfile.TemporaryDirectory(prefix="nacre-eval-") as folder, Library.open(Path(folder)) as library:
        library.documents.put(
            Arrival(
                path=str(Path(folder) / "collection"),
                root=folder,
                collection="collection",
                size=0,
                mtime_ns=0,
                made_by=f"text/1 {CHUNKER}",
                named=True,
                original=b"",
                parts=list(parts),
            )
        )
        work(library, standard_steps(encoder), listen)
        yield Bed(library, Searcher(library, encoder), encoder)


def read_items(items: Iterable[Item]) -> list[tuple[Reading, Sequence[Chunk]]]:
    """The documents of a collection as the plain-text reader and the chunker see them."""
    parts: list[tuple[Reading, Sequence[Chunk]]] = []
    for item in items:
        reading = Reading(item.title, item.text, "text/1", "text", tuple(plain_blocks(item.text)), part=item.id)
        parts.append((reading, chunk(reading)))
    return parts
