"""Folding, merging and mending: little writing, nothing lost, whatever comes between."""

from __future__ import annotations

import errno
import os
import random
import signal
import sys
from itertools import pairwise
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from engine.background import _embedded, standard_steps, work
from engine.errors import Cancelled, LibraryLocked
from engine.library import migrations, segment_table
from engine.library.connection import Connection, DiskFull
from engine.library.store import Library
from engine.library.versions import bump
from engine.memory import segment, segment_due, segment_writer
from engine.memory.segments import Segments
from engine.retrieval.codes import CodeIndex
from tests.engine import shelf
from tests.engine.killed_process import die_before, start
from tests.engine.library.builders import counts
from tests.engine.memory.segment_world import Better, Small, embed, files, filled, fold, put, seen, truth

ON_WINDOWS = sys.platform == "win32"


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        before = files(library)
        assert not segment_due.due(library, Small.id)
        assert fold(library) == 0
        assert files(library) == before


def test_few_new_rows_wait_and_many_are_folded(tmp_path: Path) -> None:
    with filled(tmp_path, 80) as library:
        put(library, tmp_path / "b.md", 10)
        embed(library)
        assert not segment_due.due(library, Small.id) and fold(library) == 0
        put(library, tmp_path / "c.md", 1)
        embed(library)
        assert segment_due.due(library, Small.id) and fold(library) > 0
        assert Segments(library, Small.id, 64).view().rows == 91


def test_n_rows_cost_n_log_n_bytes_and_leave_few_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_due, "worth_folding", lambda rows: 8)
    with shelf.new(tmp_path) as library:
        written = 0
        for number in range(64):
            put(library, tmp_path / f"{number}.md", 8)
            embed(library)
            written += fold(library)
            sizes = sorted(row.rows for row in library.segments.rows(Small.id))
            assert all(small * 2 <= large for small, large in pairwise(sizes)), sizes
        assert written <= 512 * (1 + 6)  # each row moves into a segment at least twice as large: log2(512 / 8) times
        assert seen(Segments(library, Small.id, 64)) == truth(library)


def test_a_segment_of_dead_rows_is_written_anew_without_embedding(tmp_path: Path) -> None:
    with filled(tmp_path, 30) as library:
        put(library, tmp_path / "b.md", 100)
        embed(library)
        assert fold(library) == 130
        big = files(library)
        library.documents.remove([str(tmp_path / "a.md")])
        assert not segment_due.due(library, Small.id), "less than a quarter is dead"
        put(library, tmp_path / "b.md", 60)  # the first 60 texts as before
        assert segment_due.due(library, Small.id)
        assert fold(library) == 60
        assert not set(big) & set(files(library))
        assert seen(Segments(library, Small.id, 64)) == truth(library)
        assert library.read().execute("SELECT COUNT(*) FROM dead_chunks").fetchone() == (0,)


def test_rows_that_are_dead_stay_dead_when_others_are_folded(tmp_path: Path) -> None:
    with shelf.new(tmp_path) as library:
        put(library, tmp_path / "a.md", 80)
        put(library, tmp_path / "b.md", 20)
        embed(library)
        fold(library)
        library.documents.remove([str(tmp_path / "b.md")])
        put(library, tmp_path / "c.md", 30)
        embed(library)
        assert fold(library) == 30
        assert sorted(row.rows for row in library.segments.rows(Small.id)) == [30, 100]
        assert seen(Segments(library, Small.id, 64)) == truth(library)


def test_segments_whose_rows_are_all_dead_leave_no_file(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        library.documents.remove([str(tmp_path / "a.md")])
        assert fold(library) == 0
        assert files(library) == [] and library.segments.rows(Small.id) == ()
        assert not segment_due.due(library, Small.id)


def test_no_segment_grows_beyond_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_writer, "MAX_ROWS", 100)
    with shelf.new(tmp_path) as library:
        put(library, tmp_path / "a.md", 250)
        embed(library)
        assert fold(library) == 250
        assert sorted(row.rows for row in library.segments.rows(Small.id)) == [50, 100, 100]
        put(library, tmp_path / "b.md", 120)
        embed(library)
        fold(library)
        assert max(row.rows for row in library.segments.rows(Small.id)) == 100
        library.documents.remove([str(tmp_path / "a.md")])
        fold(library)
        assert seen(Segments(library, Small.id, 64)) == truth(library)
        assert sum(row.rows for row in library.segments.rows(Small.id)) == 120


def test_another_encoders_segments_are_left_alone_until_it_is_retired(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        library.documents.remove([str(tmp_path / "a.md")])
        put(library, tmp_path / "b.md", 40)
        embed(library, Better())
        small = library.segments.rows(Small.id)
        segment_writer.maintain(library, Better.id, 64)
        assert library.segments.rows(Small.id) == small
        assert Segments(library, Small.id, 64).view().rows == 0, "its dead rows stay dead"
        assert Segments(library, Better.id, 64).view().rows == 40
        assert library.embeddings.retire_others(Better.id) == 40
        assert library.segments.rows(Small.id) == () and len(files(library)) == 1
        assert library.verify().problems == ()


def test_segments_go_with_their_encoder_where_its_embeddings_went_before(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        fold(library)
        library.documents.remove([str(tmp_path / "a.md")])
        library.compact()
        put(library, tmp_path / "b.md", 40)
        embed(library, Better())
        assert library.segments.rows(Small.id)
        assert library.embeddings.retire_others(Better.id) == 0
        assert library.segments.rows(Small.id) == () and files(library) == []


def test_files_that_nobody_names_are_removed_by_the_next_writer(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        for name in ("old.segment", "half.partial"):
            (library.segments.folder / name).write_bytes(b"left by a kill")
        (library.segments.folder / "mine.txt").write_text("not ours")
        assert library.verify().problems == ()
        fold(library)
        assert len(files(library)) == 2 and (library.segments.folder / "mine.txt").exists()


def test_the_status_counts_the_bytes_of_segments_and_engrams(tmp_path: Path) -> None:
    with filled(tmp_path) as library:
        work(library, standard_steps(Small()))
        status = library.status(Small.id, 0)
        assert status.segment_bytes == sum(path.stat().st_size for path in files(library)) > 0
        words = library.read().execute("SELECT SUM(length(block)) FROM words_data").fetchone()[0]
        assert status.index_bytes == words + 40 * 64 + status.segment_bytes + status.engram_bytes


# --- forgetting --------------------------------------------------------------------------------------------------


def test_what_is_forgotten_is_in_no_file_when_forget_returns(tmp_path: Path) -> None:
    with filled(tmp_path / "library", 30) as library:
        put(library, tmp_path / "b.md", 40)
        embed(library)
        fold(library)
        assert len(files(library)) == 1
        gone = [vector for chunk, (vector, _) in truth(library).items() if chunk > 30]
        assert any(gone[0] in path.read_bytes() for path in files(library))
        index = CodeIndex(library, Small())
        index.refresh()
        library.forget(["b.md"])
        everything = b"".join(path.read_bytes() for path in library.folder.rglob("*") if path.is_file())
        assert not any(vector in everything for vector in gone)
        assert library.jobs.pending() == {"segment": 1}
        assert seen(index._segments) == truth(library) and len(truth(library)) == 30
        assert work(library, standard_steps(Small())).done["segment"] == 30
        assert library.verify().problems == ()


def test_forget_reaches_the_rows_of_older_versions(tmp_path: Path) -> None:
    with filled(tmp_path / "library", 40) as library:
        old = next(vector for vector, _ in truth(library).values())
        put(library, tmp_path / "library" / "a.md", 38, variant=0)  # 40 dead rows are named nowhere but in the segment
        put(library, tmp_path / "other.md", 5)
        library.forget(["a.md"])
        assert not any(old in path.read_bytes() for path in library.folder.rglob("*") if path.is_file())


def test_forgetting_what_is_in_no_segment_leaves_the_segments(tmp_path: Path) -> None:
    with filled(tmp_path, 40) as library:
        put(library, tmp_path / "b.md", 3)
        embed(library)
        before = files(library)
        library.forget(["b.md"])
        assert files(library) == before
        assert library.jobs.pending() == {}
        assert seen(Segments(library, Small.id, 64)) == truth(library)


def test_forget_waits_for_a_writer_and_removes_nothing_if_it_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path) as library, Library.open(tmp_path) as other:
        before = counts(library)
        monkeypatch.setattr(segment_table.SegmentTable.lock, "__defaults__", (0.1,))  # seconds to wait
        with other.segments.lock(1), pytest.raises(LibraryLocked, match="is writing the segments"):
            library.forget(["a.md"])
        assert counts(library) == before


# --- interruptions -----------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_old_segments_serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(tmp_path) as library:
        put(library, tmp_path / "b.md", 60)
        embed(library)
        before = files(library)
        library.jobs.add("segment")

        def full(*args: Any) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch:
            patch.setattr(segment, "_put", full)
            with pytest.raises(DiskFull, match=r"\.segment is full.*[Ff]ree some space"):
                work(library, standard_steps(Small()))
        assert files(library) == before
        assert library.jobs.pending() == {"segment": 1}
        assert seen(Segments(library, Small.id, 64)) == truth(library)
        assert work(library, standard_steps(Small())).done["segment"] == 100


def test_a_disk_that_fills_when_the_list_is_written_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path) as library:
        put(library, tmp_path / "b.md", 60)
        embed(library)
        before, listed = files(library), library.segments.rows(Small.id)
        execute = Connection.execute

        def full(connection: Connection, *args: Any) -> Any:
            if args[0].startswith("INSERT INTO segments"):
                raise DiskFull("the disk is full", "free some space")
            return execute(connection, *args)

        with monkeypatch.context() as patch:
            patch.setattr(Connection, "execute", full)
            with pytest.raises(DiskFull):
                fold(library)
        assert (files(library), library.segments.rows(Small.id)) == (before, listed)
        assert fold(library) == 100


def test_a_cancel_between_two_segments_keeps_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_writer, "MAX_ROWS", 20)
    with shelf.new(tmp_path) as library:
        put(library, tmp_path / "a.md", 50)
        embed(library)
        cancel = Flag()
        with pytest.raises(Cancelled):
            segment_writer.maintain(library, Small.id, 64, lambda event: cancel.set(), cancel)
        assert len(files(library)) == 1
        assert seen(Segments(library, Small.id, 64)) == truth(library)
        assert fold(library) == 30


def test_a_damaged_row_in_a_full_load_hides_none_of_those_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_writer, "MAX_ROWS", 20)
    with shelf.new(tmp_path) as library:
        put(library, tmp_path / "a.md", 50)
        embed(library)
        with library.write() as connection:
            connection.execute("UPDATE embeddings SET scale = -1 WHERE id = 3")
        assert fold(library) == 49
        assert len(seen(Segments(library, Small.id, 64))) == 49


def test_what_was_planned_on_an_older_list_is_not_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged segment is dropped, or an encoder retired, without waiting for the writer."""
    with filled(tmp_path) as library:
        put(library, tmp_path / "b.md", 60)
        embed(library)
        embed(library, Better())
        write, once = segment_writer.write, []

        def and_meanwhile(*args: Any) -> tuple[int, int]:
            if not once:
                once.append(library.embeddings.retire_others(Better.id))
            return write(*args)

        monkeypatch.setattr(segment_writer, "write", and_meanwhile)
        assert fold(library) == 0
        assert once == [100]
        assert files(library) == [] and library.segments.rows(Small.id) == ()


def fold_and_die(folder: Path, statement: int) -> None:
    """In a process of its own: new rows folded, the process killed before a statement or a write; 0 lets it live."""
    die_before(statement, (segment, "_put"), (segment, "_sync_folder"))
    with Library.open(folder) as library:
        fold(library)


@pytest.mark.skipif(ON_WINDOWS, reason="there is no fork server and no SIGKILL")
def test_killed_at_any_moment_of_a_fold_nothing_is_lost(tmp_path: Path) -> None:
    chance = random.Random()
    with filled(tmp_path, 30) as library:
        index = CodeIndex(library, Small())
        for number, statement in enumerate(sorted(chance.sample(range(5, 75), 12))):
            put(library, tmp_path / f"{number}.md", 70)
            library.documents.remove([str(tmp_path / f"{number - 2}.md")])
            embed(library)
            process = start(fold_and_die, tmp_path, statement)
            process.join(60)
            assert process.exitcode in (0, -signal.SIGKILL)
            assert library.verify().problems == (), statement
            assert seen(index._segments) == seen(Segments(library, Small.id, 64)) == truth(library), statement
        fold(library)
        assert {path.name for path in files(library)} == {row.name for row in library.segments.rows(Small.id)}
        assert index.damages() == ()


@pytest.mark.skipif(ON_WINDOWS, reason="there is no fork server")
def test_two_processes_that_fold_at_once_leave_one_sound_library(tmp_path: Path) -> None:
    with filled(tmp_path, 30) as library:
        index = CodeIndex(library, Small())
        for number in range(3):
            put(library, tmp_path / f"{number}.md", 200)
            embed(library)
            processes = [start(fold_and_die, tmp_path, 0) for _ in range(2)]
            while any(process.is_alive() for process in processes):
                assert seen(index._segments) == truth(library)
            assert [process.exitcode for process in processes] == [0, 0]
        assert library.verify().problems == ()
        assert sum(row.rows for row in library.segments.rows(Small.id)) == len(truth(library)) == 630
        assert index.damages() == ()


# --- older libraries ---------------------------------------------------------------------------------------------


def first_schema(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library as the first version left it, with two embedded chunks and one that waits."""
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
        with Library.open(folder) as library:
            put(library, folder / "a.md", 3)
            texts = library.embeddings.pending(Small.id)
            with library.write() as connection:
                generation = bump(connection)
                for row in _embedded(Small(), list(texts))[:2]:
                    connection.execute(
                        """INSERT INTO embeddings (text_key, encoder, code, vector, scale, generation)
                        VALUES (?, ?, x'0123', ?, ?, ?)""",
                        (row.text_key, Small.id, row.vector, row.scale, generation),
                    )


def test_a_library_of_the_first_schema_opens_and_is_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first_schema(tmp_path, monkeypatch)
    with Library.open(tmp_path) as library:
        columns = {row[1] for row in library.read().execute("PRAGMA table_info(embeddings)").fetchall()}
        assert "code" not in columns and "vector" in columns
        index = CodeIndex(library, Small())
        assert seen(index._segments) == truth(library) and len(truth(library)) == 2
        assert segment_due.due(library, Small.id)
        assert shelf.embed(library, Small()) == 1
        assert [row.rows for row in library.segments.rows(Small.id)] == [3]
        assert seen(index._segments) == truth(library)
        library.documents.remove([library.infos()[0].path])
        assert index.refresh().rows == 0
