"""The graph's pane: what is near the answer, moved through by arrows, with another node in the middle by space."""

from __future__ import annotations

import pytest

from engine.errors import LibraryDamaged
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tests.tui.fake_graph import concepts
from tui.screens.viewer import Viewer

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE, (200, 50), (20, 5)], ids=["80x24", "120x40", "200x50", "20x5"])


async def opened(nacre: Driver) -> None:
    await nacre.ask("the bell?")
    nacre.app.main.send("/graph")
    await nacre.until(lambda: nacre.focused() == "graph" and nacre.app.main.graph.view.graph.nodes)


@SIZES
async def test_the_graph_of_an_answer_has_its_question_and_sources(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await opened(nacre)
        view = nacre.app.main.graph.view
        assert view.graph.nodes[0].label == "the bell?"
        await nacre.until(lambda: view.selected == "question" and "the bell?" in nacre.screen_text())
        if size[0] > 40:
            await nacre.until(lambda: "[1] The lamp" in nacre.screen_text())


async def test_arrows_select_and_enter_opens(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        view = nacre.app.main.graph.view
        seen = {view.selected}
        for key in ("right", "left", "left", "down", "up", "up", "n"):
            await nacre.press(key)
            seen.add(view.selected)
        assert len(seen) == 3
        view.select("1")
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer))


async def test_space_makes_a_node_the_middle_and_backspace_goes_back(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        view = nacre.app.main.graph.view
        view.select("1")
        await nacre.press("space")
        await nacre.until(lambda: "question" not in view.graph.by_id)
        assert view.graph.by_id["1"].kind == "centre"
        await nacre.press("backspace")
        await nacre.until(lambda: "question" in view.graph.by_id)
        assert view.selected == "1"


async def test_a_document_can_be_named(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        nacre.app.main.send("/graph /docs/lamp.md")
        view = nacre.app.main.graph.view
        await nacre.until(lambda: view.selected == "1" and view.graph.by_id["1"].kind == "centre")
        nacre.app.main.send("/graph nothing.md")
        await nacre.until(lambda: any("nothing.md" in entry.text for entry in nacre.app.main.session.entries))


async def test_before_the_first_answer_it_shows_what_the_library_is_about(engine: FakeEngine) -> None:
    engine.graph.known = concepts("lamp", "paraffin", "fog")  # type: ignore[attr-defined]  # the one in memory
    async with running(engine, (200, 50)) as nacre:
        nacre.app.main.send("/graph")
        await nacre.until(lambda: "(part of): 80% sure" in " ".join(nacre.screen_text().split()))
        nacre.app.main.panes.go("conversation")
        await nacre.ask("the bell?")
        view = nacre.app.main.graph.view
        await nacre.until(lambda: view.graph.nodes and view.graph.nodes[0].label == "the bell?")


async def test_a_map_that_fails_is_looked_for_once(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fails(limit: int) -> None:
        tried.append(limit)
        raise LibraryDamaged("the graph can't be read", "make it again")

    monkeypatch.setattr(engine.graph, "best", fails)
    async with running(engine, (200, 50)) as nacre:
        nacre.app.main.send("/graph")
        await nacre.until(lambda: "the graph can't be read" in nacre.screen_text())
        nacre.app.main.graph.follow()
        await nacre.settle()
        assert len(tried) == 1


async def test_without_an_answer_it_says_what_will_be_there(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        nacre.app.main.send("/graph")
        await nacre.until(lambda: "What is near the sources of an answer appears here" in nacre.screen_text())


async def test_another_answer_brings_another_graph(engine: FakeEngine) -> None:
    async with running(engine, (200, 50)) as nacre:
        await opened(nacre)
        nacre.app.main.panes.go("conversation")
        nacre.app.main.send("and in fog?")
        view = nacre.app.main.graph.view
        await nacre.until(lambda: view.graph.nodes and view.graph.nodes[0].label == "and in fog?")
