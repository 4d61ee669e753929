"""What comes late is shown in the conversation that it was asked in, and in no other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tui.conftest import WIDE, running
from tests.tui.fake import FakeEngine

SLOW = [
    ("/search tide", ("search", "search"), "/search tide"),
    ('/compare "why a tide?" a b', ("ask", "compare"), "/compare"),
    ("/similar bell.md", ("memory", "similar"), "/similar bell.md"),
    ("/recall kind=markdown", ("memory", "recall"), "/recall kind=markdown"),
    ("/tool 2 + 2", ("tools", "answer"), "/tool 2 + 2"),
]


def held(engine: FakeEngine, way: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Make a service wait until the event is set."""
    service, gate = getattr(engine, way[0]), threading.Event()
    whole: Callable[..., Any] = getattr(service, way[1])

    def wait(*arguments: Any, **named: Any) -> Any:
        gate.wait(20)
        return whole(*arguments, **named)

    monkeypatch.setattr(service, way[1], wait)
    return gate


@pytest.mark.parametrize(("command", "way", "said"), SLOW, ids=[way[1] for _, way, _ in SLOW])
async def test_a_result_that_comes_late_stays_out_of_another_conversation(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, command: str, way: tuple[str, str], said: str
) -> None:
    gate = held(engine, way, monkeypatch)
    async with running(engine, WIDE) as nacre:
        await nacre.type(command)
        await nacre.press("escape", "enter")
        await nacre.until(lambda: not nacre.app.main.composer.text)
        await nacre.press("ctrl+n")
        gate.set()
        await nacre.until(lambda: "is done, but another" in nacre.screen_text())
        assert nacre.app.main.session.entries == []
        assert said in nacre.screen_text()


@pytest.mark.parametrize(
    ("command", "way", "said"),
    [
        ("/export late.md", ("conversations", "export"), "late.md"),
        ("/trace json late.json", ("conversations", "trace"), "late.json"),
        ("/ingest late", ("ingest", "run"), "late:"),
    ],
)
async def test_a_note_that_comes_late_is_a_notice_and_stays_out_of_another_conversation(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, command: str, way: tuple[str, str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "late").mkdir()
    gate = held(engine, way, monkeypatch)
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how often is the bell struck in fog?")
        nacre.app.main.send(command)
        await nacre.press("ctrl+n")
        await nacre.until(lambda: nacre.app.main.session.conversation is None)
        gate.set()
        await nacre.until(lambda: any(said in notice.message for notice in nacre.app._notifications))
        assert nacre.app.main.session.entries == []


async def test_a_failure_that_comes_late_is_said_and_stays_out_of_another_conversation(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = held(engine, ("memory", "similar"), monkeypatch)
    async with running(engine, WIDE) as nacre:
        await nacre.type("/similar nothing.md")
        await nacre.press("escape", "enter")
        await nacre.until(lambda: not nacre.app.main.composer.text)
        await nacre.press("ctrl+n")
        gate.set()
        await nacre.until(lambda: "nothing in the library matches" in nacre.screen_text())
        assert nacre.app.main.session.entries == []


async def test_a_result_is_shown_where_the_conversation_has_only_got_its_number_meanwhile(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = held(engine, ("search", "search"), monkeypatch)
    async with running(engine, WIDE) as nacre:
        await nacre.type("/search tide")
        await nacre.press("escape", "enter")
        await nacre.until(lambda: not nacre.app.main.composer.text)
        await nacre.ask("when is high water?")
        gate.set()
        await nacre.until(lambda: any(entry.title == "Search: tide" for entry in nacre.app.main.session.entries))
