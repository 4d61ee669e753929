"""All rows of one encoder: the library's segments, mapped from the disk, and in memory what is in none of them yet.

A view is one consistent state, never changed once it is made; a newer one shares what stayed the same. Looking whether
there is a newer state takes one query for two counters. Where documents came or went since, only the news are read:
the chunks that left clear bits in bitmaps, new rows make a small part in memory, and such parts are merged by size, so
that a row is moved a logarithmic number of times. Only a change of the list of segments makes the view anew.

A segment that turns out missing or damaged is left out; its rows are read from the database until it is made again.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from engine.errors import NacreError
from engine.library.rows import LoadedEmbeddings
from engine.library.segment_table import JOB, SegmentRow, SegmentTable
from engine.library.store import Library
from engine.memory.rows import Rows
from engine.memory.segment import Segment, SegmentDamaged

Ids = npt.NDArray[np.int64]
Bitmap = npt.NDArray[np.uint8]

LAYOUT = "rows/1"
"""The meaning of the arrays of `Rows`; another number whenever it changes, so that old segments are made anew."""

SMALL = 256
"""Parts in memory below so many rows are always merged: a search costs more for each part than for its rows."""

TRIES = 5
"""States to look at before a segment that is not there counts as lost: its successor may have come meanwhile."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some rows with the chunks that they stand for."""

    name: str  # of the segment, '' for one in memory
    ids: Ids  # (n,), ascending
    rows: Rows
    live: Bitmap | None  # bit i % 8 of byte i // 8 is 1 while row i's chunk is there; None: all are
    gone: int  # rows whose chunk is not

    @property
    def living(self) -> int:
        """Rows whose chunk is there."""
        return int(self.rows.n - self.gone)

    def at(self, ids: Ids) -> Ids:
        """The rows of those of the chunks that are here and live."""
        places: Ids = np.searchsorted(self.ids, ids)
        places = places[self.ids[np.minimum(places, self.rows.n - 1)] == ids]
        if self.live is None:
            return places
        is_live = (self.live[places >> 3] >> (places & 7).astype(np.uint8)) & 1 == 1
        living: Ids = places[is_live]
        return living

    def only(self, ids: Ids) -> Bitmap:
        """A bitmap of those of the chunks that are here and live."""
        bits = np.zeros(self.rows.n, np.uint8)
        bits[self.at(ids)] = 1
        return np.packbits(bits, bitorder="little")

    def without(self, ids: Ids) -> Part:
        """The same rows, those of the chunks named no longer live."""
        dead = self.at(ids)
        if not len(dead):
            return self
        bits = np.ones(self.rows.n, np.uint8)
        if self.live is not None:
            bits = np.unpackbits(self.live, count=self.rows.n, bitorder="little")
        bits[dead] = 0
        gone = self.rows.n - int(np.count_nonzero(bits))
        return Part(self.name, self.ids, self.rows, np.packbits(bits, bitorder="little"), gone)

    def living_rows(self) -> Ids:
        """The rows whose chunk is there."""
        if self.live is None:
            return np.arange(self.rows.n)
        return np.flatnonzero(np.unpackbits(self.live, count=self.rows.n, bitorder="little"))


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """The rows at one moment. No chunk is live in two parts."""

    generation: int
    edition: int
    seq: int  # up to which chunks that left are accounted for
    parts: tuple[Part, ...]  # none without a live row

    @property
    def rows(self) -> int:
        """Rows that are live."""
        return sum(part.living for part in self.parts)


class Segments:
    """The rows of one encoder in one library. May be used by several threads.

    Args:
        encoder: the encoder's id.
        d: the dimension of its vectors.
    """

    def __init__(self, library: Library, encoder: str, d: int) -> None:
        self._library = library
        self._encoder = encoder
        self._d = d
        self._known: View | None = None
        self._guard = Lock()
        self._damages: list[str] = []

    def view(self) -> View:
        """The rows as they are now; cheap where nothing changed since the last call.

        Raises:
            NacreError: the stored vectors have another dimension than the encoder's.
        """
        with self._guard:
            known = self._known
            if known is not None and (known.generation, known.edition) == self._library.segments.counters():
                return known
            self._known = self._newer(known)
            return self._known

    def damages(self) -> tuple[str, ...]:
        """What was found damaged since the last call, a sentence each; its mending has been asked for."""
        with self._guard:
            found, self._damages = tuple(self._damages), []
        return found

    def _newer(self, known: View | None) -> View:
        for _ in range(TRIES):
            with self._library.database.snapshot():
                generation, edition = self._library.segments.counters()
                if known is not None and known.edition == edition:
                    return self._followed(known, generation)
                view, lost = self._made(known, generation, edition)
            if not lost or self._library.segments.edition() == edition:
                break
        if lost:
            self._report(lost)
        return view

    def _followed(self, known: View, generation: int) -> View:
        """What came and went since; the segments are the same."""
        seqs, dead = self._library.segments.dead_after(known.seq)
        parts = [part.without(dead) for part in known.parts]
        news = self._library.embeddings.load(self._encoder, known.generation)
        parts = _joined(parts, in_memory(news, self._d))
        seq = int(seqs[-1]) if len(seqs) else known.seq
        return View(generation, known.edition, seq, tuple(part for part in parts if part.living))

    def _made(self, known: View | None, generation: int, edition: int) -> tuple[View, list[SegmentDamaged]]:
        """The view from the list of segments, and what could not be opened."""
        table = self._library.segments
        seqs, dead = table.dead_after(0)
        mapped = {} if known is None else {part.name: part for part in known.parts if part.name}
        parts: list[Part] = []
        lost: list[SegmentDamaged] = []
        for row in table.rows(self._encoder):
            try:
                parts.append((mapped.get(row.name) or opened(table, row, self._d)[1]).without(dead))
            except SegmentDamaged as damage:
                lost.append(damage)
        folded = table.folded(self._encoder)
        if folded is None or lost:
            rest = self._library.embeddings.load(self._encoder, known=ids_of(parts))
        else:
            rest = self._library.embeddings.load(self._encoder, folded)
        parts = _joined(parts, in_memory(rest, self._d))
        seq = int(seqs[-1]) if len(seqs) else 0
        return View(generation, edition, seq, tuple(part for part in parts if part.living)), lost

    def _report(self, lost: Sequence[SegmentDamaged]) -> None:
        for damage in lost:
            log.warning("%s", damage)
            self._damages.append(str(damage))
        with contextlib.suppress(NacreError):  # busy or full: whoever works next looks at every segment anyway
            self._library.jobs.add(JOB)


def opened(table: SegmentTable, row: SegmentRow, d: int) -> tuple[Segment, Part]:
    """Map one segment, all rows live.

    Raises:
        SegmentDamaged: it is missing or damaged, or holds something else than the library says.
    """
    path = table.path(row.name)
    segment = Segment.open(path)
    info = segment.info
    if (info.encoder, info.d, info.rows) != (row.encoder, d, row.rows):
        raise SegmentDamaged(
            path, f"has {info.rows} rows of {info.encoder} in {info.d} dimensions instead of {row.rows} in {d}"
        )
    if info.layout != LAYOUT:
        raise SegmentDamaged(path, f"has another form ({info.layout}) than this version's")
    try:
        rows = Rows.of(segment.arrays, info.rows, info.d)
    except ValueError as error:
        raise SegmentDamaged(path, f"can't be searched: {error}") from error
    return segment, Part(row.name, segment.ids, rows, None, 0)


def in_memory(loaded: LoadedEmbeddings, d: int) -> list[Part]:
    """Rows from the database as a part; none where there are no rows.

    Raises:
        NacreError: they have another dimension.
    """
    if not len(loaded.chunk_ids):
        return []
    if loaded.vectors.shape[1] != d:
        raise NacreError(
            f"the library's vectors have {loaded.vectors.shape[1]} components and the encoder's have {d}",
            "another encoder made them; run nacre doctor",
        )
    return [Part("", loaded.chunk_ids, Rows.build(loaded.vectors, loaded.scales), None, 0)]


def ids_of(parts: Sequence[Part]) -> Ids:
    """The chunks of all rows, live or not."""
    return np.concatenate([np.zeros(0, np.int64), *(part.ids for part in parts)])


def gathered(parts: Sequence[Part]) -> tuple[Ids, npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """The live rows of parts by ascending chunk, copied: ids (n,), vectors int8 (n, d), scales (n,)."""
    chosen = [part.living_rows() for part in parts]
    ids = np.concatenate([part.ids[rows] for part, rows in zip(parts, chosen, strict=True)])
    places = np.empty(len(ids), np.int64)  # where each row goes
    places[np.argsort(ids, kind="stable")] = np.arange(len(ids))
    vectors = np.empty((len(ids), parts[0].rows.d), np.int8)
    scales = np.empty(len(ids), np.float32)
    start = 0
    for part, rows in zip(parts, chosen, strict=True):
        into = places[start : start + len(rows)]
        vectors[into], scales[into] = part.rows.vectors[rows], part.rows.scales[rows]
        start += len(rows)
    return np.sort(ids), vectors, scales


def _joined(parts: Sequence[Part], news: Sequence[Part]) -> list[Part]:
    """Segments as they are; what is in memory merged until each part is at least twice the next."""
    segments = [part for part in parts if part.name]
    loose = sorted((part for part in (*parts, *news) if not part.name and part.living), key=lambda part: -part.living)
    merged: list[Part] = []
    for part in loose:
        merged.append(part)
        while len(merged) > 1 and (merged[-2].living < 2 * merged[-1].living or merged[-2].living < SMALL):
            ids, vectors, scales = gathered(merged[-2:])
            merged[-2:] = [Part("", ids, Rows.build(vectors, scales), None, 0)]
    return segments + merged
