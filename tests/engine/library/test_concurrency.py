"""Several processes, one library: who waits for whom, and what a dead one leaves behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from engine.errors import LibraryLocked
from engine.library.jobs import MAX_ATTEMPTS, Worker
from engine.library.store import Library

from .builders import arrival, found, reading

CHILD = """
import sys, time
from pathlib import Path
from engine.library.store import Library
from engine.library.jobs import Worker
library = Library.open(Path(sys.argv[1]))
with {block}:
    print("ready", flush=True)
    time.sleep(60)
"""


def child(block: str, folder: Path) -> subprocess.Popen[str]:
    """Another process that holds something until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD.format(block=block), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def test_the_writers_lock_keeps_a_second_process_out_and_dies_with_its_holder(library: Library) -> None:
    other = child("library.writer()", library.folder)
    try:
        with pytest.raises(LibraryLocked, match="another Nacre process is taking documents in"), library.writer(0.1):
            pytest.fail("two writers at once")
    finally:
        kill(other)
    with library.writer(0.1):
        pass


def test_the_writers_lock_keeps_a_second_thread_out_but_not_its_own(library: Library) -> None:
    seen: list[str] = []

    def second() -> None:
        try:
            with library.writer(0.1):
                seen.append("in")
        except LibraryLocked:
            seen.append("out")

    with library.writer(), library.writer():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert seen == ["out"]


def test_reading_and_conversations_go_on_while_another_process_takes_documents_in(library: Library) -> None:
    other = child("library.writer()", library.folder)
    try:
        conversation = library.conversations.new()
        library.conversations.add_turn(conversation, "user", "Still here?")
        assert [turn.text for turn in library.conversations.turns(conversation)] == ["Still here?"]
    finally:
        kill(other)


def test_a_busy_database_is_waited_for_and_then_named(library: Library, tmp_path: Path) -> None:
    other = child("library.write()", library.folder)
    library.read().execute("PRAGMA busy_timeout=50").fetchall()
    library.database.write_wait_s = 0.2
    try:
        with pytest.raises(LibraryLocked, match="another process is writing"):
            library.documents.put(arrival(tmp_path / "a.md", reading("Text.")))
        assert library.infos() == ()  # readers do not wait
        library.database.write_wait_s = 20
        timer = threading.Timer(0.3, os.kill, (other.pid, signal.SIGKILL))
        timer.start()
        assert library.documents.put(arrival(tmp_path / "a.md", reading("Text."))).outcome == "added"
        timer.join()
    finally:
        other.kill()
        other.communicate()


def test_a_job_of_a_dead_process_is_taken_up_and_of_a_living_one_left_alone(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "a.md", reading("Text.")))
    claiming = "Worker() as worker:\n    assert library.jobs.claim(worker, ['embed'])\nif True"
    other = child(claiming, library.folder)
    with Worker() as worker:
        try:
            _wait_until(lambda: library.read().execute("SELECT state FROM jobs").fetchone() == ("running",))
            assert library.jobs.claim(worker, ["embed"]) is None
            assert library.jobs.running(["embed"])
        finally:
            kill(other)
        assert not library.jobs.running(["embed"])
        job = library.jobs.claim(worker, ["embed"])
        assert job is not None and (job.attempts, job.path) == (2, str(tmp_path / "a.md"))


def _wait_until(true: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.01)


def test_a_worker_that_left_its_block_owns_nothing(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "a.md", reading("Text.")))
    with Worker() as first:
        assert library.jobs.claim(first, ["embed"]) is not None
        with Worker() as second:
            assert library.jobs.claim(second, ["embed"]) is None
    with Worker() as third:
        assert library.jobs.claim(third, ["embed"]) is not None


def test_a_job_that_takes_three_workers_down_is_given_up(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "a.md", reading("Text.")))
    for _ in range(MAX_ATTEMPTS):
        with Worker() as worker:
            assert library.jobs.claim(worker, ["embed"]) is not None
    with Worker() as worker:
        assert library.jobs.claim(worker, ["embed"]) is None
    (failed,) = library.jobs.failed()
    assert (failed.path, failed.state) == (str(tmp_path / "a.md"), "failed")
    assert "ended while" in failed.error
    assert library.status("", 0).failed_jobs == 1
    assert library.jobs.retry_failed() == 1
    assert library.jobs.pending() == {"embed": 1}


def test_threads_write_and_read_side_by_side(library: Library, tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def take_in(thread: int) -> None:
        try:
            for number in range(10):
                library.documents.put(
                    arrival(tmp_path / f"{thread}-{number}.md", reading(f"Walrus {thread} {number}."))
                )
                found(library, "walrus")
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            failures.append(error)

    threads = [threading.Thread(target=take_in, args=(each,)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(found(library, "walrus")) == 40
    assert library.verify().problems == ()


def test_a_failed_write_leaves_nothing(library: Library) -> None:
    with pytest.raises(sqlite3.IntegrityError), library.write() as connection:
        connection.execute("INSERT INTO conversations (title, created, updated) VALUES ('x', '', '')")
        connection.execute("INSERT INTO conversations (title) VALUES (NULL)")
    assert library.conversations.list() == ()
