"""Guessing from the prompt: it changes how fast an answer comes, never what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")

from engine.models.chat import Message, Reply, Sampling
from engine.models.llama.speculation import FIRST_GUESS, MOST_GUESS, PromptLookup
from tests.engine.models.gguf_files import write_chain
from tests.engine.models.llama.chats import GREEDY, QUESTION, Steady, ask, opened

TEXT = "The harbour opens at six, the ferry leaves by seven and nobody waits for it any longer than that."


def test_what_followed_the_last_time_is_guessed() -> None:
    lookup = PromptLookup()
    lookup.add([1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert lookup.guess() == []
    lookup.add([2, 3, 4])
    assert lookup.guess() == [5, 6, 7, 8][:FIRST_GUESS]
    lookup.judge(4, 4)
    assert lookup.guess() == [5, 6, 7, 8, 9, 2, 3, 4]
    lookup.judge(8, 8)
    assert lookup.guess() == [5, 6, 7, 8, 9, 2, 3, 4] * 2
    lookup.judge(16, 0)
    lookup.judge(8, 0)
    assert len(lookup.guess()) == 4


def test_guesses_stay_between_one_and_the_most() -> None:
    lookup = PromptLookup()
    for _ in range(9):
        lookup.judge(4, 4)
    lookup.add([1, 2, 3] * 40)
    assert len(lookup.guess()) == MOST_GUESS
    for _ in range(9):
        lookup.judge(4, 0)
    assert len(lookup.guess()) == 1


@pytest.mark.parametrize(
    "sampling",
    [
        GREEDY,
        replace(GREEDY, repeat_penalty=1.3, max_tokens=90),
        Sampling(max_tokens=60, temperature=0.9, seed=11),
        replace(GREEDY, max_tokens=60, schema=json.dumps({"type": "array", "items": {"enum": [1, 2]}})),
    ],
)
def test_the_text_is_the_same_as_without_guesses(tiny_gguf: Path, sampling: Sampling) -> None:
    talk = (*QUESTION, Message("assistant", "so so so so 1, 2, 1, 2, 1, 2"), Message("user", "so so so 1, 2, 1, 2,"))
    replies: list[list[Reply]] = []
    for speculation in (False, True):
        with opened(tiny_gguf, 1_024, speculation=speculation) as chat:
            replies.append([ask(chat, sampling, talk), ask(chat, sampling, QUESTION)])
    for without, with_guesses in zip(*replies, strict=True):
        assert with_guesses.text == without.text
        assert (with_guesses.finish, with_guesses.tokens) == (without.finish, without.tokens)


def test_a_quotation_of_the_prompt_takes_fewer_steps(tmp_path: Path) -> None:
    path = write_chain(tmp_path / "m.gguf", TEXT, known=True)
    steps = []
    for speculation in (False, True):
        with opened(path, speculation=speculation, pace=Steady()) as chat:
            read: list[int] = []
            one, many = chat._context.read_one, chat._context.read
            chat._context.read_one = lambda *args, one=one, read=read: (read.append(1), one(*args))[1]  # type: ignore[method-assign]  # counted
            chat._context.read = lambda *args, many=many, read=read: (read.append(1), many(*args))[1]  # type: ignore[method-assign]  # counted
            assert ask(chat, GREEDY, (Message("user", f"Quote this: {TEXT} Now."),)).text == TEXT
            steps.append(len(read))
            held = chat._cache.tokens
            assert chat._weights.api.llama_memory_seq_pos_max(chat._context.memory, 0) == len(held) - 1
    assert steps[1] < 0.7 * steps[0]


def test_guesses_end_where_the_context_does(tmp_path: Path) -> None:
    path = write_chain(tmp_path / "m.gguf", "and so on, ", known=True, repeats=True)
    with opened(path, 256, speculation=True) as chat:
        question = (Message("user", "and so on, " * 40),)
        reply = ask(chat, replace(GREEDY, max_tokens=1_000), question)
        assert reply.finish in ("length", "repeats")
        assert len(chat._cache.tokens) <= 256
