"""A server is asked once how much room it has, in each of the ways in which servers tell."""

from __future__ import annotations

from threading import Event as Flag

import pytest

from engine.config import ModelSettings
from engine.models.remote import server as asking
from engine.models.remote.keys import Key
from engine.models.remote.retry import Patience
from engine.models.remote.server import ServerModel
from engine.models.shelf.shelf import Entry
from tests.engine.models.remote.conftest import Opener
from tests.engine.models.remote.server import PATIENCE_S, Answer, Script, document, serve, trouble


def room(opened: Opener, script: Script) -> int:
    return opened(script.base, context_tokens=0).model.context_tokens


def test_what_the_entry_says_is_not_asked_for(server: Script, opened: Opener) -> None:
    assert opened(server.base, context_tokens=777).model.context_tokens == 777
    assert server.requests == []


def test_the_list_of_models_tells(server: Script, opened: Opener) -> None:
    models = [{"id": "big", "max_model_len": 131_072}, {"id": "tiny", "max_model_len": 2048}]
    server.pages["/v1/models"] = document({"data": models})
    assert room(opened, server) == 2048


def test_llama_cpp_tells(server: Script, opened: Opener) -> None:
    server.pages["/v1/models"] = document({"data": [{"id": "tiny", "meta": {"n_ctx_train": 32_768}}]})
    server.pages["/props"] = document({"default_generation_settings": {"n_ctx": 1024}})
    assert room(opened, server) == 1024


def test_ollama_tells_of_a_model_that_is_loaded_and_has_a_default(server: Script, opened: Opener) -> None:
    server.pages["/v1/models"] = document({"data": [{"id": "tiny", "owned_by": "library"}]})
    server.pages["/api/ps"] = document({"models": [{"name": "tiny", "context_length": 16_384}]})
    assert room(opened, server) == 16_384
    server.pages["/api/ps"] = document({"models": []})
    assert room(opened, server) == 4096


def test_a_server_that_does_not_tell_is_asked_once(server: Script, opened: Opener) -> None:
    model = opened(server.base, context_tokens=0).model
    assert [model.context_tokens for _ in range(3)] == [8192] * 3
    assert len(server.requests) == 3


def test_a_server_that_can_not_tell_yet_is_asked_again(server: Script, opened: Opener) -> None:
    server.pages["/v1/models"] = trouble(503, "Loading model")
    model = opened(server.base, context_tokens=0).model
    assert model.context_tokens == 8192
    server.pages["/v1/models"] = document({"data": [{"id": "tiny", "context_length": 2048}]})
    assert model.context_tokens == 2048


def test_asking_ends_with_a_cancel_and_is_not_repeated_behind_its_back(
    server: Script, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ROOM_S", PATIENCE_S)
    server.pages["/v1/models"] = Answer(silent=True)
    model = opened(server.base, context_tokens=0).model
    cancel = Flag()
    cancel.set()
    model.inquire(cancel)  # would take as long as the test may
    assert model.context_tokens == 8192
    server.pages["/v1/models"] = document({"data": [{"id": "tiny", "context_length": 2048}]})
    model.inquire(Flag())
    assert model.context_tokens == 2048


def test_a_keyring_that_waits_for_its_owner_is_left_by_a_cancel(
    server: Script, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel, unlocked = Flag(), Flag()

    def wait(place: str) -> Key:
        cancel.set()
        unlocked.wait(PATIENCE_S)
        return Key("", place)

    monkeypatch.setattr(asking, "read_key", wait)
    opened(server.base, context_tokens=0, key="keyring:far").model.inquire(cancel)
    assert not unlocked.is_set() and server.requests == []
    unlocked.set()


def test_nonsense_and_silence_are_no_room(server: Script, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "ROOM_S", 0.3)
    server.pages["/v1/models"] = document({"data": [{"id": "tiny", "max_model_len": "lots"}, 3, None]})
    server.pages["/props"] = document([1])
    server.pages["/api/ps"] = Answer([b"{"], hangs=True)
    assert room(opened, server) == 8192


def test_a_server_that_is_gone_has_the_usual_room(opened: Opener) -> None:
    with serve() as gone:
        base = gone.base
    assert opened(base, context_tokens=0).model.context_tokens == 8192


def test_the_setting_bounds_what_a_server_has(server: Script) -> None:
    server.pages["/v1/models"] = document({"data": [{"id": "tiny", "max_model_len": 8000}]})
    entry = Entry("far", "remote", server.base, model="tiny")
    for wanted, given in ((1000, 1000), (50_000, 8000)):
        model = ServerModel(entry, ModelSettings(context_tokens=wanted), Patience())
        assert model.context_tokens == given
        model.close()


def test_a_key_goes_along_where_the_room_is_asked_for(
    server: Script, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAR_KEY", "sk-1")
    assert opened(server.base, context_tokens=0, key="env:FAR_KEY").model.context_tokens == 8192
    assert {request.headers.get("authorization") for request in server.requests} == {"Bearer sk-1"}
