"""kill -9 at any moment of counting, and two processes that count at once."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from engine.library.store import Library
from engine.memory import engram_step
from engine.memory.engram_step import settle
from engine.memory.tree import Engrams
from tests.engine import shelf
from tests.engine.killed_process import die_before, start

from .world import DIM, ENCODER, SMALL, RandomLife, World, contents

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork server and no SIGKILL")


def count_and_die(folder: Path, statement: int) -> None:
    """In a process of its own: counts, and kills its process before a statement; 0 lets it live."""
    die_before(statement)
    engram_step.BATCH_DOCUMENTS = 5
    with Library.open(folder) as library:
        settle(library, ENCODER, DIM, form=SMALL)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = shelf.new(tmp_path / "library")
    life = RandomLife(World(library), seed=5, documents=40)
    for _ in range(150):
        life.step()
    settle(library, ENCODER, DIM, form=SMALL)
    for _ in range(60):
        life.step()
    return library


def test_a_kill_at_any_statement_leaves_sums_that_match_what_was_counted(library: Library) -> None:
    killed = 0
    for statement in (20, 60, 110, 170, 240, 320, 410, 520):
        process = start(count_and_die, library.folder, statement)
        process.join(30)
        killed += process.exitcode == -signal.SIGKILL
        assert list(Engrams(library, ENCODER, DIM, form=SMALL).problems()) == []
    assert killed > 3
    settle(library, ENCODER, DIM, form=SMALL)
    kept = contents(library)
    Engrams(library, ENCODER, DIM, form=SMALL).rebuild()
    assert contents(library) == kept


def test_two_processes_may_count_at_once(library: Library) -> None:
    processes = [start(count_and_die, library.folder, 0) for _ in range(2)]
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    kept = contents(library)
    assert settle(library, ENCODER, DIM, form=SMALL) == 0
    Engrams(library, ENCODER, DIM, form=SMALL).rebuild()
    assert contents(library) == kept
