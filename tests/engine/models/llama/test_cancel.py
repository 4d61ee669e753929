"""A cancel breaks off reading, writing, resting and loading, and leaves a model that answers at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")

from engine.errors import Cancelled
from engine.models.chat import Message, Piece, Reply
from engine.models.llama.context import BrokenOff
from engine.models.llama.weights import Weights
from engine.models.plan import LoadPlan
from tests.engine.models.conftest import CHAIN_TEXT
from tests.engine.models.gguf_files import write_tiny
from tests.engine.models.llama.chats import GREEDY, QUESTION, Listener, Steady, ask, opened

LONG = (Message("system", "You are careful."), Message("user", "shell " * 500))


def test_a_cancel_that_came_before_gives_nothing(chain_gguf: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    with opened(chain_gguf) as chat:
        reply = chat.reply(QUESTION, GREEDY, Listener(), cancel)
        assert (reply.finish, reply.text, reply.tokens) == ("cancelled", "", 0)
        assert ask(chat).text == CHAIN_TEXT


def test_what_was_written_before_a_cancel_stays(chain_gguf: Path) -> None:
    cancel = threading.Event()
    heard = Listener()

    def hear(event: object) -> None:
        heard(event)  # type: ignore[arg-type]  # whatever is heard
        if isinstance(event, Piece) and len(heard.pieces) == 3:
            cancel.set()

    with opened(chain_gguf) as chat:
        reply = chat.reply(QUESTION, GREEDY, hear, cancel)
        assert reply.finish == "cancelled"
        assert reply.text == "".join(heard.pieces) != ""
        assert CHAIN_TEXT.startswith(reply.text)
        assert ask(chat).text == CHAIN_TEXT


def test_reading_a_long_prompt_is_broken_off_and_what_was_read_is_kept(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "m.gguf", context=4_096)
    cancel = threading.Event()

    class CancelsLater(Steady):
        def threads(self) -> int:
            if self.asked == 3:
                cancel.set()
            return super().threads()

    pace = CancelsLater()
    with opened(path, 4_096, pace=pace) as chat:
        heard = Listener()
        reply = chat.reply(LONG, GREEDY, heard, cancel)
        assert (reply.finish, heard.started) == ("cancelled", [])
        read = len(chat._cache.tokens)
        assert 0 < read < reply.prompt_tokens
        cancel.clear()
        pace.asked = 10
        assert chat.reply(LONG, GREEDY, heard, cancel).cached_tokens == read


def test_the_flag_breaks_off_a_batch_in_c(tmp_path: Path) -> None:
    """The flag is raised before the batch begins: llama.cpp itself must look at it."""
    path = write_tiny(tmp_path / "m.gguf")
    with opened(path, 2_048) as chat:
        before = ask(chat, replace(GREEDY, max_tokens=8))
        held = list(chat._cache.tokens)
        with chat._writing(threading.Event()) as breaker:
            breaker.now()
            with pytest.raises(BrokenOff):
                chat._context.read([5] * 300, len(held), 1)
            chat._cache.broken_off()
        assert chat._cache.tokens == held
        api = chat._weights.api
        assert api.llama_memory_seq_pos_max(chat._context.memory, 0) == len(held) - 1
        assert ask(chat, replace(GREEDY, max_tokens=8)).text == before.text


def test_a_cancel_from_another_thread_is_seen_while_it_rests(chain_gguf: Path) -> None:
    cancel = threading.Event()
    begun = threading.Event()
    replies: list[Reply] = []
    with opened(chain_gguf, pace=Steady(pause=3_600)) as chat:

        def write() -> None:
            begun.set()
            replies.append(chat.reply(QUESTION, GREEDY, Listener(), cancel))

        writer = threading.Thread(target=write)
        writer.start()
        assert begun.wait(60)
        cancel.set()
        writer.join(60)
        assert not writer.is_alive()
    assert replies[0].finish == "cancelled"


def test_no_thread_stays_behind(chain_gguf: Path) -> None:
    with opened(chain_gguf) as chat:
        for _ in range(3):
            ask(chat)
    wait(lambda: not any(thread.name == "nacre-cancel" for thread in threading.enumerate()))


def test_loading_is_broken_off(tiny_gguf: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled, match="model"):
        Weights.load(LoadPlan("model", tiny_gguf, 512), cancel)


def wait(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)
