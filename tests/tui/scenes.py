"""Every screen that there is, as what a person does to see it: for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.tui import test_snapshots, test_snapshots_reading, test_talks_drawn
from tests.tui.conftest import Driver
from tests.tui.fake import FakeEngine
from tests.tui.fake_models import QWEN, FakeModels, Writer
from tests.tui.panes import test_pictures
from tests.tui.test_snapshots import Steps

BELL = "how often is the bell struck in fog?"


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen: the engine it needs, and how one comes to it."""

    engine: Callable[[], FakeEngine]
    steps: Steps


async def rounds(nacre: Driver) -> None:
    await nacre.ask("how many rounds for the bell in fog?")
    await nacre.press("f3", "d")
    await nacre.until(lambda: "round 3" in nacre.screen_text())


async def help_found(nacre: Driver) -> None:
    await nacre.press("f1")
    await nacre.type("copy")
    await nacre.until(lambda: "Copy the message" in nacre.screen_text())


async def tour(nacre: Driver) -> None:
    await nacre.type("/tour")
    await nacre.press("escape", "enter")
    await nacre.until(lambda: "Tour 1/" in nacre.screen_text())


async def history(nacre: Driver) -> None:
    await nacre.ask(BELL)
    nacre.app.commands.run("history", "")
    await nacre.until(lambda: nacre.app.screen.query("#picker"))
    await nacre.until(lambda: f"▸ {BELL[:12]}" in nacre.screen_text())


def _engine(count: int) -> Callable[[], FakeEngine]:
    return lambda: FakeEngine(documents=count)


def _shelf() -> FakeEngine:
    engine = FakeEngine()
    engine.infos = test_pictures.DOCUMENTS
    return engine


def _writer() -> FakeEngine:
    engine = FakeEngine(models=FakeModels(QWEN, active=QWEN.name))
    engine.writer = Writer(test_snapshots_reading.ANSWER)
    return engine


SCENES: dict[str, Scene] = {
    **{name: Scene(_engine(count), steps) for name, steps, count, _ in reversed(test_snapshots.SCREENS)},
    **{name: Scene(_shelf, steps) for name, steps in test_pictures.PICTURES.items()},
    **{
        steps.__name__: Scene(test_talks_drawn.talked, steps)
        for steps in (test_talks_drawn.listed, test_talks_drawn.found, test_talks_drawn.branched)
    },
    **{name: Scene(_writer, steps) for name, steps, _ in test_snapshots_reading.SCENES if name != "answer-terminal"},
    "rounds": Scene(_engine(2), rounds),
    "help-found": Scene(_engine(2), help_found),
    "tour": Scene(_engine(2), tour),
    "history": Scene(_engine(2), history),
}
