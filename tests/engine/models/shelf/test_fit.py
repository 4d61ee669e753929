"""Memory that a model takes, and the context that an allowance has room for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.shelf.fit import kv_token_bytes, largest_context, need_bytes
from engine.records import ModelFacts

MIB = 1024 * 1024
HALF_BILLION = ModelFacts("qwen2", 494_032_768, 525_137_152, 24, 32_768, 24 * 2 * (64 + 64) * 2, "Q8_0", True, True)
"""Its buffers were measured; engine/models/shelf/fit.py has the table."""


def test_keys_and_values_are_what_the_library_logs() -> None:
    assert 8192 * kv_token_bytes(HALF_BILLION, "f16") == 96 * MIB
    assert 8192 * kv_token_bytes(HALF_BILLION, "q8_0") == 51 * MIB


def test_the_estimate_is_above_what_was_measured_but_not_by_much() -> None:
    measured_mib = {2048: 67, 8192: 140, 32_768: 429}  # of its own, beside the file
    for tokens, mib in measured_mib.items():
        beside_file = need_bytes(HALF_BILLION, tokens, "f16") - HALF_BILLION.file_bytes
        assert mib * MIB <= beside_file <= (mib + 100) * MIB  # a vocabulary takes 60


def test_more_contexts_share_the_weights() -> None:
    one, two, three = (need_bytes(HALF_BILLION, 4096, "f16", contexts) for contexts in (1, 2, 3))
    assert three - two == two - one < HALF_BILLION.file_bytes


def test_unknown_kind_of_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="q3_k"):
        need_bytes(HALF_BILLION, 1024, "q3_k")


def test_no_context_where_not_even_the_weights_fit() -> None:
    assert largest_context(HALF_BILLION, HALF_BILLION.file_bytes, "f16", 8192) == 0
    assert largest_context(HALF_BILLION, 0, "f16", 8192) == 0
    assert largest_context(HALF_BILLION, -1, "f16", 8192) == 0


def test_no_context_below_1024_tokens_unless_that_is_all_there_is() -> None:
    just = need_bytes(HALF_BILLION, 1024, "f16")
    assert largest_context(HALF_BILLION, just, "f16", 8192) == 1024
    assert largest_context(HALF_BILLION, just - 1, "f16", 8192) == 0
    small = replace(HALF_BILLION, context_trained=512)
    assert largest_context(small, just - 1, "f16", 8192) == 512
    assert largest_context(HALF_BILLION, just - 1, "f16", 300) == 256
    assert largest_context(replace(small, context_trained=100), just, "f16", 8192) == 100


def test_half_the_memory_for_keys_gives_more_context() -> None:
    allowance = need_bytes(HALF_BILLION, 4096, "f16")
    assert largest_context(HALF_BILLION, allowance, "q8_0", 32_768) > 4096


@given(
    allowance_bytes=st.integers(0, 4_000 * MIB),
    wanted=st.integers(1, 200_000),
    trained=st.integers(1, 200_000),
    kv_type=st.sampled_from(["f16", "q8_0"]),
)
def test_the_largest_context_fits_and_the_next_one_does_not(
    allowance_bytes: int, wanted: int, trained: int, kv_type: str
) -> None:
    facts = replace(HALF_BILLION, context_trained=trained)
    found = largest_context(facts, allowance_bytes, kv_type, wanted)
    most = min(wanted, trained)
    assert 0 <= found <= most
    if found:
        assert need_bytes(facts, found, kv_type) <= allowance_bytes
        assert found % 256 == 0 or found == most < 256
        assert found >= min(1024, most - most % 256)
        assert found + 256 > most or need_bytes(facts, found + 256, kv_type) > allowance_bytes
    else:
        assert need_bytes(facts, min(1024, most), kv_type) > allowance_bytes
