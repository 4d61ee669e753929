"""What was read once is not read again: common beginnings, system prompts that come back, and quantised caches."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")

from engine.models.chat import Message
from engine.models.llama.prefix import common_prefix
from engine.models.llama.states import LEAST_TOKENS, SavedState, SavedStates
from tests.engine.models.conftest import CHAIN_TEXT
from tests.engine.models.llama.chats import QUESTION, Steady, ask, loaded, opened

HISTORIAN = Message("system", "You are a historian of ports and their harbours. " * 4)
CHEMIST = Message("system", "You are a chemist, and know what shells are made of. " * 4)


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=600), st.integers(0, 600), st.lists(st.integers(0, 3), max_size=9))
def test_common_prefix_is_the_longest(left: list[int], kept: int, rest: list[int]) -> None:
    right = left[:kept] + rest
    found = common_prefix(left, right)
    assert left[:found] == right[:found]
    assert found in (len(left), len(right)) or left[found] != right[found]


def test_only_what_is_new_is_read(tiny_gguf: Path) -> None:
    with opened(tiny_gguf, 1_024) as chat:
        first = ask(chat)
        assert first.cached_tokens == 0
        again = ask(chat)
        assert again.cached_tokens == first.prompt_tokens - 1
        longer = (*QUESTION, Message("assistant", "Shell."), Message("user", "Why?"))
        shared = chat.shared_prefix(longer)
        assert shared > 0
        assert ask(chat, messages=longer).cached_tokens == shared


def test_an_answer_is_the_same_with_and_without_the_cache(tiny_gguf: Path) -> None:
    longer = (*QUESTION, Message("assistant", "Shell."), Message("user", "Why?"))
    with opened(tiny_gguf, 1_024) as chat:
        fresh = ask(chat, messages=longer)
    with opened(tiny_gguf, 1_024) as chat:
        ask(chat)
        cached = ask(chat, messages=longer)
    assert cached.cached_tokens > 0
    assert cached.text == fresh.text


def test_a_fresh_context_shares_nothing(tiny_gguf: Path) -> None:
    with opened(tiny_gguf) as chat:
        assert chat.shared_prefix(QUESTION) == 0


def test_a_system_prompt_that_comes_back_is_not_read_again(tiny_gguf: Path) -> None:
    question = Message("user", "When was it built?")
    with opened(tiny_gguf, 1_024) as chat:
        fresh = ask(chat, messages=(HISTORIAN, question))
        assert ask(chat, messages=(CHEMIST, question)).cached_tokens < LEAST_TOKENS
        back = ask(chat, messages=(HISTORIAN, question))
        assert back.cached_tokens >= LEAST_TOKENS
        assert back.text == fresh.text
        other = ask(chat, messages=(CHEMIST, Message("user", "What of aragonite?")))
        assert other.cached_tokens >= LEAST_TOKENS


def test_another_context_takes_a_saved_system_prompt_up(tiny_gguf: Path) -> None:
    question = Message("user", "When was it built?")
    weights = loaded(tiny_gguf, 1_024)
    one, other = weights.open(Steady()), weights.open(Steady())
    first = ask(one, messages=(HISTORIAN, question))
    second = ask(other, messages=(HISTORIAN, question))
    assert (first.cached_tokens, second.text) == (0, first.text)
    assert second.cached_tokens >= LEAST_TOKENS
    for each in (one, other, weights):
        each.close()


def test_without_rewinding_the_cache_is_only_gone_on_with(tiny_gguf: Path) -> None:
    """As with recurrent models, whose state can't go back."""
    weights = loaded(tiny_gguf, 1_024)
    weights.rewinds = False
    chat = weights.open(Steady())
    question = Message("user", "When was it built?")
    first = ask(chat, messages=(HISTORIAN, question))
    back = ask(chat, messages=(HISTORIAN, question))
    assert 0 < back.cached_tokens < first.prompt_tokens - 1  # from the saved state of the system prompt
    assert back.text == first.text
    assert ask(chat).cached_tokens == 0
    chat.close()
    weights.close()


def test_a_cache_that_has_more_than_is_known_is_put_right(tiny_gguf: Path) -> None:
    with opened(tiny_gguf) as chat:
        fresh = ask(chat)
        chat._context.read([7, 8, 9], len(chat._cache.tokens), 1)  # as if broken off before it was noted
        assert ask(chat).text == fresh.text


def test_a_quantised_cache_takes_about_half(chain_gguf: Path) -> None:
    sizes = {}
    for kv_type in ("f16", "q8_0"):
        with opened(chain_gguf, kv_type=kv_type) as chat:
            assert ask(chat).text == CHAIN_TEXT
            assert chat.kv_type == kv_type
            sizes[kv_type] = chat._weights.api.llama_state_seq_get_size(chat._context.pointer, 0)
    assert sizes["q8_0"] < 0.7 * sizes["f16"]


def test_a_model_that_can_have_no_quantised_cache_gets_a_plain_one(tiny_gguf: Path) -> None:
    with opened(tiny_gguf, kv_type="q8_0") as chat:  # its heads are narrower than a block
        assert chat.kv_type == "f16"
        assert ask(chat).tokens > 0


def test_states_used_longest_ago_make_room() -> None:
    states = SavedStates(most_bytes=250)
    for first in (1, 2):
        states.put(SavedState((first, 0), "f16", bytearray(100)))
    assert states.longest("f16", [1, 0, 5]) is not None
    states.put(SavedState((3, 0), "f16", bytearray(100)))
    assert states.held_bytes == 200
    assert states.keeps("f16", (1, 0))
    assert not states.keeps("f16", (2, 0))
    states.put(SavedState((4, 0), "f16", bytearray(300)))
    assert not states.keeps("f16", (4, 0))


def test_the_longest_state_of_the_same_kind_is_found() -> None:
    states = SavedStates()
    for tokens in ((1,), (1, 2), (1, 2, 3), (9, 9)):
        states.put(SavedState(tokens, "f16", bytearray(1)))
    found = states.longest("f16", [1, 2, 3])
    assert found is not None
    assert found.tokens == (1, 2)  # the last token is always read
    assert states.longest("q8_0", [1, 2, 3]) is None
    assert states.longest("f16", [5, 6]) is None
