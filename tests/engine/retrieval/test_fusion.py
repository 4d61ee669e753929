"""Two opinions become one ranking."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.retrieval.fusion import fuse

SCORES = st.dictionaries(st.integers(1, 30), st.floats(-1, 1), max_size=12)
LEXICAL = st.dictionaries(st.integers(1, 30), st.floats(0, 40), max_size=12)


def test_both_arms_count_half() -> None:
    fused = fuse({1: 10.0, 2: 5.0}, {1: 0.2, 2: 0.8, 3: 0.5})
    assert [chunk for chunk, _ in fused] == [2, 1, 3]
    assert dict(fused) == pytest.approx({2: 0.5 * 0.5 + 0.5 * 1.0, 1: 0.5 * 1.0 + 0.5 * 0.0, 3: 0.5 * 0.5})


@pytest.mark.parametrize(("weight", "expected"), [(1.0, [1, 2, 3]), (0.0, [2, 3, 1])])
def test_the_weight_is_the_words_share(weight: float, expected: list[int]) -> None:
    assert [chunk for chunk, _ in fuse({1: 10.0, 2: 5.0}, {1: 0.2, 2: 0.8, 3: 0.5}, weight)] == expected


def test_without_vectors_words_rank_alone_and_without_words_vectors() -> None:
    assert fuse({7: 4.0, 3: 2.0}, {}) == [(7, 1.0), (3, 0.5)]
    assert fuse({}, {7: 0.1, 3: 0.9, 5: 0.5}) == [(3, 1.0), (5, pytest.approx(0.5)), (7, 0.0)]
    assert fuse({}, {}) == []


def test_ties_go_to_the_lower_id() -> None:
    assert fuse({9: 1.0, 4: 1.0}, {9: 0.3, 4: 0.3}) == [(4, 1.0), (9, 1.0)]


@settings(max_examples=60)
@given(LEXICAL, SCORES)
def test_every_candidate_has_one_score_between_nought_and_one(words: dict[int, float], codes: dict[int, float]) -> None:
    fused = fuse(words, codes)
    assert {chunk for chunk, _ in fused} == words.keys() | codes.keys()
    assert len(fused) == len(dict(fused))
    assert all(-1e-9 <= score <= 1 + 1e-9 for _, score in fused)
    assert fused == sorted(fused, key=lambda item: (-item[1], item[0]))


@settings(max_examples=60)
@given(LEXICAL, SCORES)
def test_what_both_arms_put_first_is_first(words: dict[int, float], codes: dict[int, float]) -> None:
    words[99] = max(words.values(), default=0.0) + 1.0
    codes[99] = max(codes.values(), default=0.0) + 1.0
    chunk, score = fuse(words, codes)[0]
    assert chunk == 99 and score == pytest.approx(1.0)
