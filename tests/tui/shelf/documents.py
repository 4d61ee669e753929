"""Documents to make trees of."""

from __future__ import annotations

from engine.records import DocumentInfo


def info(number: int, path: str, *, part: str = "", title: str = "", kind: str = "markdown", collection: str = "notes",
         chunks: int = 4, embedded: int = 4) -> DocumentInfo:  # fmt: skip
    """One document; only what a tree looks at."""
    return DocumentInfo(
        number, number, path, part, title, kind, collection, (), 100, 100, chunks, embedded, "2026-01-02", ()
    )


def many(count: int) -> tuple[DocumentInfo, ...]:
    """Documents in 50 folders of 7 each."""
    return tuple(
        info(n, f"/home/notes/{n % 50:02}/{n % 7}/file {n}.md", title=f"Document {n:06}") for n in range(count)
    )
