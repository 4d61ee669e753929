"""The library's tree by keys: unfold, filter, open, ask only this, what is like it, forget."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tests.tui.shelf.documents import info, many
from tui.screens.viewer import Viewer
from tui.shelf.tree import Node
from tui.widgets.librarytree import LibraryTree

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE, (200, 50), (20, 5)], ids=["80x24", "120x40", "200x50", "20x5"])


def node(nacre: Driver) -> Node:
    """The node under the cursor."""
    found = nacre.app.main.library.tree_view.node
    assert found is not None
    return found


async def opened(nacre: Driver) -> None:
    await nacre.press("ctrl+l")
    await nacre.until(lambda: nacre.focused() == "library" and nacre.app.main.library.tree_view.rows)


@SIZES
async def test_one_key_opens_the_tree_and_the_same_leaves_it(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await opened(nacre)
        await nacre.until(lambda: "docs" in nacre.screen_text())
        await nacre.press("ctrl+l")
        await nacre.until(lambda: nacre.focused() == "composer")


async def test_arrows_unfold_fold_and_go_up(engine: FakeEngine) -> None:
    engine.infos = many(200)
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("down")
        assert node(nacre).name == "00"
        await nacre.press("right", "right")
        assert node(nacre).name == "0" and node(nacre).document is None
        await nacre.press("right", "right", "left")
        assert node(nacre).name == "0"
        await nacre.press(*["left"] * 5)
        assert node(nacre).name == "notes"
        assert len(nacre.app.main.library.tree_view.rows) == 1


async def test_typing_filters_and_escape_shows_all_again(engine: FakeEngine) -> None:
    engine.infos = many(200)
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("slash")
        await nacre.until(lambda: nacre.focused() == "library-filter")
        await nacre.type("000123")
        await nacre.until(lambda: "Library 1 of 200" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: nacre.focused() == "library")
        assert node(nacre).name == "Document 000123"
        await nacre.press("slash")
        await nacre.until(lambda: nacre.focused() == "library-filter")
        await nacre.press("escape")
        await nacre.until(lambda: nacre.focused() == "library" and "Library 200" in nacre.screen_text())
        assert node(nacre).name == "Document 000123"


async def test_enter_opens_the_document(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("down", "enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Viewer))
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        assert nacre.focused() == "library"


async def test_only_a_row_is_asked(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("down", "down", "a")
        await nacre.until(lambda: "in lamp.md" in nacre.screen_text())
        await nacre.until(lambda: nacre.focused() == "composer")
        await nacre.ask("the bell?")
        assert engine.scopes == ["/docs/lamp.md"]


async def test_what_is_like_a_row_comes_into_the_conversation(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await opened(nacre)
        await nacre.press("down", "down", "s")
        await nacre.until(lambda: ("similar", "/docs/lamp.md") in engine.remembered)
        await nacre.until(lambda: "Like The lamp at Grey Point" in nacre.screen_text())


async def test_forgetting_names_what_goes_and_asks_first(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("down", "down", "d")
        await nacre.until(lambda: "1 document with 4 passages will leave the library" in nacre.screen_text())
        assert "The lamp at Grey Point" in nacre.screen_text()
        await nacre.press("n")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        assert not engine.forgotten
        await nacre.press("d")
        await nacre.until(lambda: nacre.app.screen is not nacre.app.main)
        await nacre.press("y")
        await nacre.until(lambda: engine.forgotten == ["/docs/lamp.md"])
        await nacre.until(lambda: nacre.app.main.library.tree_view.roots[0].documents == 1)


async def test_an_ingest_refreshes_the_tree_without_losing_the_place(engine: FakeEngine) -> None:
    engine.infos = many(400)
    async with running(engine, NARROW) as nacre:
        tree = nacre.app.main.library.tree_view
        await opened(nacre)
        await nacre.press(*["down"] * 30)
        here, above = node(nacre).name, tree.cursor - round(tree.scroll_y)
        engine.infos = (info(900, "/home/notes/.first/new.md", title="New"), *many(400))
        nacre.app.main.library_changed()
        await nacre.until(lambda: tree.roots and tree.roots[0].documents == 401)
        assert node(nacre).name == here
        assert tree.cursor - round(tree.scroll_y) == above


async def test_the_tree_says_what_waits_for_its_embedding(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await opened(nacre)
        await nacre.until(lambda: "3/8 embedded" in nacre.screen_text())


async def test_of_a_hundred_thousand_documents_only_what_is_in_sight_is_drawn(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: set[int] = set()
    draw = LibraryTree.draw

    def counting(tree: LibraryTree, index: int, width: int) -> list[Strip]:
        drawn.add(index)
        return draw(tree, index, width)

    monkeypatch.setattr(LibraryTree, "draw", counting)
    engine.infos = tuple(info(n, f"/home/notes/{n}.md", title=f"Document {n:06}") for n in range(100_000))
    async with running(engine, NARROW) as nacre:
        await opened(nacre)
        await nacre.press("end")
        await nacre.until(lambda: "Document 099999" in nacre.screen_text())
        assert node(nacre).name == "Document 099999"
        assert len(drawn) < 200
