"""Embeddings by text and encoder, and what an index in memory loads of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import NacreError
from engine.library.rows import EmbeddingRow, LoadedEmbeddings
from engine.library.store import Library

from .builders import ENCODER, arrival, counts, embed_all, reading, store


def put(library: Library, path: Path, *paragraphs: str) -> None:
    text = "\n\n".join(f"# H{i}\n\n{paragraph}" for i, paragraph in enumerate(paragraphs))
    library.documents.put(arrival(path, reading(text)))


def test_equal_texts_are_embedded_once(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", "One.", "Two.")
    put(library, tmp_path / "b.md", "One.", "Three.")
    assert embed_all(library) == 3
    assert library.embeddings.coverage() == {ENCODER: 4}
    assert embed_all(library) == 0
    assert library.jobs.pending() == {}


def test_the_embedded_text_says_where_it_stands(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", "One.")
    assert library.embeddings.pending(ENCODER)[0].text == "A title › H0\nOne."


def test_loaded_arrays_match_the_chunks(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", "One.", "Two.", "Three.")
    assert len(library.embeddings.load(ENCODER).chunk_ids) == 0
    embed_all(library)
    loaded = library.embeddings.load(ENCODER)
    assert loaded.vectors.shape == (3, 384) and loaded.vectors.dtype == np.int8
    assert loaded.scales.tolist() == [np.float32(0.01)] * 3
    chunks = library.read().execute("SELECT id, text_key FROM chunks ORDER BY id").fetchall()
    assert loaded.chunk_ids.tolist() == [row[0] for row in chunks]
    for (_, key), vector in zip(chunks, loaded.vectors, strict=True):
        stored = library.read().execute("SELECT vector FROM embeddings WHERE text_key = ?", (key,)).fetchone()[0]
        assert vector.tobytes() == stored


def test_what_came_after_a_generation_is_loaded_once_and_alone(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", "One.", "Two.")
    embed_all(library)
    first = library.embeddings.load(ENCODER)
    put(library, tmp_path / "a.md", "One.", "Two, changed.")
    put(library, tmp_path / "b.md", "One.")
    middle = library.embeddings.load(ENCODER, first.generation)
    assert middle.chunk_ids.size == 2, "both chunks that say 'One.' are new, their vector is not"
    embed_all(library)
    last = library.embeddings.load(ENCODER, middle.generation)
    assert last.chunk_ids.size == 1
    whole = library.embeddings.load(ENCODER)
    assert {**_rows(middle), **_rows(last)} == _rows(whole)
    assert library.embeddings.load(ENCODER, whole.generation).chunk_ids.size == 0
    assert library.embeddings.count_after(ENCODER, first.generation) == 3


def test_known_chunks_are_left_out_and_the_lowest_come_first(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", *(f"Text {number}." for number in range(6)))
    embed_all(library)
    ids = library.embeddings.load(ENCODER).chunk_ids
    assert library.embeddings.load(ENCODER, known=ids[::2]).chunk_ids.tolist() == ids[1::2].tolist()
    assert library.embeddings.load(ENCODER, known=ids[:1], limit=2).chunk_ids.tolist() == ids[1:3].tolist()


def test_rows_that_are_damaged_are_left_out(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", *(f"Text {number}." for number in range(6)))
    embed_all(library)
    whole = _rows(library.embeddings.load(ENCODER))
    with library.write() as connection:
        connection.execute("UPDATE embeddings SET vector = x'00' WHERE id = 2")
        connection.execute("UPDATE embeddings SET scale = 9e999 WHERE id = 4")
    left = _rows(library.embeddings.load(ENCODER))
    assert len(left) == 4 and left.items() <= whole.items()


@pytest.mark.parametrize(
    ("vector", "scale", "complaint"),
    [
        (b"", 0.1, "a vector of 0 components"),
        (bytes(64), 0.1, "64 components; its others have 384"),
        (bytes(384), float("nan"), "scale is nan"),
        (bytes(384), float("inf"), "scale is inf"),
        (bytes(384), -1.0, "scale is -1"),
    ],
)
def test_what_is_no_vector_of_the_encoder_is_refused_with_all_its_batch(
    library: Library, tmp_path: Path, vector: bytes, scale: float, complaint: str
) -> None:
    put(library, tmp_path / "a.md", "One.")
    embed_all(library)
    put(library, tmp_path / "b.md", "Two.", "Three.")
    good, bad = (text.text_key for text in library.embeddings.pending(ENCODER))
    rows = [EmbeddingRow(good, bytes(384), 0.1), EmbeddingRow(bad, vector, scale)]
    with pytest.raises(NacreError, match=f"the encoder {ENCODER} gave .*{complaint}"):
        library.embeddings.add(ENCODER, rows)
    assert library.embeddings.coverage() == {ENCODER: 1}


def _rows(loaded: LoadedEmbeddings) -> dict[int, bytes]:
    return {int(each): row.tobytes() for each, row in zip(loaded.chunk_ids, loaded.vectors, strict=True)}


def test_old_vectors_stay_until_the_new_encoder_has_them_all(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", "One.", "Two.")
    embed_all(library, "old/1")
    assert library.embeddings.retire_others("new/1") == 0
    assert library.embeddings.load("old/1").chunk_ids.size == 2
    embed_all(library, "new/1")
    assert library.embeddings.retire_others("new/1") == 2
    assert library.embeddings.coverage() == {"new/1": 2}


def test_an_embedding_whose_text_has_left_is_not_stored(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", "One.")
    waiting = library.embeddings.pending(ENCODER)
    library.forget([str(tmp_path / "a.md")])
    assert len(waiting) == 1
    assert store(library, waiting) == 0
    assert counts(library)["embeddings"] == 0
