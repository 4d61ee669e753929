"""An app on the engine in memory, and help for driving it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from engine.config import Settings
from tests.tui.fake import FakeEngine
from tui.app import NacreApp

WIDE = (120, 40)
NARROW = (80, 24)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, themes and exports of a test go into its own folder."""
    monkeypatch.setenv("NACRE_CONFIG", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tui.work.beginning.places", list)  # this machine's folders are no part of a test
    return tmp_path


@dataclass
class Driver:
    """A running app with its engine."""

    app: NacreApp
    engine: FakeEngine
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Write into what has the focus, all at once."""
        field = self.app.screen.focused
        if isinstance(field, TextArea):
            field.insert(text)
        elif isinstance(field, Input):
            field.insert_text_at_cursor(text)
        else:
            raise AssertionError(f"nothing to write into: {field}")
        await self.settle()

    async def command(self, line: str) -> None:
        """Type a command, leave the completions alone, and run it."""
        await self.type(line)
        await self.press("escape", "enter")

    async def settle(self, limit_s: float = 2.0) -> None:
        """Wait until nothing that has happened is on its way to the screen: no event, no message, no frame.

        What a thread has not yet done is not waited for, that is for `until`; nor, beyond `limit_s`, a screen that
        never comes to rest because an answer streams in.
        """
        end, calm = time.monotonic() + limit_s, 0
        while calm < 2 and time.monotonic() < end:
            await self.pilot.pause(0)  # each widget has its turn, and what changed is drawn
            calm = calm + 1 if self._calm() else 0

    def _calm(self) -> bool:
        screen = self.app.screen
        pumps = [self.app, *screen.walk_children(with_self=True)]
        waits = any(pump.message_queue_size for pump in pumps) or not self.app.desk._queue.empty()
        return not (waits or screen._layout_required or screen._repaint_required or screen._dirty_widgets)

    async def until(self, condition: Callable[[], object], limit_s: float = 20.0) -> None:
        """Wait until something is so."""
        end = time.monotonic() + limit_s
        while not condition():
            assert time.monotonic() < end, f"did not happen within {limit_s} s; the screen shows:\n{self.screen_text()}"
            await self.pilot.pause(0.01)

    async def ask(self, question: str) -> None:
        """Ask and wait for the answer, until it is drawn."""
        before = len(self.engine.asked)
        await self.type(question)
        await self.press("enter")
        await self.until(lambda: self.engine.asked[before:] and not self.app.main.session.busy)
        await self.settle(20.0)

    def screen_text(self) -> str:
        """What the screen shows, line by line."""
        screen = self.app.screen
        lines = screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines)

    def focused(self) -> str:
        """The id of what has the focus."""
        focused = self.app.screen.focused
        return (focused.id or "") if focused else ""


@asynccontextmanager
async def running(engine: FakeEngine, size: tuple[int, int], app: NacreApp | None = None) -> AsyncIterator[Driver]:
    """The app on `engine` (or `app`, which is), its library open, and what was resumed drawn."""
    app = app or NacreApp(lambda: engine, Settings())
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, engine, pilot)
        await driver.until(lambda: app.main.session.engine is not None and app.main.status._status is not None)
        await driver.until(lambda: engine.worked > 0)
        await driver.settle(20.0)
        yield driver
        engine.gate.set()
    app.shut_down()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()
