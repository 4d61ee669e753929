"""Pages as pictures: half blocks where the terminal shows no others, sequences of the terminal where it does."""

from __future__ import annotations

import io
from pathlib import Path

import pymupdf
import pytest
from rich.console import Console

from engine.engine import Engine
from engine.errors import ReadError, UsageError
from engine.sources.page_picture import MOST_PX, picture
from tests.tui.conftest import NARROW, running
from tests.tui.fake import FakeEngine
from tui.screens.page import Page
from tui.system import graphics
from tui.system.graphics import BLOCKS, Graphics
from tui.widgets.blocks import rows
from tui.work.pictures import Pictures


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has all colours, and shows no pictures; nothing known from another test."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr("tui.theming.depth.colours", lambda: 1 << 24)
    monkeypatch.setattr(graphics, "ask", lambda app: Graphics(BLOCKS, (10, 20)))
    monkeypatch.setattr(Pictures, "_known", None)
    monkeypatch.delenv("SSH_CONNECTION", raising=False)


def pdf(*words: str, password: str = "") -> bytes:
    with pymupdf.open() as document:
        for each in words:
            document.new_page(width=300, height=200).insert_text((30, 60), each)
        if password:
            return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=password, owner_pw=password))
        return bytes(document.tobytes())


def test_a_page_is_drawn_with_the_quote_marked() -> None:
    data = pdf("first", "The bell is struck")
    plain, marked = picture("x.pdf", data, 2, 600), picture("x.pdf", data, 2, 600, "bell is\nstruck")
    assert (plain.width_px, plain.height_px, plain.page, plain.pages) == (600, 400, 2, 2)
    assert marked.marked and not plain.marked and marked.png != plain.png and plain.png.startswith(b"\x89PNG")
    assert not picture("x.pdf", data, 1, 600, "bell is struck").marked


def test_a_picture_has_bounds_and_bad_files_one_sentence() -> None:
    assert picture("x.pdf", pdf("x"), 1, 10**9).width_px <= MOST_PX
    with pytest.raises(UsageError, match=r"x\.pdf has no page 3"):
        picture("x.pdf", pdf("x"), 3, 100)
    with pytest.raises(ReadError, match="password"):
        picture("x.pdf", pdf("x", password="y"), 1, 100)
    with pytest.raises(ReadError, match="not a readable PDF"):
        picture("x.pdf", b"nothing", 1, 100)


def test_half_blocks_are_two_pixels_a_cell() -> None:
    lines = rows(picture("x.pdf", pdf("x"), 1, 60).png, 30)
    assert len(lines) == 10 and all(line.cell_length == 30 for line in lines)
    assert set("".join(line.text for line in lines)) == {"▀"}


def test_the_engine_knows_whether_the_original_is_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "bell.pdf"
    file.write_bytes(pdf("The bell rings twice, and the keeper writes."))
    with Engine.open(tmp_path / "library") as engine:
        engine.ingest.run([file])
        version = engine.library.documents()[0].version
        assert engine.library.original(version).unchanged
        assert engine.library.page_image(version, 1, 300, "the keeper writes").marked
        data = file.read_bytes()
        file.write_bytes(data + b"\n")
        assert not engine.library.original(version).unchanged
        file.unlink()
        assert not engine.library.original(version).unchanged and engine.library.original_bytes(version) == data


def test_sequences_of_kitty_and_sixel_hold_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    from textual_image.renderable.sixel import Image as Sixel
    from textual_image.renderable.tgp import Image as Kitty

    sent = io.StringIO()
    monkeypatch.setattr("sys.__stdout__", sent)
    png = io.BytesIO(picture("x.pdf", pdf("x"), 1, 60).png)
    console = Console(file=io.StringIO(), width=20, force_terminal=True, color_system="truecolor")
    console.print(Kitty(png, width=10, height=4))
    assert (
        sent.getvalue().startswith("\x1b_G") and "f=100" in sent.getvalue() and "\U0010eeee" in console.file.getvalue()
    )  # type: ignore[attr-defined]
    console.print(Sixel(png, width=10, height=4))
    assert "\x1bPq" in console.file.getvalue() or "\x1bP0" in console.file.getvalue()  # type: ignore[attr-defined]


async def test_a_page_is_shown_after_a_yes_and_turned() -> None:
    async with running(FakeEngine(), NARROW) as nacre:
        await nacre.ask("how often is the bell struck in fog?")
        await nacre.press("tab", "2", "enter")
        await nacre.until(lambda: "┃ The bell was heard" in nacre.screen_text())
        await nacre.press("p")
        await nacre.until(lambda: "This terminal shows no pictures." in nacre.screen_text())
        await nacre.press("y")
        await nacre.until(lambda: "page 2 of 2 · the quote is marked" in nacre.screen_text())
        assert isinstance(nacre.app.screen, Page) and "▀▀▀▀" in nacre.screen_text()
        await nacre.press("N")
        await nacre.until(lambda: "page 1 of 2" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: "line 400" in nacre.screen_text())


async def test_what_has_no_pages_is_no_picture() -> None:
    async with running(FakeEngine(), NARROW) as nacre:
        await nacre.ask("how often is the bell struck in fog?")
        await nacre.press("tab", "1", "enter")
        await nacre.until(lambda: "┃ In fog" in nacre.screen_text())
        await nacre.press("p")
        await nacre.until(lambda: "Only a document with pages" in nacre.screen_text())


async def test_over_a_slow_line_the_size_is_said_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "x")
    async with running(FakeEngine(), NARROW) as nacre:
        pictures = Pictures(nacre.app, nacre.app.main)
        Pictures._known = Graphics(graphics.KITTY, (10, 20))
        pictures.show(2, "Report", 1, "")
        await nacre.until(lambda: "this line may be slow" in nacre.screen_text())
        assert " kB" in nacre.screen_text() or " B," in nacre.screen_text()
        await nacre.press("n")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)


@pytest.mark.parametrize("kind", [graphics.KITTY, graphics.SIXEL])
async def test_the_terminals_own_pictures_are_shown_in_the_app(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import textual_image.renderable  # asks the terminal where the tests have one, so not later  # noqa: F401

    sent = io.StringIO()
    monkeypatch.setattr("sys.__stdout__", sent)
    async with running(FakeEngine(), NARROW) as nacre:
        shown = Graphics(kind, (10, 20))
        nacre.app.push_screen(Page("Report", picture("x.pdf", pdf("x"), 1, 300), shown))
        await nacre.until(lambda: isinstance(nacre.app.screen, Page) and "page 1 of 1" in nacre.screen_text())
        wanted = "\U0010eeee" if kind == graphics.KITTY else "\x1bP"
        await nacre.until(lambda: wanted in nacre.screen_text() + sent.getvalue())
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
