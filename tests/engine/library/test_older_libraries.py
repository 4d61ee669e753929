"""Libraries that earlier versions wrote, opened by this one."""

from __future__ import annotations

import gzip
import os
import signal
from pathlib import Path

import pytest

from engine.library import migrations
from engine.library.store import Library
from tests.engine import killed_process

OLDER = Path(__file__).parent / "older" / "m004.db.gz"
"""Two documents, four conversations (a fifth was deleted), of which two were written in turns; one answer was cut off,
one was called good; as the version before branches left it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.db").write_bytes(gzip.decompress(OLDER.read_bytes()))
    return tmp_path / "library"


def is_whole(library: Library) -> None:
    """Everything that was in the older library is there, each conversation as a chain."""
    talks = library.conversations
    shown = {
        info.conversation_id: [(turn.turn_id, turn.parent_id) for turn in talks.turns(info.conversation_id)]
        for info in talks.list()
    }
    assert shown == {
        1: [(1, 0), (2, 1), (7, 2), (8, 7), (13, 8), (14, 13)],
        2: [(3, 0), (4, 3), (9, 4), (10, 9)],
        4: [(11, 0), (12, 11)],
        5: [],
    }
    assert [(turn.branch, turn.branches, turn.partial) for turn in talks.turns(1)][-1] == (1, 1, True)
    assert talks.turns(1)[1].text == "The lighthouse was built in 1868 by Isla Menzies. [1]"
    assert [(info.title, info.turns, info.leaves) for info in talks.list()][::-1] == [
        ("Who built the lighthouse?", 6, 1),
        ("When does the ferry leave?", 4, 1),
        ("How often is the fog bell struck?", 2, 1),
        ("Nothing asked yet", 0, 1),
    ]
    assert talks.traces.get(1, 2).question == "Who built the lighthouse?" and talks.traces.get(1, 2).events
    assert [(each.turn_id, each.reason) for each in talks.feedback.of(1)] == [(2, "right")]
    assert [info.conversation_id for info in talks.list(titled="ferry")] == [2]
    assert [turn.turn_id for _, turn in talks.search("menzies")] == [2]
    assert talks.left_off.draft() == "half a que" and len(library.infos()) == 2
    assert library.verify().problems == ()


def test_an_older_library_becomes_chains_and_goes_on_as_trees(folder: Path) -> None:
    with Library.open(folder) as library:
        is_whole(library)
        talks = library.conversations
        talks.add_turn(2, "user", "Where does it leave?", parent=talks.turns(2)[2].parent_id)
        assert [turn.turn_id for turn in talks.turns(2)][:2] == [3, 4]
        assert [(turn.branch, turn.branches) for turn in talks.siblings(9)] == [(1, 2), (2, 2)]
        talks.choose(9)
        talks.rename(4, "How often is the fog bell struck?")
        assert [turn.turn_id for turn in talks.turns(2)] == [3, 4, 9, 10]
        assert library.verify().problems == ()


def test_a_library_is_brought_up_to_date_once(folder: Path) -> None:
    with Library.open(folder) as library:
        before = library.read().execute("SELECT * FROM tree").fetchall()
    for _ in range(2):
        with Library.open(folder) as library:
            is_whole(library)
            assert library.read().execute("SELECT * FROM tree").fetchall() == before


def die_while_opening(folder: Path, statement: int) -> None:
    """Work of a process that is killed while it brings a library up to date."""
    killed_process.die_before(statement, (migrations, "run_script"))
    Library.open(folder)
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("statement", [0, *range(28, 55, 3)])
def test_a_kill_while_an_older_library_is_brought_up_to_date_loses_nothing(folder: Path, statement: int) -> None:
    process = killed_process.start(die_while_opening, folder, statement)
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    with Library.open(folder) as library:
        is_whole(library)
