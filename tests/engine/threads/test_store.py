"""What is stored of conversations follows the library, step by step as well as all at once."""

from __future__ import annotations

import json
import random
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.errors import Cancelled
from engine.library.store import Library
from engine.threads import store
from tests.engine.threads import exports, labelled

pytestmark = pytest.mark.usefixtures("tier_0")

TABLES = ("thread_versions", "thread_segments", "thread_finds")


def everything(library: Library) -> list[Any]:
    """All that is stored of live documents."""
    return [library.read().execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES]


def rebuilt(library: Library, encoder: str) -> list[Any]:
    with library.write() as connection:
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM state WHERE key = ?", (store.THREADS,))
    store.settle(library, encoder)
    return everything(library)


def write(folder: Path, given: dict[str, Any], messages: int) -> Path:
    """A conversation with its first messages only, as an export."""
    talk = labelled.talk_of({**given, "messages": given["messages"][:messages]})
    path = folder / f"{talk.uid}.json"
    path.write_text(json.dumps(json.loads(exports.claude(talk))[0]), "utf-8")
    return path


def test_step_by_step_equals_a_rebuild(tmp_path: Path) -> None:
    rng = random.Random(7)
    talks = labelled.raw("built") + labelled.raw("held_out")
    folder = tmp_path / "talks"
    folder.mkdir()
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        library = engine._room.library
        for _ in range(12):
            given = rng.choice(talks)
            path = folder / f"{given['id']}.json"
            if path.exists() and rng.random() < 0.3:
                path.unlink()
                engine.ingest.run([folder])
            elif rng.random() < 0.2 and (known := engine.library.documents()):
                engine.library.forget([known[0].path])
            else:
                write(folder, given, rng.randint(1, len(given["messages"])))
                engine.ingest.run([folder], wait=rng.random() < 0.6)
            engine.threads.settle()
        engine.ingest.work()
        engine.threads.settle()
        stored = everything(library)
        assert any(stored[0]) and stored == rebuilt(library, engine._room.encoder().id)


def test_a_second_look_takes_nothing_apart_and_a_changed_conversation_alone(tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    one, other = labelled.raw("built")[:2]
    write(folder, one, 2)
    write(folder, other, 4)
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        engine.ingest.run([folder])
        assert engine.threads.settle() == 0
        write(folder, one, 4)
        engine.ingest.run([folder], wait=False)
        engine.ingest.work()
        engine.threads.settle()
        assert engine.threads.threads().conversations == 2


def test_what_is_forgotten_leaves_every_table(tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    path = write(folder, labelled.raw("built")[0], 4)
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        engine.ingest.run([folder])
        assert engine.threads.threads().threads
        engine.library.forget([str(path)])
        assert not engine.threads.threads().threads
        assert everything(engine._room.library) == [[], [], []]


def test_a_cancel_keeps_what_is_done(tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    write(folder, labelled.raw("built")[0], 4)
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        engine.ingest.run([folder], wait=False)
        cancel = Flag()
        cancel.set()
        with pytest.raises(Cancelled):
            engine.threads.threads(cancel=cancel)
        assert engine.threads.threads().conversations == 1
