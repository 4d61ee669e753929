from __future__ import annotations

import hashlib
import logging
import random
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from types import SimpleNamespace

import pytest
from filelock import FileLock

from engine.errors import Cancelled, ModelMissing, UsageError
from engine.events import Event, Notice, SetupProgress, ignore
from engine.models import fetch
from engine.models.shelf import presets
from engine.models.shelf import pull as pulling
from engine.models.shelf.hub import PullFailed
from engine.models.shelf.pull import pull
from engine.models.shelf.shelf import Entry, Shelf
from tests.engine.models.server import Behaviour, serve
from tests.engine.models.shelf.hub import FILE, FIRST, REPOSITORY, SECOND, FakeHub

BODY = b"GGUF" + random.Random(4).randbytes(3_000_000)
OTHER = b"GGUF" + random.Random(5).randbytes(3_000_000)
TARGET = f"hf:{REPOSITORY}/{FILE}"
TOKEN = "hf_a-token-that-nobody-else-may-see"


def _files(shelf: Shelf) -> list[str]:
    """What lies below the shelf, locks aside."""
    found = [path for path in shelf.folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
    return sorted(path.relative_to(shelf.folder).as_posix() for path in found)


@pytest.fixture
def tiny_preset(monkeypatch: pytest.MonkeyPatch) -> str:
    """A preset whose file the hub of these tests has."""
    preset = presets.Preset("tiny", REPOSITORY, FILE, "F16", 9, 100, 1, 8, 512, "MIT", "nothing at all", 1, 0)
    monkeypatch.setitem(presets.BY_NAME, "tiny", preset)
    return preset.name


def test_pulled_file_is_verified_and_on_the_shelf_with_what_the_hub_states(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY, cardData={"license": "apache-2.0"})
    heard: list[Event] = []
    entry = pull(TARGET, shelf, heard.append)
    assert Path(entry.place).read_bytes() == BODY
    assert (entry.kind, entry.name, entry.licence, entry.bytes) == ("local", "tiny", "apache-2.0", len(BODY))
    assert entry.preset == f"{TARGET}@{FIRST}"
    assert shelf.entries() == (entry,)
    assert shelf.active() == "tiny"
    assert _files(shelf) == ["maker/tiny-GGUF/tiny.gguf", "models.json"]
    done = [event.done for event in heard if isinstance(event, SetupProgress)]
    assert done == sorted(done)
    assert done[-1] == len(BODY)


def test_preset_brings_its_name_licence_and_purpose(shelf: Shelf, hub: FakeHub, tiny_preset: str) -> None:
    hub.publish(BODY)
    entry = pull("tiny", shelf)
    assert (entry.name, entry.preset, entry.licence, entry.good_for) == ("tiny", "tiny", "MIT", "nothing at all")


def test_second_pull_of_a_preset_asks_nobody(shelf: Shelf, hub: FakeHub, tiny_preset: str) -> None:
    hub.publish(BODY)
    entry = pull("tiny", shelf)
    hub.behaviour.requests.clear()
    assert pull("tiny", shelf) == entry
    assert hub.behaviour.requests == []


def test_intact_file_is_not_fetched_again(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    first = pull(TARGET, shelf)
    assert pull(TARGET, shelf) == first
    assert len(hub.asked(hub.file())) == 1


def test_revision_means_a_commit_and_the_file_comes_from_it(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    hub.publish(OTHER, commit=SECOND, revision="v2")
    entry = pull(f"{TARGET}@v2", shelf)
    assert Path(entry.place).read_bytes() == OTHER
    assert hub.asked(hub.file()) == []


def test_broken_line_is_gone_on_with_in_the_same_pull(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    hub.behaviour.break_after, hub.behaviour.breaks = 800_000, 3
    heard: list[Event] = []
    entry = pull(TARGET, shelf, heard.append)
    assert Path(entry.place).read_bytes() == BODY
    starts = [int(asked.removeprefix("bytes=")[:-1]) for asked in hub.asked(hub.file()) if asked]
    assert len(starts) == 3
    assert starts == sorted(set(starts))
    assert starts[0] > 0
    assert any(isinstance(event, Notice) and "broke off" in event.text for event in heard)


def test_part_is_gone_on_with_by_the_next_pull_if_it_is_unchanged(
    shelf: Shelf, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.publish(BODY)
    monkeypatch.setattr(pulling, "PAUSES_S", ())
    hub.behaviour.break_after = 1_000_000
    with pytest.raises(PullFailed, match="it goes on where it stopped"):
        pull(TARGET, shelf)
    assert shelf.entries() == ()
    entry = pull(TARGET, shelf)
    assert Path(entry.place).read_bytes() == BODY
    assert hub.behaviour.headers[-1]["if-range"] == hub.behaviour.etags[hub.file()]
    assert hub.behaviour.headers[-1]["range"].startswith("bytes=")


def test_server_whose_file_has_another_name_now_sends_the_whole(
    shelf: Shelf, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.publish(BODY)
    monkeypatch.setattr(pulling, "PAUSES_S", ())
    hub.behaviour.break_after = 1_000_000
    with pytest.raises(PullFailed):
        pull(TARGET, shelf)
    hub.behaviour.etags[hub.file()] = '"another"'
    assert Path(pull(TARGET, shelf).place).read_bytes() == BODY


def test_another_commit_starts_over(shelf: Shelf, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.publish(BODY)
    monkeypatch.setattr(pulling, "PAUSES_S", ())
    hub.behaviour.break_after = 1_000_000
    with pytest.raises(PullFailed):
        pull(TARGET, shelf)
    hub.publish(OTHER, commit=SECOND)
    assert Path(pull(TARGET, shelf).place).read_bytes() == OTHER
    assert hub.asked(hub.file(commit=SECOND)) == [None]


def test_server_that_ignores_ranges_is_read_from_the_start(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    hub.behaviour.ignores_range = True
    hub.behaviour.break_after = 1_000_000
    assert Path(pull(TARGET, shelf).place).read_bytes() == BODY


def test_line_that_never_holds_is_given_up(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    hub.behaviour.break_after, hub.behaviour.breaks = 0, 100
    with pytest.raises(PullFailed, match=r"fetching tiny\.gguf from .* failed"):
        pull(TARGET, shelf)
    assert len(hub.asked(hub.file())) == 5


def test_wrong_checksum_is_refused_and_removed(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(OTHER, stated=BODY)
    with pytest.raises(PullFailed, match="has a wrong checksum and was removed"):
        pull(TARGET, shelf)
    assert _files(shelf) == []


def test_file_that_is_shorter_than_the_hub_states_is_refused(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY[:-9], stated=BODY)
    with pytest.raises(PullFailed, match="broke off after 2,999,995 of 3,000,004 bytes"):
        pull(TARGET, shelf)
    assert shelf.entries() == ()


def test_server_that_promises_more_than_it_has_is_not_waited_for(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    hub.behaviour.states_length = len(BODY) + 1000
    assert Path(pull(TARGET, shelf).place).read_bytes() == BODY


def test_server_that_stops_early_without_a_word_is_noticed(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    hub.behaviour.states_length = len(BODY) - 1000
    with pytest.raises(PullFailed, match="broke off after 2,999,004 of 3,000,004 bytes"):
        pull(TARGET, shelf)
    assert shelf.entries() == ()


def test_file_that_is_no_gguf_is_removed(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(b"<!DOCTYPE html>" * 99)
    with pytest.raises(PullFailed, match=r"tiny\.gguf is no GGUF file and was removed"):
        pull(TARGET, shelf)
    assert _files(shelf) == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_server_that_is_busy_for_a_moment_is_asked_again(shelf: Shelf, hub: FakeHub, status: int) -> None:
    hub.publish(BODY)
    hub.behaviour.answers[hub.file()] = [status, status]
    assert Path(pull(TARGET, shelf).place).read_bytes() == BODY


def test_busy_server_says_how_long_to_wait(shelf: Shelf, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.publish(BODY)
    monkeypatch.setattr(fetch, "LONGEST_PAUSE_S", 0.01)
    hub.behaviour.answers[hub.file()] = [429]
    hub.behaviour.extra[hub.file()] = {"Retry-After": "86400"}
    assert Path(pull(TARGET, shelf).place).read_bytes() == BODY


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "does not show maker/tiny-GGUF: it is private, has terms to accept, or does not exist"),
        (403, "maker/tiny-GGUF is only for those who have accepted its terms. Accept them at"),
        (404, "the hub knows no maker/tiny-GGUF"),
        (429, "the hub was asked too often from here. Try again in 7 s"),
        (500, "has a failure .it answered 500"),
    ],
)
def test_refusals_of_the_hub_are_one_sentence(shelf: Shelf, hub: FakeHub, status: int, sentence: str) -> None:
    path = f"/api/models/{REPOSITORY}/revision/main"
    hub.behaviour.answers[path] = [status]
    hub.behaviour.extra[path] = {"Retry-After": "7"}
    with pytest.raises(PullFailed, match=sentence):
        pull(TARGET, shelf)


def test_gated_model_is_refused_before_anything_is_fetched(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY, gated="manual")
    with pytest.raises(PullFailed, match="set HF_TOKEN to a token of that account"):
        pull(TARGET, shelf)
    assert hub.asked(hub.file()) == []


def test_file_that_only_some_may_have_names_the_terms(
    shelf: Shelf, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    hub.publish(BODY, gated="auto")
    hub.behaviour.answers[hub.file()] = [403]
    with pytest.raises(PullFailed, match="only for those who have accepted its terms"):
        pull(TARGET, shelf)


def test_token_goes_to_the_hub_and_to_no_host_it_redirects_to(
    shelf: Shelf, hub: FakeHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    caplog.set_level(logging.DEBUG)
    hub.publish(BODY, gated="auto")
    elsewhere = Behaviour(files={"/store/1.bin": BODY})
    with serve(elsewhere) as address:
        hub.behaviour.redirects[hub.file()] = f"{address}/store/1.bin"
        hub.behaviour.extra[hub.file()] = {}
        entry = pull(TARGET, shelf)
    assert Path(entry.place).read_bytes() == BODY
    assert all(headers["authorization"] == f"Bearer {TOKEN}" for headers in hub.behaviour.headers)
    assert len(elsewhere.headers) == 1
    assert "authorization" not in elsewhere.headers[0]
    assert TOKEN not in caplog.text
    assert not any(TOKEN in path.read_text("utf-8", "replace") for path in shelf.folder.rglob("*") if path.is_file())


def test_token_is_not_sent_over_a_way_that_is_not_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_ENDPOINT", "http://mirror.example")
    hub = pulling.Hub.from_environment()
    assert hub.headers() == {}
    assert TOKEN not in repr(hub)


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ünlikely"])
def test_token_that_no_header_can_carry_is_refused_without_repeating_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(UsageError, match="HF_TOKEN has characters that no token has") as caught:
        pull(TARGET, shelf)
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["nonsense", "ftp://a.b", "https://", "http://me:s3cret@a.b", "http://[", "http://a:b"]
)
def test_endpoint_that_is_no_address_is_refused(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    with pytest.raises(UsageError, match="HF_ENDPOINT is not the address of a hub") as caught:
        pull(TARGET, shelf)
    assert "s3cret" not in str(caught.value)


def test_slow_server_is_given_up_on(shelf: Shelf, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.publish(BODY)
    monkeypatch.setattr(fetch, "READ_TIMEOUT_S", 0.2)
    monkeypatch.setattr(pulling, "PAUSES_S", (0.0,))
    found = pulling.Hub.from_environment().locate(REPOSITORY, FILE)
    monkeypatch.setattr(pulling.Hub, "locate", lambda *_: found)  # the hub itself answers at once
    hub.behaviour.held = Flag()
    with pytest.raises(PullFailed, match=r"fetching tiny\.gguf from .* failed"):
        pull(TARGET, shelf)


def test_nobody_listening_is_one_sentence(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(PullFailed, match=r"the hub http://127\.0\.0\.1:9 can't be reached"):
        pull(TARGET, shelf)


def test_missing_file_names_those_that_are_there(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY, path="tiny-Q8_0.gguf")
    with pytest.raises(PullFailed, match=r"has no file tiny\.gguf at main\. It has tiny-Q8_0\.gguf"):
        pull(TARGET, shelf)


def test_long_list_of_files_is_read_to_its_end(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    page = f"{hub.tree()}&cursor=2"
    hub.behaviour.files[page] = hub.behaviour.files[hub.tree()]
    hub.behaviour.files[hub.tree()] = b"[]"
    hub.behaviour.extra[hub.tree()] = {"Link": f'<{hub.address}{page}>; rel="next"'}
    assert Path(pull(TARGET, shelf).place).read_bytes() == BODY


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"sha": "main"}', b'{"sha": 7}'])
def test_hub_that_speaks_another_language_is_one_sentence(shelf: Shelf, hub: FakeHub, answer: bytes) -> None:
    hub.behaviour.files[f"/api/models/{REPOSITORY}/revision/main"] = answer
    with pytest.raises(PullFailed, match="answers with something else than a description"):
        pull(TARGET, shelf)


def test_too_little_room_is_said_before_anything_is_fetched(
    shelf: Shelf, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.publish(BODY)
    monkeypatch.setattr(fetch.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000))
    with pytest.raises(
        ModelMissing, match=r"has 1 MB free, and the model tiny takes 3 MB\. Make room, or set NACRE_MODELS"
    ):
        pull(TARGET, shelf)
    assert hub.asked(hub.file()) == []


def test_cancel_keeps_what_came(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    cancel = Flag()
    with pytest.raises(Cancelled):
        pull(TARGET, shelf, lambda event: cancel.set(), cancel)
    assert shelf.entries() == ()
    assert Path(pull(TARGET, shelf).place).read_bytes() == BODY
    assert hub.asked(hub.file())[-1] is not None


def test_second_process_waits_for_the_first(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    place = shelf.folder / "maker" / "tiny-GGUF"
    place.mkdir(parents=True)
    told = Flag()
    got: list[Entry] = []

    def listen(event: Event) -> None:
        if isinstance(event, Notice):
            told.set()

    with FileLock(place / "tiny.gguf.lock"):
        thread = Thread(target=lambda: got.append(pull(TARGET, shelf, listen)))
        thread.start()
        assert told.wait(30)
        assert got == []
    thread.join(30)
    assert [entry.name for entry in got] == ["tiny"]


def test_address_is_fetched_and_held_against_a_checksum(shelf: Shelf, hub: FakeHub) -> None:
    hub.behaviour.files["/some/model.gguf"] = BODY
    entry = pull(f"{hub.address}/some/model.gguf", shelf, sha256=hashlib.sha256(BODY).hexdigest().upper())
    assert Path(entry.place).read_bytes() == BODY
    assert entry.notes == ()
    hub.behaviour.files["/other/model.gguf"] = BODY
    with pytest.raises(PullFailed, match="wrong checksum"):
        pull(f"{hub.address}/other/model.gguf", shelf, sha256="0" * 64)


def test_address_without_a_checksum_says_so_and_goes_on_only_with_the_same_version(shelf: Shelf, hub: FakeHub) -> None:
    hub.behaviour.files["/model.gguf"] = BODY
    hub.behaviour.etags["/model.gguf"] = '"one"'
    hub.behaviour.break_after = 2_000_000
    entry = pull(f"{hub.address}/model.gguf", shelf)
    assert Path(entry.place).read_bytes() == BODY
    assert entry.notes == ("fetched without a checksum to hold it against",)
    assert hub.asked("/model.gguf")[0] is None
    assert hub.asked("/model.gguf")[1] is not None


def test_address_whose_versions_cannot_be_told_apart_starts_over(shelf: Shelf, hub: FakeHub) -> None:
    hub.behaviour.files["/model.gguf"] = BODY
    hub.behaviour.break_after = 2_000_000
    assert Path(pull(f"{hub.address}/model.gguf", shelf).place).read_bytes() == BODY
    assert hub.asked("/model.gguf") == [None, None]


def test_stated_checksum_must_be_that_of_the_hub(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    with pytest.raises(PullFailed, match="states another checksum"):
        pull(TARGET, shelf, sha256="0" * 64)
    assert hub.asked(hub.file()) == []


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("nonsense", "there is no preset 'nonsense'"),
        ("hf:maker/tiny-GGUF", "names no file on the hub"),
        ("hf:maker/tiny-GGUF/../x.gguf", "names no file on the hub"),
        ("hf:maker/tiny-GGUF//x.gguf", "names no file on the hub"),
        ("hf:maker/tiny-GGUF/model.safetensors", "names no file on the hub"),
        ("hf:maker/tiny-GGUF/big-00001-of-00003.gguf", "one of several parts of a model"),
        ("http://example.org/model.gguf", "would not be encrypted"),
        ("https://example.org/", "names no GGUF file"),
        ("https://me:secret@example.org/model.gguf", "must have no name or password"),
        ("https://[::1/model.gguf", "can't be read"),
    ],
)
def test_targets_that_make_no_sense_are_refused(shelf: Shelf, target: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        pull(target, shelf)
    assert "secret" not in str(caught.value)


def test_checksum_that_is_none_is_refused(shelf: Shelf) -> None:
    with pytest.raises(UsageError, match="64 hexadecimal digits"):
        pull(TARGET, shelf, sha256="abc")


def test_two_files_of_one_name_have_names_of_their_own(shelf: Shelf, hub: FakeHub) -> None:
    hub.publish(BODY)
    hub.publish(OTHER, repository="other/tiny-GGUF")
    first, second = pull(TARGET, shelf, ignore), pull("hf:other/tiny-GGUF/tiny.gguf", shelf, ignore)
    assert (first.name, second.name) == ("tiny", "tiny-2")
    assert Path(second.place).read_bytes() == OTHER
