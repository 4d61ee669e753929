"""Segments and what is in memory, together: always the rows of the library as it is, whatever came before."""

from __future__ import annotations

import tempfile
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events import Event, Notice
from engine.library.store import Library
from engine.memory import segment, segment_due, segment_writer, segments
from engine.memory.rows import Rows
from engine.memory.segments import Segments
from engine.retrieval.codes import CodeIndex
from tests.engine import shelf
from tests.engine.memory.segment_world import Better, Small, arrays_of, embed, files, filled, fold, put, seen, truth

OPERATIONS = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 3), st.integers(0, 12)),
    st.tuples(st.just("put"), st.integers(0, 3), st.integers(0, 12)),
    st.tuples(st.just("remove"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("forget"), st.integers(0, 3), st.just(0)),
    st.tuples(st.just("embed"), st.just(0), st.integers(1, 30)),
    st.tuples(st.just("embed"), st.just(1), st.integers(1, 30)),
    st.tuples(st.just("fold"), st.just(0), st.just(0)),
    st.tuples(st.just("fold"), st.just(1), st.just(0)),
    st.tuples(st.just("retire"), st.integers(0, 1), st.just(0)),
    st.tuples(st.just("damage"), st.just(0), st.integers(0, 5_000)),
    st.tuples(st.just("lose"), st.just(0), st.just(0)),
    st.tuples(st.just("compact"), st.just(0), st.just(0)),
    st.tuples(st.just("reopen"), st.just(0), st.just(0)),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(OPERATIONS, min_size=4, max_size=16))
def test_any_history_ends_in_the_rows_of_the_library(operations: list[tuple[str, int, int]]) -> None:
    encoders = (Small(), Better())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = shelf.new(folder / "library")
        index = CodeIndex(library, encoders[0])
        for operation, which, number in operations:
            path = folder / f"{which}.md"
            known = any(info.path == str(path) for info in library.infos())
            if operation == "put":
                put(library, path, number, number % 3)
            elif operation == "remove":
                library.documents.remove([str(path)])
            elif operation == "forget" and known:
                library.forget([str(path)])
                assert_nothing_forgotten_is_in_a_file(library)
            elif operation == "embed":
                embed(library, encoders[which], number)
            elif operation == "fold":
                segment_writer.maintain(library, encoders[which].id, 64)
            elif operation == "retire":
                library.embeddings.retire_others(encoders[which].id)
            elif operation == "damage" and files(library):
                victim = files(library)[0]
                data = bytearray(victim.read_bytes())
                data[number % len(data)] ^= 0x10
                victim.unlink()  # a new file: readers that have the old one mapped keep it
                victim.write_bytes(data)
            elif operation == "lose" and files(library):
                files(library)[-1].unlink()
            elif operation == "compact":
                library.compact()
            elif operation == "reopen":
                library.close()
                library = Library.open(folder / "library")
                index = CodeIndex(library, encoders[0])
            compare(library, index)
        fold(library)
        assert segment_due.due(library, Small.id) is False
        segment_writer.maintain(library, Better.id, 64)
        assert library.segments.sweep() == 0
        assert library.verify().problems == ()
        compare(library, index)
        library.close()


def compare(library: Library, index: CodeIndex) -> None:
    """The index that lived through it, and a new one, with a plain model."""
    model = truth(library)
    assert seen(index._segments) == seen(Segments(library, Small.id, 64)) == model
    vector = Small().embed_query("any question")
    found = index.search(vector, 7)
    if not model:
        assert found == {}
        return
    ids, vectors, scales = arrays_of(model)
    rows, scores = Rows.build(vectors, scales).search(vector, 7)
    assert list(found.items()) == list(zip(ids[rows].tolist(), scores.tolist(), strict=True))
    some = ids[:: max(1, len(ids) // 3)].tolist()
    everything = index.cosines(vector, ids.tolist())
    assert index.cosines(vector, [*some, 10**9]) == {chunk: everything[chunk] for chunk in everything if chunk in some}
    assert index.search(vector, 100, some) == {chunk: everything[chunk] for chunk in everything if chunk in some}


def assert_nothing_forgotten_is_in_a_file(library: Library) -> None:
    """Every row of every file stands for a chunk that is there, so for one that was not forgotten."""
    chunks = {row[0] for row in library.read().execute("SELECT id FROM chunks").fetchall()}
    for encoder in (Small.id, Better.id):
        for row in library.segments.rows(encoder):
            if library.segments.path(row.name).exists():
                try:
                    part = segments.opened(library.segments, row, 64)[1]
                except segments.SegmentDamaged:
                    continue
                assert set(part.ids.tolist()) <= chunks
    named = {row.name for encoder in (Small.id, Better.id) for row in library.segments.rows(encoder)}
    assert {each.name for each in files(library)} <= named


def test_nothing_is_read_from_the_database_but_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(tmp_path) as library:
        asked: list[int] = []
        load = library.embeddings.load

        def watched(encoder: str, after: int = -1, **more: object) -> object:
            loaded = load(encoder, after, **more)  # type: ignore[arg-type]
            asked.append(len(loaded.chunk_ids))
            return loaded

        monkeypatch.setattr(library.embeddings, "load", watched)
        rows = Segments(library, Small.id, 64)
        assert rows.view().rows == 40 and rows.view() is rows.view()
        assert asked == [0]
        put(library, tmp_path / "b.md", 3)
        embed(library)
        assert rows.view().rows == 43
        library.documents.remove([str(tmp_path / "a.md")])
        assert rows.view().rows == 3
        assert asked == [0, 3, 0]


def test_a_chunk_that_leaves_is_dead_at_once_for_every_process(tmp_path: Path) -> None:
    with filled(tmp_path) as library, Library.open(tmp_path) as other:
        mine, theirs = Segments(library, Small.id, 64), Segments(other, Small.id, 64)
        assert mine.view().rows == theirs.view().rows == 40
        put(library, tmp_path / "a.md", 40, variant=1)
        assert mine.view().rows == theirs.view().rows == 0
        put(library, tmp_path / "a.md", 40, variant=0)  # as before, under new ids: the old embeddings serve
        assert seen(mine) == seen(theirs) == truth(library)
        assert mine.view().rows == 40


def test_a_reader_keeps_its_view_while_the_segments_are_replaced(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        rows = Segments(library, Small.id, 64)
        before = rows.view()
        old = files(library)
        put(library, tmp_path / "b.md", 50)
        embed(library)
        assert fold(library) == 90
        assert not set(old) & set(files(library))
        assert before.rows == 40
        assert before.parts[0].rows.vectors.sum() == before.parts[0].rows.vectors.copy().sum()
        assert seen(rows) == truth(library)


@pytest.mark.parametrize("at", [0, 70, 600, -1])
def test_a_damaged_segment_is_named_searched_around_and_made_anew(tmp_path: Path, at: int) -> None:
    with filled(tmp_path) as library:
        (path,) = files(library)
        data = bytearray(path.read_bytes())
        data[at] ^= 4
        path.write_bytes(data)
        index = CodeIndex(library, Small())
        vector = Small().embed_query("question")
        assert len(index.search(vector, 100)) == 40
        (damage,) = index.damages()
        assert str(path) in damage and "made anew" in damage
        assert index.damages() == ()
        assert library.jobs.pending() == {"segment": 1}
        assert [str(path) in problem for problem in library.verify().problems] == [True]
        heard: list[Event] = []
        assert segment_writer.maintain(library, Small.id, 64, heard.append) == 40
        assert isinstance(heard[0], Notice) and str(path) in heard[0].text and heard[0].level == "warning"
        assert library.verify().problems == ()
        assert files(library) != [path] and len(files(library)) == 1
        assert seen(index._segments) == truth(library)


def test_damage_that_opening_does_not_see_is_found_by_verify_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "CHECKED_AT_OPENING", -1)
    with filled(tmp_path) as library:
        (path,) = files(library)
        data = bytearray(path.read_bytes())
        at = data.index(next(iter(truth(library).values()))[0])
        data[at] ^= 4
        path.write_bytes(data)
        assert Segments(library, Small.id, 64).damages() == ()
        assert not segment_due.due(library, Small.id)
        assert "does not match its checksum" in library.verify().problems[0]
        assert shelf.embed(library, Small()) == 0
        assert not path.exists()
        assert library.verify().problems == ()
        assert seen(Segments(library, Small.id, 64)) == truth(library)


def test_segments_that_are_replaced_while_a_reader_opens_them_are_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path) as library, Library.open(tmp_path) as other:
        put(library, tmp_path / "b.md", 60)
        embed(library)
        rows, first = Segments(library, Small.id, 64), []

        def replaced_meanwhile(*args: object) -> object:
            if not first:
                first.append(True)
                thread = threading.Thread(target=fold, args=(other,))
                thread.start()
                thread.join()
            return opened(*args)  # type: ignore[arg-type]

        opened = segments.opened
        monkeypatch.setattr(segments, "opened", replaced_meanwhile)
        assert seen(rows) == truth(library)
        assert first and rows.damages() == () and library.jobs.pending().get("segment") is None
        assert [part.name != "" for part in rows.view().parts] == [True]


def test_a_segment_that_is_missing_is_made_anew(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        put(library, tmp_path / "b.md", 2)
        embed(library)
        (path,) = files(library)
        path.unlink()
        assert "is missing" in library.verify().problems[0]
        assert segment_due.due(library, Small.id)
        assert seen(Segments(library, Small.id, 64)) == truth(library)
        assert fold(library) == 42
        assert library.verify().problems == ()


@pytest.mark.parametrize("what", ["encoder", "d", "layout", "array"])
def test_a_segment_of_something_else_is_not_searched(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path) as library:
        if what == "encoder":
            with library.write() as connection:
                connection.execute("UPDATE segments SET encoder = 'other/1'")
            rows = Segments(library, "other/1", 64)
            assert rows.view().rows == 0
        elif what == "d":
            with library.write() as connection:  # the vectors say 64 dimensions too
                connection.execute("DELETE FROM embeddings")
            rows = Segments(library, Small.id, 128)
            assert rows.view().rows == 0
        else:
            if what == "layout":
                monkeypatch.setattr(segments, "LAYOUT", "rows/999")
            else:
                monkeypatch.setattr(segments.Rows, "of", classmethod(_refusing))
            rows = Segments(library, Small.id, 64)
            assert seen(rows) == truth(library)
        assert len(rows.damages()) == 1


def _refusing(cls: type, *args: object) -> Rows:
    raise ValueError("the array 'signs' is missing")


def test_threads_that_search_while_others_write_see_whole_states(tmp_path: Path) -> None:
    with filled(tmp_path, 30) as library:
        index = CodeIndex(library, Small())
        vector = Small().embed_query("question")
        failures: list[BaseException] = []
        stop = threading.Event()

        def search() -> None:
            try:
                while not stop.is_set():
                    assert len(index.search(vector, 1_000)) % 10 == 0
            except BaseException as error:  # noqa: BLE001 - handed to the main thread
                failures.append(error)

        threads = [threading.Thread(target=search) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(8):
            put(library, tmp_path / f"{number % 3}.md", 10, variant=number)
            embed(library)
            fold(library)
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert seen(index._segments) == truth(library)


def test_what_is_in_memory_is_merged_by_size(tmp_path: Path) -> None:
    with shelf.new(tmp_path) as library:
        rows = Segments(library, Small.id, 64)
        for number in range(12):
            put(library, tmp_path / f"{number}.md", 60)
            embed(library)
            assert rows.view().rows == 60 * (number + 1)
            sizes = [part.living for part in rows.view().parts]
            assert len(sizes) <= 3 and all(large >= 2 * small for large, small in pairwise(sizes))
        assert np.all(np.diff(rows.view().parts[0].ids) > 0)
