"""Documents written straight into a library's tables, many a millisecond, with known vectors."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path

import numpy as np

from engine.library.connection import Connection
from engine.library.store import Library
from engine.library.versions import bump
from engine.memory.hypervectors import Form

DIM = 64
ENCODER = "known/1"
SMALL = Form(d=256, item_nnz=4, chunk_nnz=16, stored_from=5)
"""Measures that make 10,000 steps a matter of seconds."""

Text = tuple[str, tuple[str, ...]]
"""What a chunk says, and the headings above it."""


@cache
def vector(text: str, encoder: str = ENCODER, dim: int = DIM) -> bytes:
    """int8 (dim,) that depends on text and encoder only."""
    seed = int.from_bytes(blake2b(f"{encoder} {text}".encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).integers(-127, 128, dim, dtype=np.int8).tobytes()


class World:
    """Puts documents into a library and takes them out again, embeddings included."""

    def __init__(self, library: Library, encoder: str = ENCODER) -> None:
        self.library = library
        self.encoder = encoder
        with library.write() as connection:
            connection.execute(
                "INSERT INTO originals VALUES (?, 'raw', 0, x'') ON CONFLICT DO NOTHING", (sha256().digest(),)
            )

    def put(
        self, path: str, texts: Sequence[Text], tags: Sequence[str] = (), collection: str = "all", embed: bool = True
    ) -> int:
        """A document in a new version; its id."""
        with self.library.write() as connection:
            return self._put(connection, path, texts, tags, collection, embed)

    def remove(self, path: str) -> None:
        """As if the file were gone: its chunks leave, its embeddings stay."""
        with self.library.write() as connection:
            self._drop_chunks(connection, path)
            connection.execute("UPDATE documents SET state = 'removed' WHERE path = ?", (path,))

    def forget(self, path: str) -> None:
        """The document, its versions and its embeddings gone."""
        with self.library.write() as connection:
            self._drop_chunks(connection, path)
            connection.execute("DELETE FROM documents WHERE path = ?", (path,))
            self._drop_embeddings(connection)

    def compact(self) -> None:
        """Embeddings that nothing needs are gone."""
        with self.library.write() as connection:
            self._drop_embeddings(connection)

    def embed(self) -> None:
        """Embeddings for all chunks that have none."""
        with self.library.write() as connection:
            keys = connection.execute(
                """SELECT DISTINCT c.text_key, c.id FROM chunks c WHERE NOT EXISTS
                (SELECT 1 FROM embeddings e WHERE e.text_key = c.text_key AND e.encoder = ?)""",
                (self.encoder,),
            ).fetchall()
            for key, _ in keys:
                self._embed(connection, key)

    def _put(
        self,
        connection: Connection,
        path: str,
        texts: Sequence[Text],
        tags: Sequence[str],
        collection: str,
        embed: bool,
    ) -> int:
        digest = sha256().digest()
        self._drop_chunks(connection, path)
        connection.execute(
            """INSERT INTO documents (path, part, root, collection, state, original, added)
            VALUES (?, '', ?, ?, 'live', ?, '') ON CONFLICT (path, part) DO UPDATE SET state = 'live',
            collection = excluded.collection""",
            (path, str(Path(path).parents[-2] if len(Path(path).parents) > 1 else "/"), collection, digest),
        )
        (document,) = connection.execute("SELECT id FROM documents WHERE path = ?", (path,)).fetchone()
        version = connection.execute(
            """INSERT INTO versions (document_id, original, reader, kind, title, text_sha256, text, characters, blocks,
            notes, fingerprint, created) VALUES (?, ?, 'test', 'text', ?, x'', x'', 0, x'', '[]', x'', '')""",
            (document, digest, Path(path).stem),
        ).lastrowid
        connection.execute("UPDATE documents SET current_version = ? WHERE id = ?", (version, document))
        connection.executemany(
            "INSERT INTO facts VALUES (?, 'tag', ?, ?)", [(version, tag, at) for at, tag in enumerate(tags)]
        )
        generation = bump(connection)
        for ordinal, (text, headings) in enumerate(texts):
            key = text.encode().ljust(16)[:16]
            connection.execute(
                """INSERT INTO chunks (version_id, ordinal, char_start, char_end, headings, line_start, line_end,
                text_key, generation) VALUES (?, ?, 0, 1, ?, 1, 1, ?, ?)""",
                (version, ordinal, json.dumps(headings), key, generation),
            )
            if embed:
                self._embed(connection, key)
        return int(document)

    def _embed(self, connection: Connection, key: bytes) -> None:
        connection.execute(
            """INSERT INTO embeddings (text_key, encoder, vector, scale, generation)
            SELECT ?, ?, ?, 1.0, value FROM state WHERE key = 'generation' ON CONFLICT DO NOTHING""",
            (key, self.encoder, vector(key.decode().strip(), self.encoder)),
        )

    def _drop_chunks(self, connection: Connection, path: str) -> None:
        connection.execute(
            """DELETE FROM chunks WHERE version_id IN
            (SELECT v.id FROM versions v JOIN documents d ON d.id = v.document_id WHERE d.path = ?)""",
            (path,),
        )
        bump(connection)

    def _drop_embeddings(self, connection: Connection) -> None:
        connection.execute(
            "DELETE FROM embeddings WHERE NOT EXISTS (SELECT 1 FROM chunks c WHERE c.text_key = embeddings.text_key)"
        )
        bump(connection)


class RandomLife:
    """Adds, changes and deletes documents at random, the same for the same seed."""

    FOLDERS = ("/home/a", "/home/a/notes", "/home/a/notes/deep", "/home/b", "/srv/papers")
    HEADINGS: tuple[tuple[str, ...], ...] = ((), ("One",), ("One", "Inner"), ("Two",), ("Two/Half",))

    def __init__(self, world: World, seed: int, documents: int = 60) -> None:
        self.world = world
        self.draw = random.Random(seed)
        self.paths = [f"{self.draw.choice(self.FOLDERS)}/{number}.md" for number in range(documents)]
        self.live: set[str] = set()

    def step(self) -> None:
        path = self.draw.choice(self.paths)
        kind = self.draw.random()
        if path in self.live and kind < 0.25:
            (self.world.forget if kind < 0.08 else self.world.remove)(path)
            self.live.discard(path)
        elif kind > 0.99:
            self.world.compact()
        else:
            size = self.draw.choice((0, 1, 1, 2, 3, 7, 12))
            texts = [(f"text {self.draw.randrange(120)}", self.draw.choice(self.HEADINGS)) for _ in range(size)]
            tags = self.draw.sample(("red", "green", "blue"), self.draw.randrange(3))
            self.world.put(path, texts, tags, self.draw.choice(("all", "some")))
            self.live.add(path)


def contents(library: Library) -> list[list[tuple[object, ...]]]:
    """Everything that is stored of engrams, without the ids of rows."""
    queries = (
        """SELECT f.path, ifnull(p.path, '-'), f.documents, f.chunks, f.content, f.facts FROM engram_folders f
        LEFT JOIN engram_folders p ON p.id = f.parent ORDER BY f.path""",
        """SELECT e.document_id, e.version, f.path, e.collection, e.chunks, e.members, e.record FROM engram_documents e
        JOIN engram_folders f ON f.id = e.folder ORDER BY e.document_id""",
        "SELECT key, content FROM engram_nodes ORDER BY key",
        "SELECT * FROM engram_leaving",
    )
    return [library.read().execute(query).fetchall() for query in queries]
