"""One document's way: what comes in, what is left alone, what leaves, and what goes wrong with one file only."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.config import IngestSettings
from engine.errors import Cancelled, LibraryLocked
from engine.events import Event, FileDone, FileFailed, FilesFound, FileSkipped
from engine.ingest import ingest
from engine.library.connection import DiskFull
from engine.library.store import Library
from engine.records import IngestReport
from engine.sources import registry

SETTINGS = IngestSettings()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    (folder / "notes").mkdir(parents=True)
    (folder / "a.md").write_text("---\ntags: [sea]\n---\n# Tides\n\nHigh water is at noon.\n")
    (folder / "notes" / "b.md").write_text("# Wind\n\nIt blows from the west.\n")
    (folder / "c.txt").write_text("The lighthouse keeper wrote this.\n")
    age(folder)
    return folder


def age(folder: Path) -> None:
    """Make the files old enough for their times to be trusted."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_file():
            os.utime(path, ns=(10**18, 10**18 + path.stat().st_size))


def run(library: Library, *paths: Path, **more: object) -> IngestReport:
    return ingest(library, paths, SETTINGS, **more)  # type: ignore[arg-type]


def found(library: Library, word: str) -> list[str]:
    rows = library.read().execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", (word,)).fetchall()
    return [Path(row.path).name for row in library.chunk_rows([row[0] for row in rows])]


def test_a_folder_comes_in_and_is_searchable(library: Library, vault: Path) -> None:
    report = run(library, vault)
    assert (report.added, report.changed, report.unchanged, report.removed) == (3, 0, 0, 0)
    assert (report.failed, report.skipped) == ((), ())
    assert report.chunks == library.status("", 0).chunks > 0
    assert found(library, "lighthouse") == ["c.txt"]
    assert {info.collection for info in library.infos()} == {"vault"}
    assert library.scope("#sea") == library.scope("a.md")
    assert library.verify().problems == ()


def test_every_file_is_reported_the_moment_it_is_done(library: Library, vault: Path) -> None:
    events: list[Event] = []
    run(library, vault, listen=events.append)
    assert events[0] == FilesFound(3)
    assert [(each.outcome, each.done, each.total) for each in events if isinstance(each, FileDone)] == [
        ("added", 1, 3),
        ("added", 2, 3),
        ("added", 3, 3),
    ]


def test_a_second_ingest_reads_and_writes_nothing(
    library: Library, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(library, vault)
    generation = library.generation()
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    report = run(library, vault)
    assert (report.unchanged, report.chunks) == (3, 0)
    assert library.generation() == generation


def test_a_touched_file_is_compared_by_its_content_once(library: Library, vault: Path) -> None:
    run(library, vault)
    os.utime(vault / "a.md", ns=(10**18, 10**18 + 777))
    assert run(library, vault).unchanged == 3
    assert library.documents.files(str(vault))[str(vault / "a.md")].mtime_ns == 10**18 + 777


def test_a_file_of_this_moment_is_not_trusted_by_its_time(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.md"
    path.parent.mkdir()
    path.write_text("one word")
    run(library, path.parent)
    status = path.stat()
    path.write_text("two word")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # as a coarse clock would leave it
    assert run(library, path.parent).changed == 1


def test_one_changed_file_costs_one_file(library: Library, vault: Path) -> None:
    run(library, vault)
    before = {info.path: info.version for info in library.infos()}
    (vault / "c.txt").write_text("The keeper wrote something else.\n")
    report = run(library, vault)
    assert (report.changed, report.unchanged, report.chunks) == (1, 2, 1)
    after = {info.path: info.version for info in library.infos()}
    assert {path for path in after if after[path] != before[path]} == {str(vault / "c.txt")}
    assert library.text(before[str(vault / "c.txt")]) == "The lighthouse keeper wrote this.\n"
    assert found(library, "lighthouse") == []


def test_a_vanished_file_leaves_the_search_and_comes_back(library: Library, vault: Path) -> None:
    run(library, vault)
    (vault / "c.txt").rename(vault.parent / "c.txt")
    report = run(library, vault)
    assert (report.removed, report.unchanged) == (1, 2)
    assert found(library, "lighthouse") == []
    (vault.parent / "c.txt").rename(vault / "c.txt")
    assert run(library, vault).added == 1
    assert found(library, "lighthouse") == ["c.txt"]
    assert library.status("", 0).versions == 3  # the version of before


def test_only_the_named_folder_loses_its_vanished_files(library: Library, vault: Path) -> None:
    run(library, vault)
    (vault / "c.txt").unlink()
    (vault / "notes" / "b.md").unlink()
    assert run(library, vault / "notes").removed == 1
    assert found(library, "lighthouse") == ["c.txt"]


def test_a_missing_root_is_a_failure_and_removes_nothing(library: Library, vault: Path) -> None:
    run(library, vault)
    vault.rename(vault.with_name("unmounted"))
    report = run(library, vault)
    assert [(each.path, each.reason) for each in report.failed] == [(str(vault), "does not exist")]
    assert report.removed == 0
    assert len(library.infos()) == 3


def test_what_becomes_ignored_leaves_unless_it_was_named(library: Library, vault: Path) -> None:
    run(library, vault, vault / "c.txt")
    run(library, vault / "a.md")
    run(library, vault / "c.txt")
    (vault / ".gitignore").write_text("*.txt\nnotes/\n")
    (vault / "c.txt").write_text("Named once, so it stays. lighthouse\n")
    report = run(library, vault / "c.txt")
    assert report.changed == 1
    assert run(library, vault).removed == 1
    assert {Path(info.path).name for info in library.infos()} == {"a.md", "c.txt"}


def test_one_broken_file_stops_no_other(library: Library, vault: Path) -> None:
    (vault / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing of the kind")
    (vault / "empty.md").touch()
    (vault / "blank.md").write_text(" \n\n")
    (vault / "picture.png").write_bytes(bytes(range(256)) * 10)
    (vault / "circle").symlink_to(vault)
    events: list[Event] = []
    report = run(library, vault, listen=events.append)
    assert report.added == 3
    assert [Path(each.path).name for each in report.failed] == ["broken.pdf"]
    assert {Path(each.path).name for each in report.skipped} == {"empty.md", "blank.md", "picture.png", "circle"}
    assert all(each.reason and not each.reason.endswith(".") for each in (*report.failed, *report.skipped))
    assert sum(isinstance(each, FileFailed) for each in events) == 1
    assert sum(isinstance(each, FileSkipped) for each in events) == 4


def test_a_readers_mistake_is_a_failure_of_that_file(
    library: Library, vault: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = registry.read

    def faulty(path: Path, data: bytes) -> object:
        if path.name == "a.md":
            raise ZeroDivisionError("a mistake of ours")
        return real(path, data)

    monkeypatch.setattr(registry, "read", faulty)
    report = run(library, vault)
    assert report.added == 2
    assert report.failed[0].reason == "can't be read: ZeroDivisionError: a mistake of ours"
    assert "Traceback" in caplog.text


def test_a_file_that_became_unreadable_keeps_its_last_version(library: Library, vault: Path) -> None:
    run(library, vault)
    (vault / "c.txt").unlink()
    (vault / "c.txt").symlink_to(vault / "c.txt")  # a circle
    run(library, vault / "a.md")
    assert found(library, "lighthouse") == ["c.txt"]


def test_a_name_that_is_not_unicode_is_a_failure_with_a_remedy(library: Library, vault: Path) -> None:
    with (Path(os.fsdecode(os.fsencode(vault) + b"/\xff\xfe.md"))).open("w") as file:
        file.write("Text.")
    report = run(library, vault)
    assert report.added == 3
    assert "Rename it" in report.failed[0].reason
    report.failed[0].path.encode()


def test_a_new_reader_version_reads_everything_again_and_embeds_nothing(
    library: Library, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(library, vault)
    keys = _keys(library)
    monkeypatch.setattr(registry, "READER_VERSIONS", {"text": "text/999"})
    report = run(library, vault)
    assert report.unchanged == 3  # read again, and the same came out
    assert _keys(library) == keys


def _keys(library: Library) -> list[object]:
    return library.read().execute("SELECT id, text_key FROM chunks ORDER BY id").fetchall()


def test_a_collection_can_be_named_and_later_changed(library: Library, vault: Path) -> None:
    run(library, vault / "c.txt")
    assert library.infos()[0].collection == "vault"
    run(library, vault, collection="sea")
    assert {info.collection for info in library.infos()} == {"sea"}
    run(library, vault)
    assert {info.collection for info in library.infos()} == {"sea"}


def test_a_cancelled_ingest_keeps_what_it_has_and_removes_nothing(library: Library, vault: Path) -> None:
    run(library, vault / "c.txt")
    (vault / "c.txt").unlink()
    cancel = Flag()

    def stop(event: Event) -> None:
        if isinstance(event, FileDone):
            cancel.set()

    with pytest.raises(Cancelled, match="stopped after 1 of 2 files"):
        run(library, vault, listen=stop, cancel=cancel)
    assert {Path(info.path).name for info in library.infos()} == {"a.md", "c.txt"}
    report = run(library, vault)
    assert (report.added, report.unchanged, report.removed) == (1, 1, 1)


def test_a_full_disk_stops_the_run_and_keeps_everything_before(library: Library, vault: Path) -> None:
    chance = random.Random(1)
    (vault / "z.txt").write_text("\n\n".join(str([chance.random() for _ in range(40)]) for i in range(400)))
    pages = library.read().execute("PRAGMA page_count").fetchone()[0]
    library.read().execute(f"PRAGMA max_page_count = {pages + 40}").fetchall()
    with pytest.raises(DiskFull, match="Free some space"):
        run(library, vault)
    assert {Path(info.path).name for info in library.infos()} == {"a.md", "b.md", "c.txt"}
    library.read().execute("PRAGMA max_page_count = 1000000").fetchall()
    assert library.verify().problems == ()
    report = run(library, vault)
    assert (report.added, report.unchanged) == (1, 3)


def test_a_second_writer_is_told_to_wait(library: Library, vault: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as other:
        import threading

        entered, leave = threading.Event(), threading.Event()

        def hold() -> None:
            with other.writer():
                entered.set()
                leave.wait(10)

        thread = threading.Thread(target=hold)
        thread.start()
        entered.wait(10)
        try:
            with pytest.raises(LibraryLocked, match=r"another Nacre process .*; |Wait for it or stop it"):
                ingest(library, [vault], IngestSettings(writer_wait_s=0.1))
        finally:
            leave.set()
            thread.join()
    assert run(library, vault).added == 3
