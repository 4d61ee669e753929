"""The real library on a small file, as everything is wired."""

from __future__ import annotations

from pathlib import Path
from threading import Event as Flag
from threading import Timer
from threading import enumerate as all_threads

import pytest

from engine.config import ModelSettings
from engine.events import Event, ModelFellBack, ModelLoaded, ModelReplied, PromptRead, TextLeaves
from engine.models.chat import Again, ChatModel, Message, Piece, Reply, Sampling, Started
from engine.models.governor.governor import Governor
from engine.models.service import ChatModels
from engine.models.shelf.shelf import Entry, Shelf
from tests.engine.models.conftest import CHAIN_TEXT
from tests.engine.models.remote.server import PATIENCE_S, Answer, delta, serve, stream, trouble
from tests.engine.models.running.house import FakeSensors

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")


def chat_models(shelf: Shelf, **settings: object) -> ChatModels:
    """The real thing, on a machine with enough memory."""
    chosen = ModelSettings(**settings)  # type: ignore[arg-type]  # the data class checks names
    return ChatModels(chosen, shelf, governor=Governor(chosen, FakeSensors()))


QUESTION = (Message("user", "When does the harbour open?"),)


def question(chat: ChatModel) -> tuple[Message, ...]:
    return QUESTION


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def shelf(tmp_path: Path, chain_gguf: Path, tiny_gguf: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.put(Entry("chain", "local", str(chain_gguf)))
    shelf.put(Entry("tiny", "local", str(tiny_gguf)))
    return shelf


def test_a_file_is_tried_loaded_and_answers_and_remembers_what_it_has_read(shelf: Shelf) -> None:
    models = chat_models(shelf, chat="chain", temperature=0.0)
    heard: list[Started | Piece | Again] = []
    events: list[Event] = []
    replies = [
        models.reply(question, Sampling(temperature=0), listen=events.append, hear=heard.append, cancel=Flag())
        for _ in range(2)
    ]
    assert [reply.text for reply in replies] == [CHAIN_TEXT] * 2
    assert "".join(each.text for each in heard if isinstance(each, Piece)) == CHAIN_TEXT * 2
    assert replies[1].cached_tokens > 0
    assert [type(event) for event in events if isinstance(event, ModelLoaded | PromptRead | ModelReplied)] == [
        ModelLoaded, PromptRead, ModelReplied, PromptRead, ModelReplied,
    ]  # fmt: skip
    assert shelf.get("chain").sha256 and shelf.get("chain").facts is not None
    status = models.status()
    assert [(each.model, each.answered, each.busy) for each in status.models] == [("chain", 2, 0)]
    assert status.models[0].memory_bytes > 0
    models.close()
    assert not [thread for thread in all_threads() if thread.name.startswith("nacre-model-")]


def test_an_answer_can_be_cancelled_and_the_next_one_is_whole(shelf: Shelf) -> None:
    models = chat_models(shelf, chat="tiny")
    cancel = Flag()
    sampling = Sampling(max_tokens=400, repeat_penalty=1.0)
    reply = models.reply(question, sampling, hear=lambda said: cancel.set(), cancel=cancel)
    assert reply.finish == "cancelled"
    assert models.reply(question, sampling, hear=lambda said: None, cancel=Flag()).finish != "cancelled"
    models.close()


def test_models_take_turns_in_memory(shelf: Shelf) -> None:
    models = chat_models(shelf)
    for name in ("chain", "tiny", "chain"):
        models.reply(question, Sampling(max_tokens=5), models=(name,), hear=lambda said: None, cancel=Flag())
        assert [each.model for each in models.status().models] == [name]
    models.unload()
    assert models.status().models == ()
    models.close()


def test_two_answers_at_once_over_the_same_weights(shelf: Shelf) -> None:
    models = chat_models(shelf, chat="chain", parallel=2)
    events: list[Event] = []

    def inner(said: Started | Piece | Again) -> None:
        if isinstance(said, Started):
            # asked while the first answer is under way, so that one context can't do
            second.append(
                models.reply(
                    question, Sampling(temperature=0), listen=events.append, hear=lambda said: None, cancel=Flag()
                )
            )

    second: list[Reply] = []
    first = models.reply(question, Sampling(temperature=0), hear=inner, cancel=Flag())
    assert [first.text, second[0].text] == [CHAIN_TEXT] * 2
    models.close()


def test_a_damaged_file_is_passed_over_in_favour_of_the_next_model(shelf: Shelf, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\xff" * 200)
    shelf.put(Entry("broken", "local", str(broken)))
    models = chat_models(shelf, chat="broken", fallbacks=("chain",))
    events: list[Event] = []
    reply = models.reply(question, Sampling(temperature=0), listen=events.append, hear=lambda said: None, cancel=Flag())
    assert (reply.model, reply.text) == ("chain", CHAIN_TEXT)
    assert [event.then for event in events if isinstance(event, ModelFellBack)] == ["chain"]
    models.close()


def test_a_server_on_this_machine_is_asked_and_a_file_takes_over_when_it_refuses(shelf: Shelf) -> None:
    with serve() as server:
        shelf.put(Entry("far", "remote", server.base, model="tiny", context_tokens=4096))
        server.answers = [stream("The harbour ", "opens at six."), trouble(401, "who are you?")]
        models = chat_models(shelf, chat="far", fallbacks=("chain",))
        events: list[Event] = []
        replies = [
            models.reply(question, Sampling(temperature=0), listen=events.append, hear=lambda said: None, cancel=Flag())
            for _ in range(2)
        ]
        assert [reply.model for reply in replies] == ["far", "chain"]
        assert [reply.text for reply in replies] == ["The harbour opens at six.", CHAIN_TEXT]
        assert not any(isinstance(event, TextLeaves) for event in events)  # it stays on this machine
        assert models.status().remote == ""
        models.close()


def test_a_server_that_hangs_lets_a_cancelled_caller_go(shelf: Shelf) -> None:
    with serve() as server:
        shelf.put(Entry("far", "remote", server.base, model="tiny", context_tokens=4096))
        server.answers = [Answer([delta("The harbour ")], hangs=True)]
        models, cancel = chat_models(shelf, chat="far"), Flag()
        reply = models.reply(question, Sampling(), hear=lambda said: cancel.set(), cancel=cancel)
        assert reply.finish == "cancelled"
        server.released.set()
        models.close()


def test_a_server_that_does_not_say_how_much_it_holds_is_left_at_once(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.models.remote.server.ROOM_S", PATIENCE_S)
    with serve() as server:
        server.pages["/v1/models"] = Answer(silent=True)
        shelf.put(Entry("far", "remote", server.base, model="tiny"))
        models = chat_models(shelf, chat="far")
        cancel = Flag()
        Timer(0.2, cancel.set).start()
        built: list[ChatModel] = []

        def build(chat: ChatModel) -> tuple[Message, ...]:
            built.append(chat)
            assert chat.context_tokens
            return QUESTION

        reply = models.reply(build, Sampling(), hear=lambda said: None, cancel=cancel)
        assert (reply.finish, built, server.asked) == ("cancelled", [], [])
        assert server.client_left.wait(PATIENCE_S)  # before the server would have been given up
        models.close()
