"""A key goes to its server and nowhere else."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator

import pytest

from engine.errors import ModelFailed
from engine.models.remote.keys import Key, read_key
from tests.engine.models.remote.conftest import Asker, Opener
from tests.engine.models.remote.server import Answer, Script, delta, document, event, stream, trouble

SECRET = "sk-Nacre/0123456789+abcdef="
PLACE = "env:FAR_KEY"


@pytest.fixture
def paid(server: Script, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> Asker:
    monkeypatch.setenv("FAR_KEY", SECRET)
    return opened(server.base, key=PLACE)


@pytest.fixture
def ring() -> Iterator[dict[str, object]]:
    """A keyring in memory: secrets or errors by service."""
    keyring = pytest.importorskip("keyring")
    from keyring.backend import KeyringBackend

    kept: dict[str, object] = {}

    class Memory(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            found = kept.get(service)
            if isinstance(found, Exception):
                raise found
            return str(found) if found is not None else None

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service] = password

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    yield kept
    keyring.set_keyring(before)


def test_the_key_goes_to_the_server(server: Script, paid: Asker) -> None:
    server.answers = [stream("x")]
    paid.ask()
    assert server.requests[0].headers["authorization"] == f"Bearer {SECRET}"


def test_a_key_that_is_refused_is_named_by_its_place(server: Script, paid: Asker) -> None:
    server.answers = [trouble(401, f"Incorrect API key provided: {SECRET}")]
    with pytest.raises(ModelFailed, match=r"does not take the key in env:FAR_KEY \(401\)") as failed:
        paid.ask()
    assert not failed.value.passing


@pytest.mark.parametrize(
    "echo",
    [
        trouble(401, SECRET),
        trouble(403, SECRET[:12]),
        trouble(400, f"bad header Bearer {SECRET}"),
        trouble(404, f"{SECRET} " * 50),
        trouble(500, SECRET),
        trouble(429, f"{'x' * 190} {SECRET}", Retry_After="9999"),
        document({"detail": [{"loc": ["header", SECRET], "msg": SECRET}]}, 422),
        document(SECRET, 418),
        Answer([SECRET.encode()], 418, {"Content-Type": "text/plain", "X-Echo": SECRET}),
        Answer([event({"error": {"message": SECRET}})]),
        Answer([event({"error": SECRET})]),
        Answer([event(SECRET)]),
        Answer([delta("a"), event('{"' + SECRET)]),
        Answer([b'{"' + SECRET.encode()]),
        Answer([SECRET.encode()], headers={"Content-Type": SECRET}),
        Answer(headers={"Bad\x01Header": SECRET}),
        Answer([b"x"], headers={"Content-Length": SECRET}),
        Answer(status=307, headers={"Location": f"https://{SECRET}@evil.example/{SECRET}"}),
    ],
)
def test_a_key_that_a_server_sends_back_is_shown_nowhere(
    server: Script, paid: Asker, echo: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = [echo]
    with pytest.raises(ModelFailed) as failed:
        paid.ask()
    logging.getLogger("test").exception("failed", exc_info=failed.value)
    shown = [str(failed.value), repr(failed.value), "".join(traceback.format_exception(failed.value)), caplog.text]
    shown += [str(record.__dict__) for record in caplog.records]
    for text in shown:
        assert SECRET not in text
        assert SECRET[:12] not in text


def test_a_key_is_in_no_log_of_a_good_call(server: Script, paid: Asker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = [stream("x")]
    server.answers[0].headers["X-Echo"] = SECRET
    paid.ask()
    assert SECRET not in caplog.text
    assert SECRET not in repr(vars(paid.model)) + repr(paid.model)


def test_a_key_prints_as_its_place() -> None:
    key = Key(SECRET, PLACE)
    assert f"{key} {key!r} {[key]}" == "Key(env:FAR_KEY) Key(env:FAR_KEY) [Key(env:FAR_KEY)]"


def test_a_line_end_behind_a_key_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAR_KEY", f" {SECRET}\n")
    assert read_key(PLACE).headers() == {"Authorization": f"Bearer {SECRET}"}


@pytest.mark.parametrize("secret", ["sk two", "sk\x07", "schlüssel", "sk\r\nX-Evil: 1"])
def test_what_can_be_no_key_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("FAR_KEY", secret)
    with pytest.raises(ModelFailed, match="env:FAR_KEY") as failed:
        read_key(PLACE)
    assert secret not in "".join(traceback.format_exception(failed.value))


def test_a_variable_that_is_not_set_is_named(server: Script, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAR_KEY", raising=False)
    with pytest.raises(ModelFailed, match="environment variable FAR_KEY"):
        opened(server.base, key=PLACE).ask()
    assert server.requests == []


@pytest.mark.parametrize("place", [SECRET, f"key:{SECRET}", "env:", "keyring:"])
def test_a_key_in_the_place_of_its_place_is_not_shown(place: str) -> None:
    with pytest.raises(ModelFailed, match="env:NAME or keyring:SERVICE") as failed:
        read_key(place)
    assert SECRET not in str(failed.value)


def test_a_key_comes_out_of_the_keyring(server: Script, opened: Opener, ring: dict[str, object]) -> None:
    ring["far"] = SECRET
    server.answers = [stream("x")]
    opened(server.base, key="keyring:far").ask()
    assert server.requests[0].headers["authorization"] == f"Bearer {SECRET}"


def test_a_keyring_without_the_key_says_how_to_put_it_there(ring: dict[str, object]) -> None:
    with pytest.raises(ModelFailed, match="keyring set far nacre"):
        read_key("keyring:far")


def test_a_locked_a_missing_and_a_broken_keyring_are_one_sentence_each(ring: dict[str, object]) -> None:
    from keyring.errors import KeyringError, KeyringLocked, NoKeyringError

    for error, said in (
        (KeyringLocked(), "locked"),
        (NoKeyringError(), "has no keyring"),
        (KeyringError(), "give out"),
    ):
        ring["far"] = error
        with pytest.raises(ModelFailed, match=said):
            read_key("keyring:far")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ModelFailed, match="package keyring is not installed"):
        read_key("keyring:far")
