"""kill -9 at any moment of an ingest: the library opens, verifies, and the next ingest finishes the work."""

from __future__ import annotations

import random
import signal
import sys
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from engine.background import queue_embeddings, standard_steps, work
from engine.config import IngestSettings
from engine.ingest import ingest
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.sources import markdown
from tests.engine.killed_process import die_before, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork server and no SIGKILL")

KILLS_BY_STATEMENT = 6
KILLS_BY_TIME = 4


def write_vault(folder: Path, seed: int) -> None:
    """Notes that are long enough to be interrupted; another seed changes a third of them, adds and removes some."""
    folder.mkdir(exist_ok=True)
    letters = random.Random(1)
    vocabulary = ["".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(500)]
    for number in range(30):
        name = folder / f"note {number:02}.md"
        mine = random.Random(f"{number} {seed if number % 3 == 0 else 0}")
        if number % 10 == seed:
            name.unlink(missing_ok=True)
            continue
        paragraphs = [" ".join(mine.choices(vocabulary, k=120)) + "." for _ in range(6)]
        name.write_text(f"# Note {number}\n\n" + "\n\n".join(f"## Part {i}\n\n{p}" for i, p in enumerate(paragraphs)))


def finish(library: Library, vault: Path) -> None:
    ingest(library, [vault], IngestSettings())
    queue_embeddings(library, HashedEncoder())
    work(library, standard_steps(HashedEncoder()))


def ingest_and_die(folder: Path, vault: Path, statement: int) -> None:
    """In a process of its own: an ingest that kills its process before a statement; 0 lets it live."""
    die_before(statement)
    with Library.open(folder) as library:
        finish(library, vault)


def begin(folder: Path, vault: Path, statement: int = 0) -> ForkServerProcess:
    return start(ingest_and_die, folder, vault, statement, preload=(markdown.__name__,))


def contents(library: Library) -> list[object]:
    """Everything a user could notice, without the ids."""
    current = "JOIN versions v ON v.id = c.version_id JOIN documents d ON d.id = v.document_id"
    queries = (
        f"""SELECT d.path, c.ordinal, c.char_start, c.char_end, c.headings, c.line_start, c.text_key, e.vector
            FROM chunks c {current} LEFT JOIN embeddings e ON e.text_key = c.text_key ORDER BY 1, 2""",
        """SELECT d.path, d.collection, d.original, v.text_sha256 FROM documents d
            JOIN versions v ON v.id = d.current_version WHERE d.state = 'live' ORDER BY 1""",
        "SELECT path, sha256, size FROM files ORDER BY 1",
        "SELECT kind, state FROM jobs",
    )
    return [library.read().execute(query).fetchall() for query in queries]


def test_killed_again_and_again_an_ingest_ends_as_if_undisturbed(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    write_vault(vault, 1)
    with Library.open(tmp_path / "killed") as library:  # a library with a past: the kills hit changes and removals too
        finish(library, vault)
    write_vault(vault, 2)
    with Library.open(tmp_path / "undisturbed") as library:
        started = time.monotonic()
        finish(library, vault)
        duration = time.monotonic() - started
        expected = contents(library)

    chance = random.Random()
    for statement in [0] * KILLS_BY_TIME + [chance.randint(5, 300) for _ in range(KILLS_BY_STATEMENT)]:
        process = begin(tmp_path / "killed", vault, statement)
        if statement == 0:
            time.sleep(chance.uniform(0, duration / 2))
            process.kill()
        process.join(60)
        assert process.exitcode in (0, -signal.SIGKILL)
        with Library.open(tmp_path / "killed", create=False) as library:
            assert library.verify().problems == (), statement
    with Library.open(tmp_path / "killed") as library:
        finish(library, vault)
        assert contents(library) == expected
        assert library.verify().problems == ()
        assert queue_embeddings(library, HashedEncoder()) == 0


@pytest.mark.parametrize("statement", [3, 8, 12, 40])
def test_killed_while_a_library_is_being_made_it_opens(tmp_path: Path, statement: int) -> None:
    vault = tmp_path / "vault"
    write_vault(vault, 1)
    process = begin(tmp_path / "new", vault, statement)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with Library.open(tmp_path / "new") as library:
        assert library.verify().problems == ()


def test_two_processes_at_once_leave_one_sound_library(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    write_vault(vault, 1)
    processes = [begin(tmp_path / "shared", vault) for _ in range(2)]
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    with Library.open(tmp_path / "shared") as library, Library.open(tmp_path / "alone") as alone:
        finish(alone, vault)
        assert contents(library) == contents(alone)
        assert library.verify().problems == ()
