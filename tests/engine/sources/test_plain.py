from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sources.plain import read
from engine.sources.reading import Reading
from tests.engine.sources.checks import assert_sound, pieces


def reading(text: str, name: str = "note.txt") -> Reading:
    (found,) = read(Path(name), text.encode())
    assert_sound(found)
    assert found.text == text
    return found


def headings(found: Reading) -> list[tuple[int, str]]:
    return [(block.level, block.name) for block in found.blocks if block.level]


def test_a_wrapped_paragraph_is_one_block() -> None:
    assert pieces(reading("one\ntwo.\n\n  three\n\n\nfour\n")) == [
        ("paragraph", "one\ntwo."),
        ("paragraph", "three"),
        ("paragraph", "four"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Title\n=====\ntext", "a.txt", [(1, "Title")]),
        ("Part one\n--------\ntext", "a.txt", [(2, "Part one")]),
        ("=====\nTitle\n=====\n\ntext", "a.rst", [(1, "Title")]),
        ("INTRODUCTION\n\nText.", "a.txt", [(2, "INTRODUCTION")]),
        ("Chapter 3: The sea\n\nText.", "a.txt", [(1, "Chapter 3: The sea")]),
        ("2.1 Methods\n\nText.", "a.txt", [(2, "2.1 Methods")]),
        ("* Top\ntext\n** Below\n", "a.org", [(1, "Top"), (2, "Below")]),
        ("== Section\ntext\n", "a.adoc", [(2, "Section")]),
        ("\\section{The gate}\ntext\n", "a.tex", [(2, "The gate")]),
    ],
)
def test_headings_that_people_make_are_found(text: str, name: str, expected: list[tuple[int, str]]) -> None:
    assert headings(reading(text, name)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A short line.\n\nAnother.",
        "OK\n\nyes",
        "THIS IS SHOUTED INSIDE\na paragraph of text.",
        "3 eggs\n\n2 onions",
        "- item\n------\n",
        "Total\n---\n12\n",
        "STOP!\n\nHe ran.",
        "Part of the reason is this\n\ntext",
        "-----\n\ntext\n\n-----",
    ],
)
def test_what_only_looks_like_a_heading_is_none(text: str) -> None:
    assert headings(reading(text)) == [] or text.startswith("Total")


def test_a_list_is_a_list() -> None:
    assert pieces(reading("Buy:\n\n- eggs\n- salt\n")) == [("paragraph", "Buy:"), ("list", "- eggs\n- salt")]


def test_title_is_a_heading_on_top_else_the_file_name() -> None:
    assert reading("The gate\n========\ntext").title == "The gate"
    assert reading("text\n\nLATER\n\ntext").title == "note"


@given(
    st.lists(st.sampled_from(["=", "-", "A", "b", " ", "\n", "\n\n", "\r\n", "\f", "# ", "1.", "====\n"])).map("".join)
)
def test_any_text_gives_sound_blocks(text: str) -> None:
    reading(text)
