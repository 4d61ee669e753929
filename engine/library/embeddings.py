"""Embeddings by text and encoder: each text is embedded once per encoder, however many chunks have it.

Vectors of different encoders are never mixed: every question names its encoder.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.errors import NacreError
from engine.library import segment_table
from engine.library.connection import Connection, Database, in_pages
from engine.library.rows import EmbeddingRow, LoadedEmbeddings, PendingText
from engine.library.segment_table import SegmentTable
from engine.library.texts import Texts
from engine.library.versions import bump
from engine.library.wording import embedding_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

EMBEDDED = "FROM chunks c JOIN embeddings e ON e.text_key = c.text_key AND e.encoder = ?1"
NEWER = """FROM (
        SELECT c.id FROM chunks c WHERE c.generation > ?2 UNION
        SELECT c.id FROM embeddings e JOIN chunks c ON c.text_key = e.text_key
        WHERE e.encoder = ?1 AND e.generation > ?2
    ) n JOIN chunks c ON c.id = n.id JOIN embeddings e ON e.text_key = c.text_key AND e.encoder = ?1"""
"""Chunks with an embedding where either came after a generation, each once."""

PAGE = 2_000  # rows of one statement

log = logging.getLogger(__name__)

HAS_NONE = "NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.text_key = c.text_key AND e.encoder = ?)"


class Embeddings:
    """The embeddings of a library."""

    def __init__(self, database: Database, texts: Texts) -> None:
        self._database = database
        self._texts = texts

    def pending(self, encoder: str, *, after: int = 0, limit: int = 512) -> tuple[PendingText, ...]:
        """Texts without an embedding of this encoder, each once, in the order of their chunks.

        Args:
            encoder: the encoder's id.
            after: only chunks with a greater id: the last one of the page before.
            limit: at most so many.
        """
        rows = (
            self._database.connection()
            .execute(
                f"""SELECT c.text_key, c.id, c.version_id, v.title, c.headings, c.char_start, c.char_end
                FROM chunks c JOIN versions v ON v.id = c.version_id WHERE c.id > ? AND {HAS_NONE}
                ORDER BY c.id LIMIT ?""",
                (after, encoder, limit),
            )
            .fetchall()
        )
        found: dict[bytes, PendingText] = {}
        for key, chunk_id, version, title, headings, start, end in rows:
            if key not in found:
                body = self._texts.text(version)[start:end]
                found[key] = PendingText(key, chunk_id, embedding_text(title, json.loads(headings), body))
        return tuple(found.values())

    def count_pending(self, encoder: str) -> int:
        """How many texts have no embedding of this encoder yet."""
        sql = f"SELECT COUNT(DISTINCT c.text_key) FROM chunks c WHERE {HAS_NONE}"
        return int(self._database.connection().execute(sql, (encoder,)).fetchone()[0])

    def has_any(self, encoder: str) -> bool:
        """Whether there is any embedding of this encoder."""
        row = self._database.connection().execute("SELECT 1 FROM embeddings WHERE encoder = ? LIMIT 1", (encoder,))
        return row.fetchone() is not None

    def count_after(self, encoder: str, generation: int) -> int:
        """How many chunks with an embedding are new since a generation."""
        sql = f"SELECT COUNT(*) FROM (SELECT 1 {NEWER})"
        return int(self._database.connection().execute(sql, (encoder, generation)).fetchone()[0])

    def add(self, encoder: str, rows: Sequence[EmbeddingRow]) -> int:
        """Store embeddings in one transaction, bump the generation and end the jobs that this completes.

        Rows whose text is no longer in the library are left out; how many were stored.

        Raises:
            NacreError: a vector is empty or of another length than the encoder's others, or a scale is no number;
                nothing of this call is stored.
        """
        stored = 0
        with self._database.write() as connection:
            self._check(connection, encoder, rows)
            generation = bump(connection)
            for row in rows:
                stored += connection.execute(
                    """INSERT INTO embeddings (text_key, encoder, vector, scale, generation)
                    SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM chunks WHERE text_key = ?1)
                    ON CONFLICT (text_key, encoder) DO NOTHING""",
                    (row.text_key, encoder, row.vector, float(row.scale), generation),
                ).rowcount
            keys = [row.text_key for row in rows]
            for key in keys:
                connection.execute(
                    f"""DELETE FROM jobs WHERE kind = 'embed' AND state = 'waiting'
                    AND version_id IN (SELECT version_id FROM chunks WHERE text_key = ?)
                    AND NOT EXISTS (SELECT 1 FROM chunks c WHERE c.version_id = jobs.version_id AND {HAS_NONE})""",
                    (key, encoder),
                )
        return stored

    def _check(self, connection: Connection, encoder: str, rows: Sequence[EmbeddingRow]) -> None:
        """What is stored once is searched for years: nothing comes in that can't be a vector of this encoder."""
        if not rows:
            return
        known = connection.execute(
            "SELECT length(vector) FROM embeddings WHERE encoder = ? LIMIT 1", (encoder,)
        ).fetchone()
        size = len(rows[0].vector) if known is None else int(known[0])
        for row in rows:
            if not row.vector or len(row.vector) != size:
                raise NacreError(
                    f"the encoder {encoder} gave a vector of {len(row.vector)} components; its others have {size}",
                    "run nacre doctor, then nacre setup",
                )
            if not 0 <= row.scale < math.inf:
                raise NacreError(
                    f"the encoder {encoder} gave a vector whose scale is {row.scale}",
                    "run nacre doctor, then nacre setup",
                )

    def finish_jobs(self, encoder: str) -> int:
        """End all waiting jobs of versions whose texts have an embedding; how many they were."""
        with self._database.write() as connection:
            return int(
                connection.execute(
                    f"""DELETE FROM jobs WHERE kind = 'embed' AND state = 'waiting' AND version_id IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM chunks c WHERE c.version_id = jobs.version_id AND {HAS_NONE})""",
                    (encoder,),
                ).rowcount
            )

    def load(
        self,
        encoder: str,
        after_generation: int = -1,
        *,
        known: npt.NDArray[np.int64] | None = None,
        limit: int | None = None,
    ) -> LoadedEmbeddings:
        """Embeddings of chunks, for an index or a segment.

        Rows that can't be embeddings of this encoder, because the database is damaged, are left out and logged.

        Args:
            encoder: the encoder's id.
            after_generation: only what came after it; -1 for everything.
            known: ids of chunks that are not wanted.
            limit: at most so many rows, those of the lowest chunk ids.

        Returns:
            arrays ordered by chunk id, and the generation to ask after next time.
        """
        import numpy as np  # a tenth of a second that listing and status need not spend

        with self._database.snapshot() as connection:
            generation = int(connection.execute("SELECT value FROM state WHERE key = 'generation'").fetchone()[0])
            pairs = _pairs(connection, encoder, after_generation)
            if known is not None:
                pairs = pairs[~np.isin(pairs[:, 0], known)]
            is_whole = limit is None or len(pairs) <= limit
            pairs = pairs[np.argsort(pairs[:, 0], kind="stable")][:limit]
            rows = np.unique(pairs[:, 1])
            vectors, scales = _vectors(connection, encoder, rows)
        at = np.searchsorted(rows, pairs[:, 1])
        sound = scales[at] >= 0  # false for NaN
        if not sound.all():
            log.warning("%s embeddings of %s in the database are damaged", int((~sound).sum()), encoder)
            pairs, at = pairs[sound], at[sound]
        return LoadedEmbeddings(generation, np.ascontiguousarray(pairs[:, 0]), vectors[at], scales[at], is_whole)

    def coverage(self) -> dict[str, int]:
        """How many chunks have an embedding, by encoder."""
        rows = self._database.connection().execute(
            "SELECT e.encoder, COUNT(*) FROM embeddings e JOIN chunks c ON c.text_key = e.text_key GROUP BY e.encoder"
        )
        return {row[0]: row[1] for row in rows.fetchall()}

    def retire_others(self, encoder: str) -> int:
        """Remove the embeddings of all other encoders once every text has one of this; how many went."""
        with self._database.write() as connection:
            if connection.execute(f"SELECT 1 FROM chunks c WHERE {HAS_NONE} LIMIT 1", (encoder,)).fetchone():
                return 0
            removed = int(connection.execute("DELETE FROM embeddings WHERE encoder != ?", (encoder,)).rowcount)
            if removed:
                bump(connection)
                segment_table.next_edition(connection)  # rows that are in no segment yet are in memory only
            gone = segment_table.retire(connection, encoder)  # of embeddings that went with their texts, too
        SegmentTable(self._database).unlink(gone)
        return removed


def _pairs(connection: Connection, encoder: str, after: int) -> npt.NDArray[np.int64]:
    """int64 (n, 2): chunk and embedding, in any order. Both tables are read by their indexes alone."""
    import numpy as np

    if after < 0:
        found = connection.execute(f"SELECT c.id, e.id {EMBEDDED}", (encoder,)).fetchall()
    else:
        found = connection.execute(f"SELECT c.id, e.id {NEWER}", (encoder, after)).fetchall()
    return np.array(found, np.int64).reshape(-1, 2)


def _vectors(
    connection: Connection, encoder: str, rows: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """int8 (n, d) and float32 (n,) of embeddings by id, ids ascending; the scale is NaN where a row is damaged."""
    import numpy as np

    sizes = connection.execute(
        "SELECT length(vector) FROM embeddings WHERE encoder = ? LIMIT 1000", (encoder,)
    ).fetchall()
    d = int(np.bincount([row[0] for row in sizes]).argmax()) if sizes else 0  # a damaged one is outvoted
    vectors = np.zeros((len(rows), d), np.int8)
    scales = np.full(len(rows), np.nan, np.float32)
    at = 0
    for page in in_pages(rows.tolist(), PAGE):
        found = connection.execute(
            f"""SELECT id, vector, scale FROM embeddings WHERE id IN (SELECT value FROM json_each(?))
            AND length(vector) = {d} ORDER BY id""",
            (json.dumps(page),),
        ).fetchall()
        places = at + np.searchsorted(rows[at : at + len(page)], [row[0] for row in found])
        vectors[places] = np.frombuffer(b"".join(row[1] for row in found), np.int8).reshape(-1, d)
        scales[places] = [row[2] for row in found]
        at += len(page)
    scales[~np.isfinite(scales)] = np.nan
    return vectors, scales
