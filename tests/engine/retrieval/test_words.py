"""The words' own ranking."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.library.store import Library
from engine.retrieval.query import read_query
from engine.retrieval.words import search_words
from tests.engine import shelf

FILLER = "Nothing here says anything of interest to anybody at all, and it goes on so for a while. "


@pytest.fixture
def ids(library: Library, tmp_path: Path) -> dict[str, int]:
    """Document ids by name."""
    texts = {
        "body.md": f"# Notes\n\n{FILLER}The walrus rests.\n",
        "heading.md": f"# Notes\n\n## Walrus\n\n{FILLER}It rests.\n",
        "title.md": f"# Walrus\n\n{FILLER}It rests.\n",
        "none.md": f"# Notes\n\n{FILLER}\n",
        "hills/seals.md": "# Seals\n\nSeals swimming beside a walrus.\n",
    }
    return {name: shelf.put(library, tmp_path / name, text).parts[0].document_id for name, text in texts.items()}


def found(library: Library, question: str, limit: int = 10, documents: list[int] | None = None) -> list[int]:
    """Document ids, best first."""
    chunks = search_words(library, read_query(question), limit, documents)
    assert list(chunks.values()) == sorted(chunks.values(), reverse=True)
    return [row.document_id for row in library.chunk_rows(list(chunks))]


def test_a_word_in_the_title_says_more_than_in_a_heading_or_the_text(library: Library, ids: dict[str, int]) -> None:
    places = [ids["title.md"], ids["heading.md"], ids["body.md"]]
    assert found(library, "walrus", documents=places) == places


def test_words_are_found_by_their_stem_and_without_accents(library: Library, ids: dict[str, int]) -> None:
    assert ids["hills/seals.md"] in found(library, "Who swims?")
    assert ids["title.md"] in found(library, "wálrus")


def test_a_scope_narrows_and_an_empty_one_finds_nothing(library: Library, ids: dict[str, int]) -> None:
    assert found(library, "walrus", documents=[ids["body.md"], ids["none.md"]]) == [ids["body.md"]]
    assert found(library, "walrus", documents=[]) == []


def test_the_limit_keeps_the_best(library: Library, ids: dict[str, int]) -> None:
    assert found(library, "walrus", limit=2) == found(library, "walrus")[:2]
    assert len(found(library, "walrus")) == 4


def test_equal_scores_are_in_the_order_of_the_chunks(library: Library, tmp_path: Path) -> None:
    for name in ("x.md", "y.md", "z.md"):
        shelf.put(library, tmp_path / name, "# Same\n\nOne otter.\n")
    chunks = list(search_words(library, read_query("otter"), 10))
    assert chunks == sorted(chunks) and len(chunks) == 3


def test_a_forgotten_document_is_no_longer_found(library: Library, ids: dict[str, int], tmp_path: Path) -> None:
    library.forget([str(tmp_path / "title.md")])
    assert ids["title.md"] not in found(library, "walrus")
