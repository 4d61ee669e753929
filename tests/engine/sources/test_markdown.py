from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sources.markdown import read
from engine.sources.reading import BlockKind, Reading
from tests.engine.sources.checks import assert_sound, names, pieces

NOTE = """---
title: Tide tables
tags: [sea, "#harbour"]
aliases:
  - Tides
author: Ada
date: 2024-03-01
---
# The *tide* `gate`

It opens twice a day, see [[Harbour master#Duties|the master]] and
[the plan](plans/Gate%20plan.md#top). #sea/level

Low water
---------

- one
- two
  - three

> quoted
> again

| a | b |
| - | - |
| 1 | 2 |

```python
# not a #tag, no [[Link]]
```

    indented = 1

<!-- hidden -->
"""


def reading(text: str, name: str = "note.md") -> Reading:
    (found,) = read(Path(name), text.encode())
    assert_sound(found)
    return found


def test_every_kind_of_block_is_found_over_the_untouched_text() -> None:
    found = reading(NOTE)
    assert found.text == NOTE
    assert [kind for kind, _ in pieces(found)] == (
        ["meta", "heading", "paragraph", "heading", "list", "quote", "table", "code", "code", "meta"]
    )
    assert pieces(found)[2][1].startswith("It opens") and pieces(found)[2][1].endswith("#sea/level")
    assert pieces(found)[8] == ("code", "    indented = 1")
    assert [(b.level, b.name) for b in found.blocks if b.level] == [(1, "The tide gate"), (2, "Low water")]
    assert names(found, BlockKind.CODE) == ["python", ""]


def test_facts_come_from_front_matter_and_from_the_text() -> None:
    assert reading(NOTE).facts == {
        "title": ("Tide tables",),
        "author": ("Ada",),
        "date": ("2024-03-01",),
        "alias": ("Tides",),
        "tag": ("sea", "harbour", "sea/level"),
        "link": ("Harbour master", "plans/Gate plan.md"),
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [("---\ntitle: Own\n---\n# One\n", "Own"), ("text\n\n# One\n", "One"), ("## Two\n", "note"), ("text", "note")],
)
def test_title_is_front_matter_then_first_heading_then_file_name(text: str, title: str) -> None:
    assert reading(text).title == title


@pytest.mark.parametrize("front", ["a: [unclosed", "date: 2024-13-45", "x: " + "[" * 5_000])
def test_broken_front_matter_is_kept_with_a_note(front: str) -> None:
    found = reading(f"---\n{front}\n---\ntext\n")
    assert found.text.startswith("---")
    assert len(found.notes) == 1


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_newlines_and_byte_order_mark_stay(newline: str, mark: str) -> None:
    text = mark + NOTE.replace("\n", newline)
    (found,) = read(Path("a.md"), text.encode())
    assert_sound(found)
    assert found.text == text
    assert [(kind, piece.replace(newline, "\n")) for kind, piece in pieces(found)] == pieces(reading(NOTE))


def test_a_long_list_is_one_block_per_outermost_item() -> None:
    text = "".join(f"- item {n} {'word ' * 20}\n  - nested\n" for n in range(10))
    found = reading(text)
    assert [kind for kind, _ in pieces(found)] == ["list"] * 10
    assert all(piece.endswith("- nested") for _, piece in pieces(found))


@given(
    st.lists(
        st.sampled_from(
            (
                *(
                    "# ",
                    "a",
                    "\n",
                    "\n\n",
                    "- ",
                    "> ",
                    "```\n",
                    "    ",
                    "| a | b |\n|---|---|\n",
                    "---\n",
                    "===",
                    "\r\n",
                ),
                *("[[x]]", "<div>", "<!--", "-->", "*", "\ufeff", "\t", "1. ", "#t", "\u2028", "[a](b)", "\f"),
            )
        )
    ).map("".join)
)
def test_any_markdown_gives_sound_blocks(text: str) -> None:
    (found,) = read(Path("x.md"), text.encode())
    assert found.text == text
    assert_sound(found)


def test_nesting_without_end_is_read() -> None:
    assert reading("> " * 3_000 + "deep\n\n" + "- " * 3_000 + "deep\n").text.endswith("deep\n")
