"""A library that can't be opened, read or written: one sentence each, the app goes on, and nothing typed is lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from engine import samples
from engine.config import Settings
from engine.engine import Engine
from engine.library.connection import Connection, Database
from tests.tui.conftest import WIDE, Driver
from tests.tui.fake import FakeEngine
from tui.app import NacreApp
from tui.work.spare import Spare, Typed

QUESTION = "How high did the water rise in the flood of January 1968?"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample documents."""
    folder = tmp_path_factory.mktemp("filled") / "library"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NACRE_CACHE", str(folder.parent / "cache"))
        with Engine.open(folder, settings=Settings()) as engine:
            engine.ingest.run([samples.folder()])
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that a test may break."""
    monkeypatch.setenv("NACRE_CACHE", str(tmp_path / "cache"))
    shutil.copytree(filled, tmp_path / "library")
    return tmp_path / "library"


@asynccontextmanager
async def opening(folder: Path, spare: Spare | None = None) -> AsyncIterator[Driver]:
    """The app on a folder, whatever comes of it."""
    app = NacreApp(lambda: Engine.open(folder, settings=Settings()), Settings(), spare=spare)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        yield Driver(app, FakeEngine(), pilot)
    app.shut_down()


def is_open(nacre: Driver) -> bool:
    return nacre.app.main.session.engine is not None and nacre.app.main.status._status is not None


@contextmanager
def every_connection(pragma: str, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> Iterator[None]:
    """Set a pragma on all connections of a library, those there are and those to come."""
    database = engine._room.library.database
    whole = Database._connect

    def connect(self: Database) -> Connection:
        connection = whole(self)
        connection.execute(pragma)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(Database, "_connect", connect)
        for thread, connection in database._connections:
            if thread.is_alive():  # the others are closed by themselves
                connection.execute(pragma)
        yield


@pytest.mark.parametrize("trouble", ["damaged", "missing"])
async def test_what_is_typed_without_a_library_is_there_once_it_is_whole(
    folder: Path, tmp_path: Path, trouble: str
) -> None:
    away, spare = tmp_path / "away", Spare(tmp_path / "state" / "typed.json")
    folder.rename(away)
    if trouble == "damaged":
        folder.mkdir()
        (folder / "library.db").write_bytes(b"not a database " * 1_000)
    else:
        folder.write_text("a file where the folder should be", encoding="utf-8")
    said = "is damaged or not" if trouble == "damaged" else "can't be"
    async with opening(folder, spare) as nacre:
        await nacre.type(QUESTION)
        await nacre.until(lambda: said in nacre.screen_text() and "/reopen" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: "could not be opened" in nacre.screen_text())
        assert nacre.app.main.composer.text == QUESTION
    assert spare.read().draft == QUESTION
    async with opening(folder, spare) as nacre:
        await nacre.until(lambda: nacre.app.main.composer.text == QUESTION)
        await nacre.until(lambda: said in nacre.screen_text())
        if folder.is_dir():
            shutil.rmtree(folder)
        else:
            folder.unlink()
        away.rename(folder)
        nacre.app.action_act("reopen")
        await nacre.until(lambda: is_open(nacre))
        assert nacre.app.main.composer.text == QUESTION
        nacre.app.main.leaving.save()
        await nacre.until(lambda: spare.read() == Typed())
        await nacre.press("enter")
        await nacre.until(lambda: any(entry.answer for entry in nacre.app.main.session.entries))


async def test_a_library_that_another_program_holds_opens_once_it_is_let_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.library.connection.BUSY_TIMEOUT_MS", 50)
    other = sqlite3.connect(folder / "library.db", isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE another(a)")
    async with opening(folder) as nacre:
        await nacre.until(lambda: "another process is writing to" in nacre.screen_text())
        await nacre.until(lambda: "tries again." in nacre.screen_text())
        other.execute("ROLLBACK")
        other.close()
        await nacre.type("/reopen")
        await nacre.press("escape", "enter")
        await nacre.until(lambda: is_open(nacre))
        await nacre.until(lambda: "13 documents" in nacre.screen_text())


@pytest.mark.parametrize(
    ("pragma", "said"), [("PRAGMA query_only = 1", "can't be read or written"), ("PRAGMA max_page_count = 1", "full")]
)
async def test_a_library_that_takes_nothing_more_leaves_the_question_and_can_still_be_searched(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pragma: str, said: str
) -> None:
    spare = Spare(tmp_path / "typed.json")
    async with opening(folder, spare) as nacre:
        await nacre.until(lambda: is_open(nacre) and not nacre.app.desk.running("background"))
        engine = nacre.app.main.session.engine
        assert engine is not None
        with every_connection(pragma, monkeypatch, engine):
            await nacre.type(QUESTION)
            await nacre.press("enter")
            await nacre.until(lambda: said in nacre.screen_text())
            await nacre.until(lambda: not nacre.app.main.session.busy)
            await nacre.until(lambda: nacre.app.main.composer.text == QUESTION)
            nacre.app.commands.run("search", "flood")
            await nacre.until(lambda: nacre.app.main.session.entries[-1].kind == "passages")
            nacre.app.shut_down()
    async with opening(folder, spare) as nacre:
        await nacre.until(lambda: is_open(nacre) and nacre.app.main.composer.text == QUESTION)
