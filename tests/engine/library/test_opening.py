"""Opening: new, known, foreign, broken, newer; by several at once."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from engine.errors import LibraryDamaged, NacreError, UsageError
from engine.library import migrations
from engine.library.store import Library


def test_a_library_is_made_where_there_is_none_and_belongs_to_its_owner(tmp_path: Path) -> None:
    with Library.open(tmp_path / "deep" / "library") as library:
        assert library.infos() == ()
    assert stat.S_IMODE((tmp_path / "deep" / "library").stat().st_mode) == 0o700


def test_without_create_a_missing_library_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no library"):
        Library.open(tmp_path / "library", create=False)
    assert not (tmp_path / "library").exists()


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("not a folder")
    with pytest.raises(UsageError, match="can't be made"):
        Library.open(tmp_path / "library")


def test_a_file_that_is_no_database_is_an_error_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"something else entirely " * 100)
    with pytest.raises(LibraryDamaged, match="damaged or not a Nacre library"):
        Library.open(tmp_path)
    assert (tmp_path / "library.db").read_bytes() == b"something else entirely " * 100


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(LibraryDamaged, match="another program"):
        Library.open(tmp_path)


def test_a_newer_database_asks_for_an_update(tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "library.db")
    with connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('nacre', 'm999_later', '')"
        )
    connection.close()
    with pytest.raises(NacreError, match=r"newer Nacre \(it has 'm999_later'\).*[Uu]pdate"):
        Library.open(tmp_path)


def test_an_older_database_gets_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Library.open(tmp_path).close()

    def m002_later(db: object) -> None:
        migrations.run_script(db, "CREATE TABLE later (x);\nINSERT INTO later VALUES (1);")  # type: ignore[arg-type]

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, m002_later))
    for _ in range(2):
        with Library.open(tmp_path) as library:
            assert library.read().execute("SELECT COUNT(*) FROM later").fetchone() == (1,)


def test_an_empty_file_left_by_a_kill_becomes_a_library(tmp_path: Path) -> None:
    (tmp_path / "library.db").touch()
    with Library.open(tmp_path) as library:
        assert library.generation() == 0


def test_many_open_a_new_library_at_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            Library.open(tmp_path / "library").close()
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    library.close()
    with pytest.raises(NacreError, match="is closed"):
        library.infos()


def test_whoever_comes_second_waits_until_a_new_library_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.library.connection.BUSY_TIMEOUT_MS", 10)  # SQLite's own waiting is over soon
    (tmp_path / "library").mkdir()
    first = sqlite3.connect(tmp_path / "library" / "library.db", isolation_level=None, check_same_thread=False)
    first.execute("PRAGMA journal_mode=WAL")
    first.execute("BEGIN IMMEDIATE")
    through = threading.Timer(0.4, lambda: first.execute("COMMIT"))
    through.start()
    with Library.open(tmp_path / "library") as library:
        assert not through.is_alive()
        assert library.generation() == 0
    first.close()
