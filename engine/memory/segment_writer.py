"""Folds new rows into segments and merges those that are small or full of rows whose chunks are gone.

Rows are copied, never embedded again. Merging goes by size: what is new takes with it every segment that is not larger
than all that is merged already, so a row that is moved ends in a segment at least twice as large, n rows cost
O(n log n) bytes of writing, and the segments that stay grow by at least a factor of two from one to the next. A segment
in which more than `segment_due.DEAD_SHARE` of the rows are dead is written anew, which the deletions have paid for.

One writer at a time: all hold `SegmentTable.lock`. What is planned from one state of the library is committed only if
the list of segments is still the same, otherwise it is planned anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event as Flag

import numpy as np

from engine.errors import Cancelled, NacreError
from engine.events import JobProgress, Listener, Notice, ignore
from engine.library.connection import now
from engine.library.rows import LoadedEmbeddings
from engine.library.segment_table import JOB, SUFFIX, SegmentRow
from engine.library.store import Library
from engine.memory import segment_due
from engine.memory.rows import Rows
from engine.memory.segment import SegmentDamaged, SegmentInfo, write
from engine.memory.segments import LAYOUT, Ids, Part, gathered, ids_of, in_memory, opened

MAX_ROWS = 1 << 20
"""Rows of one segment at most: merging holds them in memory, 440 MB at 384 dimensions."""


@dataclass(frozen=True, slots=True)
class _State:
    """What there is to merge, at one moment."""

    edition: int
    segments: tuple[Part, ...]
    fresh: LoadedEmbeddings  # rows that are in no segment
    folded: int | None
    dead_seqs: Ids
    dead: Ids


def maintain(library: Library, encoder: str, d: int, listen: Listener = ignore, cancel: Flag | None = None) -> int:
    """Bring the segments of one encoder into order: mend, fold, merge, sweep; how many rows were written.

    Args:
        encoder: the encoder's id.
        d: the dimension of its vectors.
        listen: hears a `Notice` for each segment that was damaged, and `JobProgress` after each one written.
        cancel: looked at between segments and between blocks of one; what is committed stays.

    Raises:
        Cancelled: the flag was set.
        DiskFull: there is no room for a segment; those that were there serve on, and nothing is left behind.
        LibraryLocked: another process wrote segments for too long.
    """
    written = 0
    with library.segments.lock():
        library.segments.sweep()
        while True:
            if cancel is not None and cancel.is_set():
                raise Cancelled("the writing of segments was stopped", "it goes on the next time")
            state = _looked_at(library, encoder, d, listen)
            chosen = _chosen(state)
            if chosen is None:
                return written
            rows = _replaced(library, SegmentInfo(encoder, LAYOUT, d, 0), state, chosen, cancel)
            written += rows
            if rows:
                listen(JobProgress(JOB, rows, rows))


def _looked_at(library: Library, encoder: str, d: int, listen: Listener) -> _State:
    """The state of now, every byte of the segments checked. What is damaged leaves the list first."""
    table = library.segments
    while True:
        with library.database.snapshot():
            edition = table.edition()
            seqs, dead = table.dead_after(0)
            parts: list[Part] = []
            damages: list[tuple[str, SegmentDamaged]] = []
            for row in table.rows(encoder):
                try:
                    segment, part = opened(table, row, d)
                    segment.check()
                    parts.append(part.without(dead))
                except SegmentDamaged as damage:
                    damages.append((row.name, damage))
            if not damages:
                folded = table.folded(encoder)
                known = ids_of(parts) if folded is None else None
                fresh = library.embeddings.load(encoder, -1 if folded is None else folded, known=known, limit=MAX_ROWS)
                return _State(edition, tuple(parts), fresh, folded, seqs, dead)
        for name, found in damages:
            table.drop(name)
            listen(Notice(f"{found.what}; it is made anew from the library.", "warning"))


def _chosen(state: _State) -> tuple[Part, ...] | None:
    """The segments to merge with what is fresh; None where nothing is worth doing."""
    crowded = [part for part in state.segments if part.gone > segment_due.DEAD_SHARE * part.rows.n]
    fresh = len(state.fresh.chunk_ids)
    enough = segment_due.worth_folding(sum(part.rows.n for part in state.segments))
    if not crowded and state.folded is not None and fresh < enough:
        return None
    chosen = [part for part in crowded[:1] if fresh + part.living <= MAX_ROWS]  # else its turn comes after the fold
    total = fresh + sum(part.living for part in chosen)
    for part in sorted(state.segments, key=lambda part: part.living):
        if part not in chosen and part.living <= total and total + part.living <= MAX_ROWS:
            chosen.append(part)
            total += part.living
    return tuple(chosen)


def _replaced(library: Library, info: SegmentInfo, state: _State, chosen: Sequence[Part], cancel: Flag | None) -> int:
    """Write one segment of the chosen ones and what is fresh, and put it in their place; its rows, 0 if too late."""
    table = library.segments
    row = _written(library, info, [*chosen, *in_memory(state.fresh, info.d)], cancel)
    replaced = {part.name for part in chosen}
    rest = [part for part in state.segments if part.name not in replaced]
    needed = np.isin(state.dead, ids_of(rest))
    for low, high in table.ranges_of_others(info.encoder):
        needed |= (state.dead >= low) & (state.dead <= high)
    try:
        done = table.commit(
            info.encoder,
            state.edition,
            added=row,
            replaced=replaced,
            folded=state.fresh.generation if state.fresh.is_whole else None,
            forgettable=state.dead_seqs[~needed].tolist(),
        )
    except NacreError:  # a full disk above all
        table.unlink([row.name] if row else [])
        raise
    if row is None:
        return 0
    if not done:
        table.unlink([row.name])
        return 0
    return row.rows


def _written(library: Library, info: SegmentInfo, parts: Sequence[Part], cancel: Flag | None) -> SegmentRow | None:
    """A new segment's file with the live rows of the parts; None where there are none."""
    if not sum(part.living for part in parts):
        return None
    ids, vectors, scales = gathered(parts)
    info = SegmentInfo(info.encoder, info.layout, info.d, len(ids))
    name = secrets.token_hex(8) + SUFFIX
    arrays = {"ids": ids, **Rows.build(vectors, scales).arrays()}
    size, crc = write(library.segments.path(name), info, arrays, cancel)
    return SegmentRow(name, info.encoder, len(ids), int(ids[0]), int(ids[-1]), size, crc, now())
