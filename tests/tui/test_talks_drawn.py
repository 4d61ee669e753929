"""How the list of conversations and the tree of branches look, at both sizes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from engine.config import Settings
from tests.tui.conftest import NARROW, WIDE, Driver
from tests.tui.fake import FakeEngine
from tests.tui.test_snapshots import Compare, Steps
from tui.app import NacreApp

LONG_AGO = "2020-01-02T12:00:00+00:00"
FOG = "How often is the bell struck in fog?"


@pytest.fixture(autouse=True)
def universal_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pictures show times of this machine's clock."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def talked() -> FakeEngine:
    """Three conversations of long ago, the first with branches and pinned."""
    engine = FakeEngine()
    engine.remember(None, "user", FOG)
    engine.remember(1, "nacre", "Twice every minute.")
    engine.remember(1, "user", "And at night?")
    engine.remember(1, "nacre", "The same, for nobody sees the rope.")
    engine.remember(1, "nacre", "As by day.", parent=3)
    engine.remember(1, "user", "Who rings it?", parent=2)
    engine.remember(2, "user", "When does the oil come?")
    engine.remember(2, "nacre", "By boat on the first Monday. In fog it comes a day later, as the keeper's log has it.")
    engine.remember(3, "user", "What became of [the red lamp]?")
    engine.talks.pin(1)
    with engine.talks._database.write() as connection:
        connection.execute("UPDATE conversations SET updated = ?", (LONG_AGO,))
        connection.execute("UPDATE turns SET time = ?", (LONG_AGO,))
    return engine


async def listed(nacre: Driver) -> None:
    await nacre.press("f6")
    await nacre.until(lambda: "Pinned" in nacre.screen_text())
    await nacre.press("down")
    await nacre.until(lambda: "▸ What became of" in nacre.screen_text())


async def found(nacre: Driver) -> None:
    await listed(nacre)
    await nacre.type("fog")
    await nacre.until(lambda: "Said" in nacre.screen_text())


async def branched(nacre: Driver) -> None:
    nacre.app.main.session.open(1, 4)
    await nacre.until(lambda: "1 of 2 · , . others" in nacre.screen_text())
    await nacre.press("tab", "b")
    await nacre.until(lambda: "▸ │  ├─ ● answer" in nacre.screen_text())


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("steps", [listed, found, branched])
def test_talks(snap_compare: Compare, steps: Steps, size: tuple[int, int]) -> None:
    engine = talked()
    app = NacreApp(lambda: engine, Settings())

    async def run_before(pilot: Pilot[None]) -> None:
        driver = Driver(app, engine, pilot)
        await driver.until(lambda: engine.worked and app.main.status._status is not None)
        await driver.until(lambda: not app.desk.running("work"))
        await steps(driver)
        await pilot.pause(0.3)  # the last line changes at most four times a second

    assert snap_compare(app, terminal_size=size, run_before=run_before)
    app.shut_down()
