"""What the app does with its terminal before it draws."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.config import Settings
from engine.errors import LibraryDamaged
from tests.tui.conftest import NARROW, running
from tests.tui.fake import FakeEngine
from tui.app import NacreApp
from tui.surroundings import warnings
from tui.terminal import forget_fixed_size, own_descriptor


def test_the_size_is_the_windows_own_whatever_the_shell_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    forget_fixed_size()
    assert not {"COLUMNS", "LINES"} & set(os.environ)
    forget_fixed_size()


def test_without_a_log_the_screen_has_its_descriptor_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    log = tmp_path / "file" / "nacre.log"
    with own_descriptor(log):
        os.write(2, b"what a library says\n")
    said = warnings(log, {"LANG": "en_US.UTF-8"})
    assert len(said) == 1 and str(log) in said[0]


@pytest.mark.parametrize(
    ("environment", "named"),
    [({"LANG": "de_DE.ISO-8859-1"}, "LANG=de_DE.ISO-8859-1"), ({"LC_ALL": "C"}, "LC_ALL=C"), ({}, "")],
)
def test_a_terminal_that_sends_no_utf8_is_told_what_to_set(
    environment: dict[str, str], named: str, tmp_path: Path
) -> None:
    said = warnings(tmp_path / "nacre.log", environment)
    assert [named in each and "UTF-8" in each for each in said] == ([True] if named else [])


async def test_what_is_wrong_around_it_is_said_once_at_the_start(engine: FakeEngine) -> None:
    app = NacreApp(lambda: engine, Settings())
    app.warnings = ("The log can't be written: /here.",)
    async with running(engine, NARROW, app) as nacre:
        await nacre.until(lambda: "The log can't be written: /here." in nacre.screen_text())


async def test_the_draft_comes_back_where_the_last_conversation_can_not_be_read(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.conversations.save_draft("what is a")

    def broken() -> None:
        raise LibraryDamaged("a page of it is damaged", "nacre verify says more")

    monkeypatch.setattr(engine.conversations, "seen", broken)
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: nacre.app.main.composer.text == "what is a")
        await nacre.until(lambda: "conversation can't be read" in nacre.screen_text())
