"""Small documents with known vectors of 64 dimensions, for the tests of segments."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.library.store import Library
from engine.memory import segment_writer
from engine.memory.segments import Segments
from tests.engine import shelf
from tests.engine.library.builders import arrival, reading
from tests.engine.retrieval.encoders import RandomEncoder


class Small(RandomEncoder):
    """64 random numbers a text."""

    id = "small/1"
    dim = 64
    tier = 0


class Better(Small):
    """Another encoder, which drives others out."""

    id = "better/1"
    tier = 1


def put(library: Library, path: Path, texts: int, variant: int = 0) -> None:
    """A document of so many chunks, each with a text of its own."""
    parts = [f"# H{number}\n\nText {number} of {path.name}, variant {variant}." for number in range(texts)]
    library.documents.put(arrival(path, reading("\n\n".join(parts))))


def embed(library: Library, encoder: Small | None = None, texts: int = 10_000) -> None:
    """Embeddings for the first texts that have none, without a segment."""
    from engine.background import _embedded

    encoder = encoder or Small()
    waiting = library.embeddings.pending(encoder.id, limit=10_000)[:texts]
    if waiting:
        library.embeddings.add(encoder.id, _embedded(encoder, list(waiting)))
    library.embeddings.finish_jobs(encoder.id)


def fold(library: Library) -> int:
    """Segments brought into order; rows written."""
    return segment_writer.maintain(library, Small.id, Small.dim)


def filled(folder: Path, texts: int = 40) -> Library:
    """A library with one segment."""
    library = shelf.new(folder)
    put(library, folder / "a.md", texts)
    embed(library)
    fold(library)
    return library


def files(library: Library) -> list[Path]:
    """What lies in the folder of segments."""
    return sorted(library.segments.folder.glob("*")) if library.segments.folder.is_dir() else []


Model = dict[int, tuple[bytes, float]]


def truth(library: Library, encoder: str = Small.id) -> Model:
    """Every row by its chunk, from the database alone."""
    rows = library.read().execute(
        """SELECT c.id, e.vector, e.scale FROM chunks c JOIN embeddings e ON e.text_key = c.text_key
        AND e.encoder = ? ORDER BY c.id""",
        (encoder,),
    )
    return {chunk: (vector, float(np.float32(scale))) for chunk, vector, scale in rows.fetchall()}


def seen(segments: Segments) -> Model:
    """Every live row by its chunk, as an index has it."""
    found: Model = {}
    for part in segments.view().parts:
        for row in part.living_rows():
            chunk = int(part.ids[row])
            assert chunk not in found, "one chunk, two rows"
            found[chunk] = part.rows.vectors[row].tobytes(), float(part.rows.scales[row])
    return dict(sorted(found.items()))


def arrays_of(model: Model) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """The model as chunk ids, int8 rows and scales."""
    return (
        np.array(list(model), np.int64),
        np.frombuffer(b"".join(vector for vector, _ in model.values()), np.int8).reshape(len(model), -1),
        np.array([scale for _, scale in model.values()], np.float32),
    )
