"""How the main screens look, at both sizes. Run with --snapshot-update after a change that was meant."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from engine.config import Settings
from engine.records import ModelMetrics
from tests.tui.conftest import NARROW, WIDE, Driver
from tests.tui.fake import FakeEngine
from tests.tui.fake_models import BROKEN, MIB, QWEN, SERVER
from tui.app import NacreApp
from tui.work.choice import Choice

Steps = Callable[[Driver], Awaitable[None]]
Compare = Callable[..., bool]


async def empty(nacre: Driver) -> None:
    await nacre.until(lambda: "The library is empty" in nacre.screen_text())


async def answered(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("tab", "2")
    await nacre.until(lambda: nacre.app.main.sources.selected == 2)


async def abstained(nacre: Driver) -> None:
    await nacre.ask("what does paint cost?")
    await nacre.press("f2")
    await nacre.until(lambda: "Nearest passages 3" in nacre.screen_text())


async def viewer(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("tab", "2", "enter")
    await nacre.until(lambda: "┃ The bell was heard" in nacre.screen_text())


async def why(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("f5")
    await nacre.until(lambda: "Timings" in nacre.screen_text() or "Passages" in nacre.screen_text())


async def commands(nacre: Driver) -> None:
    await nacre.type("/")
    await nacre.until(lambda: "/ingest PATH" in nacre.screen_text())


async def completing(nacre: Driver) -> None:
    await nacre.type("/open npct")
    await nacre.until(lambda: "/docs/report.pdf" in nacre.screen_text())


async def palette(nacre: Driver) -> None:
    await nacre.press("ctrl+p")
    await nacre.until(lambda: "Take in files" in nacre.screen_text())
    await nacre.type("con")
    await nacre.until(lambda: "Take in files" not in nacre.screen_text())


async def palette_documents(nacre: Driver) -> None:
    await nacre.press("ctrl+p")
    await nacre.until(lambda: "Take in files" in nacre.screen_text())
    await nacre.press("tab")
    await nacre.until(lambda: "Inspection report" in nacre.screen_text())


async def documents(nacre: Driver) -> None:
    await nacre.press("f4")
    await nacre.until(lambda: "Inspection report" in nacre.screen_text())


async def similar(nacre: Driver) -> None:
    await nacre.type("/similar /docs/lamp.md#Fog")
    await nacre.press("enter")
    await nacre.until(lambda: "near-duplicate" in nacre.screen_text())


async def recall(nacre: Driver) -> None:
    await nacre.type("/recall kind=markdown author=?")
    await nacre.press("escape", "enter")
    await nacre.until(lambda: "Recall:" in nacre.screen_text())


async def why_similar(nacre: Driver) -> None:
    await similar(nacre)
    await nacre.press("f5")
    await nacre.until(lambda: "Why these" in nacre.screen_text())


async def models(nacre: Driver) -> None:
    nacre.engine.models.shelf = {info.name: info for info in (QWEN, BROKEN, SERVER)}
    nacre.engine.models.active = QWEN.name
    nacre.engine.models.loaded = (ModelMetrics(QWEN.name, 1, 0, 0, 3, 0, 12.5, 320.0, 610 * MIB),)
    nacre.app.main.models_changed()
    await nacre.press("f7")
    await nacre.until(lambda: "Can be fetched" in nacre.screen_text())
    await nacre.press("down")
    await nacre.until(lambda: "It needs 5.1 GB of memory" in nacre.screen_text())


async def written(nacre: Driver) -> None:
    nacre.engine.models.shelf = {SERVER.name: SERVER}
    nacre.engine.models.active = SERVER.name
    nacre.app.main.models_changed()
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.until(lambda: nacre.app.main.sources.sources)


async def lens(nacre: Driver) -> None:
    await nacre.type("/lens")
    await nacre.press("escape", "enter")
    await nacre.until(lambda: "as the question is put" in nacre.screen_text())


async def permission(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    nacre.app.main.send("/tool export lamp.md")
    await nacre.until(lambda: "May this be done?" in nacre.screen_text())


async def trace(nacre: Driver) -> None:
    nacre.app.main.session.choice = Choice(way="pipeline", lens="systemic")
    nacre.app.main.choice_changed()
    await nacre.ask("how many rounds for the bell in fog?")
    await nacre.press("f3", *["down"] * 7, "enter")
    await nacre.until(lambda: "▾ claims" in nacre.screen_text())


async def free(nacre: Driver) -> None:
    nacre.app.animation_level = "none"
    nacre.app.main.send("export lamp.md")
    await nacre.until(lambda: "May this be done?" in nacre.screen_text())
    await nacre.press("y")
    await nacre.until(lambda: "not from your library" in nacre.screen_text() and not nacre.app.main.session.busy)
    await nacre.until(lambda: nacre.app.screen is nacre.app.main and nacre.focused() == "composer")


async def stopped(nacre: Driver) -> None:
    await nacre.type("wait for the fog")
    await nacre.press("enter")
    await nacre.until(lambda: "In fog the bell" in nacre.screen_text())
    nacre.app.main.session.cancel()
    await nacre.until(lambda: "stopped · partial answer" in nacre.screen_text())


async def keys_page(nacre: Driver) -> None:
    folder = Path(os.environ["NACRE_CONFIG"])
    os.environ["NACRE_CONFIG"] = "config"  # the page names it; the fixture puts it back
    folder.mkdir(exist_ok=True)
    (folder / "keys.toml").write_text('[keys]\nretry = "f12"\nhepl = "f10"\nwhy = "ctrl+i"\nnew = "ctrl+b"\n')
    await nacre.until(lambda: nacre.app.keymap.changed)
    nacre.app.clear_notifications()
    await nacre.type("/keys")
    await nacre.press("escape", "enter")
    await nacre.until(lambda: "What is wrong" in nacre.screen_text())


async def keys_of_the_sources(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("f2")
    await nacre.until(lambda: nacre.focused() == "sources")
    await nacre.press("question_mark")
    await nacre.until(lambda: "─ In the sources ─" in nacre.screen_text())


async def keys_of_two_modes(nacre: Driver) -> None:
    nacre.app.keyring.use("vim")
    await nacre.until(lambda: nacre.app.keymap.modal)
    await nacre.press("escape", "question_mark")
    await nacre.until(lambda: "─ While you write ─" in nacre.screen_text())


async def help_page(nacre: Driver) -> None:
    await nacre.press("f1")
    await nacre.until(lambda: "Taking documents in" in nacre.screen_text())


SCREENS: tuple[tuple[str, Steps, int, str], ...] = (
    ("empty", empty, 0, "nacre"),
    ("answered", answered, 2, "nacre"),
    ("answered-light", answered, 2, "nacre-light"),
    ("abstained", abstained, 2, "nacre"),
    ("viewer", viewer, 2, "nacre"),
    ("why", why, 2, "nacre"),
    ("similar", similar, 2, "nacre"),
    ("why-similar", why_similar, 2, "nacre"),
    ("recall", recall, 2, "nacre"),
    ("commands", commands, 2, "nacre"),
    ("completing", completing, 2, "nacre"),
    ("palette", palette, 2, "nacre"),
    ("palette-documents", palette_documents, 2, "nacre"),
    ("documents", documents, 2, "nacre"),
    ("help", help_page, 2, "nacre"),
    ("keys", keys_page, 2, "nacre"),
    ("keys-sources", keys_of_the_sources, 2, "nacre"),
    ("keys-modes", keys_of_two_modes, 2, "nacre"),
    ("models", models, 2, "nacre"),
    ("written", written, 2, "nacre"),
    ("stopped", stopped, 2, "nacre"),
    ("lens", lens, 2, "nacre"),
    ("permission", permission, 2, "nacre"),
    ("trace", trace, 2, "nacre"),
    ("free", free, 2, "nacre"),
)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(("steps", "count", "theme"), [s[1:] for s in SCREENS], ids=[s[0] for s in SCREENS])
def test_screen(snap_compare: Compare, steps: Steps, count: int, theme: str, size: tuple[int, int]) -> None:
    engine = FakeEngine(documents=count)
    app = NacreApp(lambda: engine, Settings(theme=theme))

    async def run_before(pilot: Pilot[None]) -> None:
        driver = Driver(app, engine, pilot)
        app.main.trace.clock = lambda: 0.0
        await driver.until(lambda: engine.worked and app.main.status._status is not None)
        await driver.until(lambda: not any(map(app.desk.running, ("work", "folders", "offers", "suggestions"))))
        await steps(driver)
        # what an answer leaves to be read behind it: which model, what is new, what waits to be embedded
        await driver.until(lambda: not any(map(app.desk.running, ("models", "status", "work", "news", "title"))))
        await driver.until(lambda: app.main.status._later is None)  # it changes at most four times a second
        await driver.settle(20.0)

    assert snap_compare(app, terminal_size=size, run_before=run_before)
    app.shut_down()
