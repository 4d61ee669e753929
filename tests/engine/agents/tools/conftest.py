"""A library with notes, a PDF, a table and a conversation, and the box of tools on it; the day is 21 November 2026."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine.agents.tools.box import ToolBox
from engine.agents.tools.tool import Door
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.records import Passage
from engine.retrieval.searcher import Searcher
from tests.engine import shelf
from tests.engine.library.builders import arrival, conversation, reading

TODAY = date(2026, 11, 21)

TIDES = """---
title: Tides of the bay
date: 2024-03-02
tags: [sea]
---
# Tides

Ada wrote that the tide turns twice a day.

## Heights

| place | height |
| --- | ---: |
| Bay \\| east | 4.5 |
| Pier | 3.1 |

## Moon

The moon pulls.
"""
TEXTS = {
    "tides.md": TIDES,
    "tides-new.md": TIDES.replace("twice", "two times").replace("pulls.", "pulls, and so does the sun.\nBoth do."),
    "moss.md": "---\ndate: 2023-11-20\ntags: [garden, sea]\n---\n# Moss\n\nMoss grows on the north wall. Ada saw it.\n",
    "prices.csv": 'name,price\n"nut, brown",3\nbolt,4\n',
    "plain.txt": "Some words on high tides.\nAnd a second line with `ticks` and *stars*.\n",
}


@pytest.fixture(scope="package")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The library; tests only read it."""
    folder = tmp_path_factory.mktemp("tools")
    with shelf.new(folder / "library") as library:
        docs = folder / "docs"
        for name, text in TEXTS.items():
            shelf.put(library, docs / name, text, "papers")
        report = reading("# Report\n\nThe tide gauge failed.\n", "Report of 2024", facts={"date": ("2024-06-30",)})
        library.documents.put(arrival(docs / "old" / "report.pdf", replace(report, kind="pdf")))
        talk = conversation(
            "c1",
            [
                ("User", "2024-05-01T10:00:00+00:00", "What turns the tide?"),
                ("Assistant", "2024-05-01T10:01:00+00:00", "The moon turns the tide, and the sun helps."),
                ("User", "2024-05-03T09:00:00+00:00", "And on other planets?"),
            ],
        )
        other = conversation("c2", [("Bob Miller", "2025-01-01T08:00:00+00:00", "Happy new year, with moss.")], "p2")
        library.documents.put(arrival(docs / "talks.json", talk, other))
        shelf.embed(library)
        yield library


@pytest.fixture
def door(filled: Library, tmp_path: Path) -> Door:
    searcher = Searcher(filled, HashedEncoder(), 1)

    def search(words: str, *, k: int, scope: str) -> tuple[Passage, ...]:
        return searcher.search(words, k, filled.scope(scope), scope=scope).passages

    return Door(filled, search, tmp_path / "exports", today=lambda: TODAY)


@pytest.fixture
def box(door: Door) -> ToolBox:
    return ToolBox(door)
