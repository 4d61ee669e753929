"""The codes in memory: as good as exact vectors, and always those of the library as it is now."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import NacreError
from engine.library.store import Library
from engine.retrieval.codes import CodeIndex
from tests.engine import shelf
from tests.engine.library.builders import ENCODER, store
from tests.engine.retrieval.encoders import RandomEncoder

ENCODE = RandomEncoder()


def sections(count: int, name: str = "note") -> str:
    return f"# {name}\n\n" + "\n\n".join(f"## Part {n}\n\nSection {n} of {name}." for n in range(count))


@pytest.fixture
def shelved(library: Library, tmp_path: Path) -> Library:
    """120 chunks, all embedded."""
    shelf.put(library, tmp_path / "a.md", sections(80, "a"))
    shelf.put(library, tmp_path / "b.md", sections(40, "b"))
    shelf.embed(library, ENCODE)
    return library


def floats(library: Library) -> dict[int, np.ndarray]:
    """The exact vectors by chunk, worked out anew."""
    texts = library.read().execute("SELECT id FROM chunks").fetchall()
    found = {}
    for row in library.chunk_rows([each[0] for each in texts]):
        body = library.text(row.version)[row.start : row.end]
        found[row.chunk_id] = ENCODE.embed_query(f"{' › '.join([row.title, *row.headings])}\n{body}")
    return found


def test_cosines_are_those_of_the_float_vectors_nearly(shelved: Library) -> None:
    exact = floats(shelved)
    assert len(exact) == 120
    for question in ("one", "two", "three"):
        vector = ENCODE.embed_query(question)
        found = CodeIndex(shelved, ENCODE).search(vector, 120)
        assert found.keys() == exact.keys()
        assert max(abs(found[chunk] - float(exact[chunk] @ vector)) for chunk in exact) < 0.005
        scores = list(found.values())
        assert scores == sorted(scores, reverse=True)


def test_a_chunks_own_vector_finds_it_first(shelved: Library) -> None:
    index = CodeIndex(shelved, ENCODE)
    for chunk, vector in list(floats(shelved).items())[::10]:
        assert next(iter(index.search(vector, 3))) == chunk


def test_only_the_given_chunks_are_looked_at(shelved: Library) -> None:
    index = CodeIndex(shelved, ENCODE)
    vector = ENCODE.embed_query("question")
    everything = index.search(vector, 120)
    live = list(everything)[3::7]
    assert index.search(vector, 120, live) == {chunk: everything[chunk] for chunk in live}
    assert index.search(vector, 2, live) == {chunk: everything[chunk] for chunk in live[:2]}
    assert index.search(vector, 10, []) == {}
    assert index.search(vector, 10, [10**9]) == {}


def test_cosines_of_given_chunks_leave_out_what_has_no_vector(shelved: Library, tmp_path: Path) -> None:
    shelf.put(shelved, tmp_path / "new.md", "# New\n\nNot embedded yet.\n")
    new = max(row[0] for row in shelved.read().execute("SELECT id FROM chunks").fetchall())
    index = CodeIndex(shelved, ENCODE)
    vector = ENCODE.embed_query("question")
    everything = index.search(vector, 200)
    some = list(everything)[:5]
    assert index.cosines(vector, [*reversed(some), new, 10**9, 0]) == {chunk: everything[chunk] for chunk in some}
    assert index.cosines(vector, []) == {}


def test_nothing_is_found_where_nothing_is_embedded_or_asked(library: Library, tmp_path: Path) -> None:
    vector = ENCODE.embed_query("question")
    index = CodeIndex(library, ENCODE)
    assert index.search(vector, 10) == {} and index.cosines(vector, [1]) == {}
    shelf.put(library, tmp_path / "a.md", sections(3))
    assert index.search(vector, 10) == {}
    shelf.embed(library, ENCODE)
    assert len(index.search(vector, 10)) == 3
    assert index.search(vector, 0) == {}


def test_a_text_without_words_is_like_nothing(shelved: Library) -> None:
    nothing = np.zeros(ENCODE.dim, np.float32)
    index = CodeIndex(shelved, ENCODE)
    assert index.search(nothing, 10) == {}
    assert index.cosines(nothing, [1, 2]) == {}


def test_an_index_follows_what_comes_and_goes_in_other_processes_too(shelved: Library, tmp_path: Path) -> None:
    index = CodeIndex(shelved, ENCODE)
    vector = ENCODE.embed_query("question")
    assert len(index.search(vector, 500)) == 120
    with Library.open(shelved.folder) as other:
        shelf.put(other, tmp_path / "c.md", sections(5, "c"))
        assert len(index.search(vector, 500)) == 120, "nothing of it is embedded yet"
        shelf.embed(other, ENCODE)
        assert len(index.search(vector, 500)) == 125
        other.forget([str(tmp_path / "a.md")])
        assert len(index.search(vector, 500)) == 45
    shelved.forget([str(tmp_path / "*")])
    assert index.search(vector, 500) == {}


def test_nothing_is_loaded_while_nothing_changes(shelved: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    index = CodeIndex(shelved, ENCODE)
    first = index.refresh()
    monkeypatch.setattr(shelved.embeddings, "load", None)
    monkeypatch.setattr(shelved.segments, "rows", None)
    assert index.refresh() is first


OPERATIONS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from("abc"), st.integers(0, 4)),
    st.tuples(st.just("forget"), st.sampled_from("abc"), st.just(0)),
    st.tuples(st.just("embed"), st.sampled_from([ENCODER, "other/1"]), st.integers(1, 6)),
    st.tuples(st.just("retire"), st.sampled_from([ENCODER, "other/1"]), st.just(0)),
)


@settings(max_examples=12)
@example([("put", "a", 0), ("embed", ENCODER, 1), ("embed", "other/1", 1), ("retire", "other/1", 0)])
@given(st.lists(OPERATIONS, min_size=2, max_size=9))
def test_what_is_merged_step_by_step_is_what_a_fresh_load_gives(operations: list[tuple[str, str, int]]) -> None:
    class Named(RandomEncoder):
        id = ENCODER

    with tempfile.TemporaryDirectory() as folder, shelf.new(Path(folder)) as library:
        index = CodeIndex(library, Named())
        for operation, name, number in operations:
            if operation == "put":
                shelf.put(library, Path(folder) / f"{name}.md", sections(number, f"{name}{number % 2}"))
            elif operation == "forget" and any(info.path.endswith(f"{name}.md") for info in library.infos()):
                library.forget([f"{folder}/{name}.md"])
            elif operation == "embed":
                store(library, library.embeddings.pending(name)[:number], name)
            elif operation == "retire":
                library.embeddings.retire_others(name)
            assert rows(index) == rows(CodeIndex(library, Named()))


def rows(index: CodeIndex) -> dict[int, tuple[bytes, float]]:
    """Every live row by its chunk."""
    found = {}
    for part in index.refresh().parts:
        for row in part.living_rows():
            chunk = int(part.ids[row])
            assert chunk not in found
            found[chunk] = part.rows.vectors[row].tobytes(), float(part.rows.scales[row])
    return found


def test_a_vector_that_is_not_the_encoders_is_refused(shelved: Library) -> None:
    index = CodeIndex(shelved, ENCODE)
    for vector in (np.zeros(12, np.float32), np.full(ENCODE.dim, np.nan, np.float32)):
        with pytest.raises(NacreError, match="can't be searched for"):
            index.search(vector, 10)
        with pytest.raises(NacreError, match="can't be searched for"):
            index.cosines(vector, [1])


def test_an_encoder_of_another_dimension_is_told_apart(shelved: Library) -> None:
    class Wider(RandomEncoder):
        dim = 512

    with pytest.raises(NacreError, match="384 components and the encoder's have 512"):
        CodeIndex(shelved, Wider()).search(np.ones(512, np.float32), 10)
