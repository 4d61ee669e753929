"""Documents into a library with their hashed vectors: what the tests of searching and answering start from."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.background import queue_embeddings, standard_steps, work
from engine.library.rows import Arrival, PutResult
from engine.library.store import DATABASE, Library
from engine.models.encoder import Encoder
from engine.models.hashed import HashedEncoder
from engine.records import Passage
from engine.sources import registry
from engine.sources.chunker import chunk


@cache
def _empty() -> bytes:
    """The database of a library with nothing in it: made once, for migrations take longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        Library.open(Path(folder)).close()
        return (Path(folder) / DATABASE).read_bytes()


def new(folder: Path) -> Library:
    """An open library with nothing in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATABASE).write_bytes(_empty())
    return Library.open(folder)


def put(library: Library, path: Path, text: str, collection: str = "") -> PutResult:
    """One document by the reader of its suffix; nothing is written to `path`."""
    data = text.encode("utf-8", "surrogatepass")
    readings = registry.read(path, data)
    return library.documents.put(
        Arrival(
            path=str(path),
            root=str(path.parent),
            collection=collection or path.parent.name,
            size=len(data),
            mtime_ns=1,
            made_by="test/1",
            named=False,
            original=data,
            parts=[(reading, chunk(reading)) for reading in readings],
        )
    )


def fill(library: Library, folder: Path, texts: Mapping[str, str]) -> dict[str, int]:
    """Documents by name, with vectors; document ids by name."""
    found = {name: put(library, folder / name, text).parts[0].document_id for name, text in texts.items()}
    embed(library)
    return found


def embed(library: Library, encoder: Encoder | None = None) -> int:
    """Give every text an embedding; how many were made."""
    encoder = encoder or HashedEncoder()
    queue_embeddings(library, encoder)
    return work(library, standard_steps(encoder)).done["embed"]


def passages(library: Library) -> tuple[Passage, ...]:
    """Every chunk of the library as a passage, in the order of the chunks."""
    ids = [row[0] for row in library.read().execute("SELECT id FROM chunks ORDER BY id").fetchall()]
    return tuple(
        Passage(
            row.chunk_id,
            library.place(row.version, row.start, row.end),
            library.text(row.version)[row.start : row.end],
            {},
            0.0,
        )
        for row in library.chunk_rows(ids)
    )
