"""Bound threads: the same answer, and the calling thread has its own cores back."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
if not hasattr(os, "sched_getaffinity"):
    pytest.skip("this system doesn't tell which cores a thread may use", allow_module_level=True)

from engine.models.llama.cores import MOST_CPUS
from tests.engine.models.conftest import CHAIN_TEXT
from tests.engine.models.llama.chats import GREEDY, QUESTION, Steady, ask, opened


def test_bound_threads_answer_and_the_caller_is_bound_no_longer(chain_gguf: Path) -> None:
    before = os.sched_getaffinity(0)
    bound: list[set[int]] = []
    cpus = tuple(sorted(before))[:2]
    with opened(chain_gguf, cpus=cpus, pace=Steady(at_once=8)) as chat:

        def heard(_: object) -> None:
            bound.append(os.sched_getaffinity(0))  # on the thread that computes

        assert chat.reply(QUESTION, GREEDY, heard, threading.Event()).text == CHAIN_TEXT
        assert chat._weights.api.llama_n_threads(chat._context.pointer) == len(cpus)
        assert os.sched_getaffinity(0) == before
        assert ask(chat).text == CHAIN_TEXT
    assert os.sched_getaffinity(0) == before
    if len(cpus) == 2:
        assert all(len(each) == 1 for each in bound)


def test_cores_that_there_are_not_are_left_out(chain_gguf: Path) -> None:
    with opened(chain_gguf, cpus=(400, -1, 9_999)) as chat:
        assert ask(chat).text == CHAIN_TEXT


def test_no_more_threads_are_asked_for_than_ggml_can_have(chain_gguf: Path) -> None:
    with opened(chain_gguf) as chat:
        chat._context.use_threads(100_000)
        assert chat._weights.api.llama_n_threads(chat._context.pointer) == MOST_CPUS
