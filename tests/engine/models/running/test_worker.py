from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from threading import Event as Flag
from threading import Thread, current_thread, get_native_id
from threading import enumerate as all_threads

import pytest

from engine.errors import ModelFailed, NacreError
from engine.models.chat import Again, Hear, Message, Piece, Reply, Sampling, Started
from engine.models.worker import Worker
from tests.engine.models.running.house import (
    LONG_S,
    Answer,
    FakeChat,
    House,
    fails,
    hangs,
    says,
    until,
    waits,
    written,
)

PROMPT = (Message("user", "How is the weather?"),)


class Work:
    """A worker with a fake model, and what it told."""

    def __init__(self, answer: Answer) -> None:
        self.house = House()
        self.house.answers["a"] = answer
        self.chat = FakeChat("a", self.house, 1)
        self.nice = 0
        self.worker = Worker(self.chat, lambda: self.nice)
        self.heard: list[Started | Piece | Again] = []
        self.outcomes: list[Reply | NacreError] = []

    def reply(self, cancel: Flag | None = None, hear: Hear | None = None) -> Reply:
        return self.worker.reply(
            PROMPT,
            Sampling(),
            hear or self.heard.append,
            cancel or Flag(),
            look=lambda: None,
            done=self.outcomes.append,
        )

    def free(self) -> bool:
        return bool(self.outcomes)


@pytest.fixture
def gate() -> Iterator[Flag]:
    flag = Flag()
    yield flag
    flag.set()


def test_the_model_works_on_a_thread_of_its_own_and_the_caller_hears_on_its_own() -> None:
    work = Work(says("fine weather today"))
    hearers: set[Thread] = set()
    reply = work.reply(hear=lambda said: hearers.add(current_thread()))
    assert reply.text == "fine weather today"
    assert hearers == {current_thread()}
    assert work.house.threads == {"nacre-model-a"}
    assert work.outcomes == [reply]
    work.worker.close()
    assert work.chat.closed


def test_one_thread_serves_request_after_request() -> None:
    work = Work(says("fine"))
    idents: set[int] = set()

    def answer(chat: FakeChat, messages: Sequence[Message], hear: Hear, cancel: Flag) -> Reply:
        idents.add(get_native_id())
        return written(chat, messages, "fine")

    work.house.answers["a"] = answer
    for _ in range(3):
        work.reply()
    assert len(idents) == 1
    work.worker.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_another_niceness_takes_effect_with_the_next_request_and_leaves_no_thread_behind() -> None:
    found: list[int] = []

    def answer(chat: FakeChat, messages: Sequence[Message], hear: Hear, cancel: Flag) -> Reply:
        found.append(os.getpriority(os.PRIO_PROCESS, get_native_id()))
        return written(chat, messages, "fine")

    work = Work(answer)
    usual = os.getpriority(os.PRIO_PROCESS, get_native_id())
    for nice in (usual, 19, usual):
        work.nice = nice
        work.reply()
    assert found == [usual, 19, usual]
    work.worker.close()
    until(lambda: not any(thread.name == "nacre-model-a" for thread in all_threads()))


def test_a_cancelled_caller_gets_what_was_written_though_the_model_hangs(gate: Flag) -> None:
    work, cancel = Work(hangs(gate)), Flag()
    reply = work.reply(cancel, hear=lambda said: cancel.set() if isinstance(said, Piece) else None)
    assert (reply.text, reply.finish, reply.prompt_tokens, reply.tokens) == ("well", "cancelled", 4, 1)
    assert not work.free()  # the model is still at it
    gate.set()
    until(work.free)
    work.worker.close()


def test_a_model_that_writes_on_and_on_does_not_keep_a_cancelled_caller(gate: Flag) -> None:
    def answer(chat: FakeChat, messages: Sequence[Message], hear: Hear, cancel: Flag) -> Reply:
        while not gate.wait(0.0005):
            hear(Piece("and "))
        return written(chat, messages, "and")

    work, cancel = Work(answer), Flag()
    cancel.set()
    assert work.reply(cancel).finish == "cancelled"
    gate.set()
    until(work.free)
    work.worker.close()


def test_a_model_that_stops_in_time_is_heard_to_its_end(gate: Flag) -> None:
    work, cancel = Work(waits(gate)), Flag()
    reply = work.reply(cancel, hear=lambda said: cancel.set() if isinstance(said, Piece) else None)
    assert reply.finish == "cancelled" and reply.text == "well"
    until(work.free)
    assert isinstance(work.outcomes[0], Reply)
    work.worker.close()


def test_a_model_that_fails_when_it_is_cancelled_has_been_cancelled() -> None:
    def answer(chat: FakeChat, messages: Sequence[Message], hear: Hear, cancel: Flag) -> Reply:
        hear(Piece("well"))
        cancel.wait(LONG_S)
        raise ModelFailed("it broke off")

    work, cancel = Work(answer), Flag()
    assert work.reply(cancel, hear=lambda said: cancel.set()).text == "well"
    work.worker.close()


def test_errors_of_the_model_reach_the_caller() -> None:
    work = Work(fails(1))
    with pytest.raises(ModelFailed, match="a can't go on"):
        work.reply()
    assert work.reply().text == "fine weather"
    work.worker.close()


def test_a_mistake_in_a_binding_is_a_model_that_failed() -> None:
    work = Work(fails(1, ZeroDivisionError("by zero")))
    with pytest.raises(ModelFailed, match=r"'a' failed .*ZeroDivisionError: by zero"):
        work.reply()
    assert work.reply().text == "fine weather"  # its thread lives on
    work.worker.close()


def test_a_listener_that_fails_stops_the_model(gate: Flag) -> None:
    work = Work(waits(gate))

    def hear(said: Started | Piece | Again) -> None:
        raise LookupError("no screen")

    with pytest.raises(LookupError, match="no screen"):
        work.reply(hear=hear)
    until(work.free)
    assert isinstance(work.outcomes[0], Reply) and work.outcomes[0].finish == "cancelled"
    work.worker.close()


def test_a_stopped_worker_cancels_what_runs_and_what_follows(gate: Flag) -> None:
    work = Work(waits(gate))
    replies: list[Reply] = []
    thread = Thread(target=lambda: replies.append(work.reply()))
    thread.start()
    until(lambda: bool(work.house.asked))
    work.worker.stop()
    thread.join(LONG_S)
    assert replies[0].finish == "cancelled"
    assert work.reply().finish == "cancelled"
    work.worker.close()


def test_an_idle_worker_uses_no_processor() -> None:
    work = Work(says("fine"))
    work.reply()
    began, used = time.monotonic(), time.process_time()
    time.sleep(0.3)
    share = (time.process_time() - used) / (time.monotonic() - began)
    work.worker.close()
    assert share < 0.5  # a thread that spins would take all of it
