"""Evidence as passages: those that the search handed out, and new ones where a follow-up found them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.library.store import Library
from engine.records import Passage
from engine.retrieval.fusion import opinions
from engine.retrieval.searcher import Arms


def passages_of(library: Library, chunks: Sequence[int], known: Sequence[Passage], arms: Arms) -> tuple[Passage, ...]:
    """The passages of some chunks, in their order; chunks that are gone meanwhile are left out.

    Args:
        library: where they are.
        chunks: ids.
        known: passages that need not be made again.
        arms: the first search; a passage has the opinions of those arms that saw it, and the score 0 where none did.
    """
    found = {passage.chunk_id: passage for passage in known}
    by_arm = {arm: opinions(scores) for arm, scores in arms.by_name().items()}
    for row in library.chunk_rows([chunk for chunk in chunks if chunk not in found]):
        found[row.chunk_id] = Passage(
            row.chunk_id,
            library.place(row.version, row.start, row.end),
            library.text(row.version)[row.start : row.end],
            {arm: scores[row.chunk_id] for arm, scores in by_arm.items() if row.chunk_id in scores},
            arms.fused.get(row.chunk_id, 0.0),
        )
    return tuple(found[chunk] for chunk in chunks if chunk in found)
