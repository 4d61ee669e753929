"""Tokens of the index: the same BM25 as a search gives, however it is added up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.library.store import Library
from engine.reasoning.loop import lexical
from engine.reasoning.loop.bridges import flat
from engine.reasoning.loop.lexical import Lexicon
from engine.retrieval.query import read_query
from engine.retrieval.words import search_plainly
from engine.retrieval.words_lengths import ChunkLengths
from engine.retrieval.words_postings import Unreadable
from tests.engine.reasoning.loop import world


def total(library: Library, text: str) -> dict[int, float]:
    lexicon = Lexicon(library, ChunkLengths())
    pool = np.array([row[0] for row in library.read().execute("SELECT id FROM chunks ORDER BY id")], np.int64)
    tokens = flat(read_query(text).terms)
    known = lexicon.tokens(tokens)
    scores = sum((known[token].among(pool) for token in tokens), np.zeros(pool.size))
    return {int(chunk): float(score) for chunk, score in zip(pool, scores, strict=True) if score > 0}


def test_the_sum_of_the_tokens_is_the_bm25_of_a_search(library: Library, tmp_path: Path) -> None:
    world.build(library, tmp_path)
    for text in (world.TWO_HOPS, world.THREE_HOPS, world.ONE_HOP, "writer novels 1931"):
        assert total(library, text) == pytest.approx(search_plainly(library, read_query(text), 1_000))


def test_an_unknown_format_of_the_index_is_asked_through_sqlite(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.build(library, tmp_path)
    expected = total(library, world.TWO_HOPS)

    def fail(connection: object) -> tuple[int, int]:
        raise Unreadable("another format")

    monkeypatch.setattr(lexical, "read_totals", fail)
    assert total(library, world.TWO_HOPS) == pytest.approx(expected)


def test_rarity_runs_from_one_to_zero(library: Library, tmp_path: Path) -> None:
    world.build(library, tmp_path)
    lexicon = Lexicon(library, ChunkLengths())
    lexicon.tokens(["novel"])
    chunks = library.read().execute("SELECT COUNT(*) FROM chunks").fetchone()[0]
    assert lexicon.rarity(0) == lexicon.rarity(1) == 1.0
    assert lexicon.rarity(chunks) == 0.0
    assert 0 < lexicon.rarity(2) < 1


def test_a_token_that_no_chunk_has_adds_nothing(library: Library, tmp_path: Path) -> None:
    world.build(library, tmp_path)
    token = Lexicon(library, ChunkLengths()).tokens(["zyzzyva"])["zyzzyva"]
    assert token.chunks.size == 0 and not token.has(1)
    assert token.among(np.array([1, 2, 3])).tolist() == [0, 0, 0]
