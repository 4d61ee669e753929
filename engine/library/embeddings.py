"""Embeddings by text and encoder: each text is embedded once per encoder, however many chunks have it.

Vectors of different encoders are never mixed: every question names its encoder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.library.connection import Database
from engine.library.rows import EmbeddingRow, LoadedEmbeddings, PendingText
from engine.library.texts import Texts
from engine.library.versions import bump
from engine.library.wording import embedding_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

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

    def add(self, encoder: str, rows: Sequence[EmbeddingRow]) -> int:
        """Store embeddings in one transaction, bump the generation and end the jobs that this completes.

        Rows whose text is no longer in the library are left out; how many were stored.
        """
        stored = 0
        with self._database.write() as connection:
            generation = bump(connection)
            for row in rows:
                stored += connection.execute(
                    """INSERT INTO embeddings (text_key, encoder, code, vector, scale, generation)
                    SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM chunks WHERE text_key = ?1)
                    ON CONFLICT (text_key, encoder) DO NOTHING""",
                    (row.text_key, encoder, row.code, row.vector, float(row.scale), generation),
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

    def load(self, encoder: str, after_generation: int = -1) -> LoadedEmbeddings:
        """Embeddings for an index in memory: all of them, or what came after a generation.

        Args:
            encoder: the encoder's id.
            after_generation: `generation` of an earlier load with this encoder; -1 for everything.

        Returns:
            arrays ordered by chunk id; `present` names the chunks that an older load may keep.
        """
        import numpy as np  # a tenth of a second that listing and status need not spend

        joined = "FROM chunks c JOIN embeddings e ON e.text_key = c.text_key AND e.encoder = ?1"
        columns = "SELECT c.id, e.code, e.vector, e.scale"
        with self._database.snapshot() as connection:
            generation = int(connection.execute("SELECT value FROM state WHERE key = 'generation'").fetchone()[0])
            if after_generation < 0:
                rows = connection.execute(f"{columns} {joined} ORDER BY c.id", (encoder,)).fetchall()
                present = [row[0] for row in rows]
            else:
                rows = connection.execute(
                    f"""{columns} {joined} WHERE c.generation > ?2
                    UNION {columns} {joined} WHERE e.generation > ?2 ORDER BY 1""",
                    (encoder, after_generation),
                ).fetchall()
                present = [
                    row[0]
                    for row in connection.execute(
                        "SELECT id FROM chunks WHERE EXISTS (SELECT 1 FROM embeddings WHERE encoder = ?) ORDER BY id",
                        (encoder,),
                    ).fetchall()
                ]
        return LoadedEmbeddings(
            generation=generation,
            chunk_ids=np.array([row[0] for row in rows], dtype=np.int64),
            codes=_matrix([row[1] for row in rows]).view(np.uint8),
            vectors=_matrix([row[2] for row in rows]).view(np.int8),
            scales=np.array([row[3] for row in rows], dtype=np.float32),
            present=np.array(present, dtype=np.int64),
        )

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
        return removed


def _matrix(rows: Iterable[bytes]) -> npt.NDArray[np.uint8]:
    """Rows of equal length as a matrix; (0, 0) where there are none."""
    import numpy as np

    listed = list(rows)
    if not listed:
        return np.zeros((0, 0), dtype=np.uint8)
    return np.frombuffer(b"".join(listed), dtype=np.uint8).reshape(len(listed), -1)
