"""Pastes: in one piece, without what a terminal would take for a command, and never more than a question may have."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste

import tui
from tests.tui.conftest import NARROW, running
from tests.tui.fake import FakeEngine
from tui.pasting import WholePastes

START, END = "\x1b[200~", "\x1b[201~"


def read(*pieces: str) -> list[str]:
    parser = WholePastes()
    found = []
    for piece in pieces:
        for event in parser.feed(piece):
            if isinstance(event, Paste) and event.text:
                found.append(f"pasted {event.text}")
            elif isinstance(event, Key):
                found.append(event.key)
    return found


def test_escape_sequences_and_control_characters_in_a_paste_are_no_keys() -> None:
    pasted = "one\x1b[31mred\x1b[0m\r\ntwo\x07\x1b]52;c;aGk=\x07\rthree"
    assert read(f"a{START}{pasted}{END}b") == ["a", "pasted onered\ntwo\nthree", "b"]


@given(st.lists(st.integers(0, 40), max_size=4))
def test_a_paste_arrives_whole_wherever_its_bytes_are_cut(cuts: list[int]) -> None:
    text = f"a{START}one\ntwo{END}b{START}three{END}c"
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:end] for start, end in pairwise(places)]
    assert read(*pieces) == ["a", "pasted one\ntwo", "b", "pasted three", "c"]


def test_the_end_of_input_goes_on_to_the_parser() -> None:
    assert read("x", "") == ["x"]


async def test_a_paste_is_written_where_the_cursor_is_with_line_ends_of_its_own(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        composer = nacre.app.main.composer
        await nacre.type("before  after")
        composer.move_cursor((0, 7))
        composer.post_message(Paste("one\r\ntwo\x1b[31m"))
        await nacre.until(lambda: composer.text == "before one\ntwo after")


async def test_what_is_longer_than_a_question_is_left_out_and_what_was_typed_stays(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        composer = nacre.app.main.composer
        await nacre.type("typed")
        composer.post_message(Paste("x" * 10_000_000))
        await nacre.until(lambda: "/ingest FILE" in nacre.screen_text() and "4,000 characters" in nacre.screen_text())
        assert composer.text == "typed"
        await nacre.press("!")
        await nacre.until(lambda: composer.text == "typed!")


def test_nothing_on_the_screen_starts_a_program() -> None:
    """Only what opens a file in the system's own program may: no text of a person or a document reaches a shell."""
    allowed = {"opener.py"}
    folder = Path(tui.__file__).parent
    for file in folder.rglob("*.py"):
        if "cli" in file.relative_to(folder).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            starts = "subprocess" in (*names, module) or (module == "os" and {"system", "popen"} & set(names))
            assert not starts or file.name in allowed, f"{file} starts programs"
