"""Embeddings by text and encoder, and what an index in memory loads of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

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
    empty = library.embeddings.load(ENCODER)
    assert len(empty.chunk_ids) == len(empty.present) == 0
    embed_all(library)
    loaded = library.embeddings.load(ENCODER)
    assert loaded.codes.shape == (3, 96) and loaded.codes.dtype == np.uint8
    assert loaded.vectors.shape == (3, 384) and loaded.vectors.dtype == np.int8
    assert loaded.scales.shape == (3,) and loaded.scales.dtype == np.float32
    assert loaded.chunk_ids.tolist() == sorted(loaded.chunk_ids.tolist()) == loaded.present.tolist()


def test_what_came_after_a_generation_brings_an_index_up_to_date(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", "One.", "Two.")
    embed_all(library)
    first = library.embeddings.load(ENCODER)
    put(library, tmp_path / "a.md", "One.", "Two, changed.")
    put(library, tmp_path / "b.md", "One.")
    middle = library.embeddings.load(ENCODER, first.generation)
    embed_all(library)
    last = library.embeddings.load(ENCODER, middle.generation)
    whole = library.embeddings.load(ENCODER)
    known = {**_rows(first), **_rows(middle), **_rows(last)}
    assert {key: value for key, value in known.items() if key in set(last.present.tolist())} == _rows(whole)
    assert library.embeddings.load(ENCODER, whole.generation).chunk_ids.size == 0


def _rows(loaded: object) -> dict[int, bytes]:
    return {
        int(each): codes.tobytes()
        for each, codes in zip(loaded.chunk_ids, loaded.codes, strict=True)  # type: ignore[attr-defined]
    }


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
