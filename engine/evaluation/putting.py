"""A file put into a measurement's own library, with the bytes that a measurement gives it."""

from __future__ import annotations

from pathlib import Path

from engine.library.rows import Arrival
from engine.library.store import Library
from engine.sources.chunker import CHUNKER, chunk
from engine.sources.registry import read


def put(library: Library, path: Path, data: bytes, *, collection: str, root: Path, named: bool) -> None:
    """Read, cut and store a file as an ingest would.

    Args:
        library: of the measurement.
        path: under which it is stored.
        data: its bytes, which may differ from those on disk.
        collection: that it belongs to.
        root: the folder that it was found below.
        named: whether it was named by itself.

    Raises:
        ReadError: the bytes can't be read as such a file.
        SkipFile: there is no text in them.
    """
    library.documents.put(
        Arrival(
            path=str(path),
            root=str(root),
            collection=collection,
            size=len(data),
            mtime_ns=0,
            made_by=f"eval/1 {CHUNKER}",
            named=named,
            original=data,
            parts=[(reading, chunk(reading)) for reading in read(path, data)],
        )
    )
