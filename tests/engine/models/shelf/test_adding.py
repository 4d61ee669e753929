from __future__ import annotations

import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from threading import Event as Flag

import pytest

from engine.errors import Cancelled, ModelMissing, ModelUnfit, UsageError
from engine.events import Event, SetupProgress, ignore
from engine.models import checksum
from engine.models.shelf.adding import add_file, add_server, base_address, is_near, remove
from engine.models.shelf.shelf import Shelf
from engine.records import ModelFacts

BODY = b"GGUF" + bytes(1000)
FACTS = ModelFacts("llama", 9, 1004, 1, 512, 8, "F16", True, True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "elsewhere" / "My Model (Q4_K_M).gguf"
    path.parent.mkdir()
    path.write_bytes(BODY)
    return path


def test_file_is_added_where_it_lies(shelf: Shelf, file: Path) -> None:
    entry = add_file(shelf, file)
    assert entry.name == "my-model-q4_k_m"
    assert (entry.kind, entry.place, entry.bytes) == ("local", str(file), len(BODY))
    assert entry.sha256 == hashlib.sha256(BODY).hexdigest()
    assert entry.modified_ns == file.stat().st_mtime_ns
    assert entry.preset == ""
    assert shelf.entries() == (entry,)


def test_relative_path_becomes_absolute(shelf: Shelf, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    assert add_file(shelf, Path(file.name), "mine").place == str(file)


def test_same_name_twice_gets_a_number_and_a_chosen_name_is_refused(shelf: Shelf, file: Path) -> None:
    add_file(shelf, file, "mine")
    other = file.with_name("mine.gguf")
    other.write_bytes(BODY)
    assert add_file(shelf, other).name == "mine-2"
    third = file.with_name("third.gguf")
    third.write_bytes(BODY)
    with pytest.raises(UsageError, match="there is a model 'mine' already"):
        add_file(shelf, third, "mine")
    with pytest.raises(UsageError, match="is the name of a preset"):
        add_file(shelf, third, "qwen2.5-0.5b")
    with pytest.raises(UsageError, match="can't be the name of a model"):
        add_file(shelf, third, "none")


def test_files_of_one_name_that_are_added_at_once_are_all_kept(shelf: Shelf, tmp_path: Path) -> None:
    files = [tmp_path / str(number) / "model.gguf" for number in range(6)]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(BODY)
    together = Barrier(len(files))

    def add(file: Path) -> str:
        together.wait()
        return add_file(Shelf(shelf.folder), file).name

    with ThreadPoolExecutor(len(files)) as pool:
        names = list(pool.map(add, files))
    assert len(set(names)) == len(files)
    assert {entry.name: entry.place for entry in shelf.entries()} == dict(zip(names, map(str, files), strict=True))


def test_file_named_like_a_preset_does_not_take_its_name(shelf: Shelf, file: Path) -> None:
    file = file.rename(file.with_name("qwen2.5-0.5b.gguf"))
    assert add_file(shelf, file).name == "qwen2.5-0.5b-2"


def test_adding_a_file_again_keeps_what_a_trial_found_out_only_if_it_is_the_same(shelf: Shelf, file: Path) -> None:
    entry = add_file(shelf, file)
    shelf.put(replace(entry, facts=FACTS, tried="x"))
    assert add_file(shelf, file).facts == FACTS
    file.write_bytes(BODY + b"more")
    again = add_file(shelf, file)
    assert (again.facts, again.tried, again.bytes) == (None, "", len(BODY) + 4)
    assert len(shelf.entries()) == 1


@pytest.mark.parametrize("path", ["~nobody-of-this-name/model.gguf", "a\0b.gguf"])
def test_path_that_can_lead_nowhere_is_one_sentence(shelf: Shelf, path: str) -> None:
    with pytest.raises(ModelMissing, match="Check the path"):
        add_file(shelf, Path(path))


def test_a_list_that_can_not_be_written_stays_as_it_was(
    shelf: Shelf, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_file(shelf, file)
    before = {each.name: each.read_bytes() for each in shelf.folder.iterdir()}

    def full(path: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ModelMissing, match="No space left"):
        shelf.use("none")
    assert {each.name: each.read_bytes() for each in shelf.folder.iterdir()} == before


def test_what_is_no_model_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="there is no file"):
        add_file(shelf, tmp_path / "nowhere.gguf")
    with pytest.raises(ModelMissing, match="can't be read"):
        add_file(shelf, tmp_path)
    text = tmp_path / "text.gguf"
    text.write_text("not a model", "utf-8")
    with pytest.raises(ModelUnfit, match="is no GGUF file"):
        add_file(shelf, text)
    with pytest.raises(UsageError, match="one of several parts"):
        add_file(shelf, tmp_path / "big-00001-of-00002.gguf")
    assert shelf.entries() == ()


def test_checksum_reports_progress_and_can_be_stopped(
    shelf: Shelf, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checksum, "BLOCK_BYTES", 100)
    monkeypatch.setattr(checksum, "REPORT_BYTES", 200)
    heard: list[Event] = []
    add_file(shelf, file, listen=heard.append)
    assert [event.done for event in heard if isinstance(event, SetupProgress)] == [200, 400, 600, 800, 1000]
    cancel = Flag()
    with pytest.raises(Cancelled):
        add_file(shelf, file, "other", lambda event: cancel.set(), cancel)
    assert len(shelf.entries()) == 1


def test_server_is_added_without_being_asked(shelf: Shelf) -> None:
    entry = add_server(shelf, "", "HTTP://LocalHost:11434/", "library/Llama3.2:3b", "env:MY_KEY")
    assert (entry.kind, entry.place, entry.model) == ("remote", "http://localhost:11434/v1", "library/Llama3.2:3b")
    assert (entry.name, entry.key, entry.notes) == ("llama3.2-3b", "env:MY_KEY", ())
    assert shelf.entries() == (entry,)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("https://api.example.org/openai/v1/", "https://api.example.org/openai/v1"),
        ("https://API.example.org/v1/chat/completions", "https://api.example.org/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        (" http://10.0.0.7 ", "http://10.0.0.7/v1"),
    ],
)
def test_addresses_have_one_form(given: str, base: str) -> None:
    assert base_address(given) == base


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org", "localhost:11434", "https://", "file:///etc/passwd", "https://[::1", "http://host:x/v1", ""],
)
def test_what_is_no_address_is_refused(shelf: Shelf, url: str) -> None:
    with pytest.raises(UsageError, match="Write it like"):
        add_server(shelf, "mine", url, "m")


@pytest.mark.parametrize("url", ["https://me:s3cret@example.org/v1", "https://example.org/v1?api_key=s3cret"])
def test_address_that_carries_a_key_is_refused_without_repeating_it(shelf: Shelf, url: str) -> None:
    with pytest.raises(UsageError, match="Keep the key elsewhere") as caught:
        add_server(shelf, "mine", url, "m")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "key",
    [
        "sk-abcdef",
        "env:sk-abcdef",
        "env:hf_abcdefghijklmnop",
        "keyring:sk-proj-1234",
        "keyring:8f14e45fceea167a5a36dedd4bea2543",
        "env:",
        "env:MY KEY",
        "Bearer xyz",
        "keyring:",
    ],
)
def test_key_itself_is_refused_and_never_repeated_or_stored(shelf: Shelf, key: str) -> None:
    with pytest.raises(UsageError, match="not given itself, but where it is kept") as caught:
        add_server(shelf, "mine", "https://example.org/v1", "m", key)
    assert key.partition(":")[2] == "" or key.partition(":")[2] not in str(caught.value)
    assert shelf.entries() == ()


@pytest.mark.parametrize("key", ["", "env:OPENAI_API_KEY", "keyring:nacre openrouter", "keyring:api.example.org"])
def test_place_of_a_key_is_kept(shelf: Shelf, key: str) -> None:
    assert add_server(shelf, "mine", "https://example.org/v1", "m", key).key == key


def test_server_needs_the_name_of_a_model(shelf: Shelf) -> None:
    with pytest.raises(UsageError, match="--model ID"):
        add_server(shelf, "mine", "http://localhost:11434/v1", " ")


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://localhost/v1", True),
        ("http://127.0.0.1:8080/v1", True),
        ("http://192.168.1.7/v1", True),
        ("http://[fe80::1]/v1", True),
        ("http://nas/v1", True),
        ("http://nas.local/v1", True),
        ("http://8.8.8.8/v1", False),
        ("http://api.example.org/v1", False),
    ],
)
def test_way_that_is_not_encrypted_is_noted_unless_it_is_short(shelf: Shelf, url: str, near: bool) -> None:
    assert is_near(url) == near
    assert bool(add_server(shelf, "mine", url, "m").notes) != near


def test_encrypted_way_needs_no_note(shelf: Shelf) -> None:
    assert add_server(shelf, "mine", "https://api.example.org/v1", "m").notes == ()


def _fetched(shelf: Shelf, place: Path, name: str = "mine") -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(BODY)
    shelf.put(replace(add_file(shelf, place, name, ignore), preset="hf:maker/repo/tiny.gguf@main"))
    return place


def test_removing_a_fetched_model_deletes_its_file_and_empty_folders(shelf: Shelf) -> None:
    file = _fetched(shelf, shelf.folder / "maker" / "repo" / "tiny.gguf")
    assert remove(shelf, "mine").deleted
    assert not file.exists()
    assert not (shelf.folder / "maker").exists()
    assert shelf.entries() == ()


def test_file_can_be_kept(shelf: Shelf) -> None:
    file = _fetched(shelf, shelf.folder / "maker" / "repo" / "tiny.gguf")
    assert not remove(shelf, "mine", delete_file=False).deleted
    assert file.exists()


def test_files_that_were_not_fetched_or_lie_elsewhere_are_never_deleted(shelf: Shelf, file: Path) -> None:
    own = shelf.folder / "own.gguf"
    own.parent.mkdir(parents=True)
    own.write_bytes(BODY)
    add_file(shelf, own, "own")
    elsewhere = _fetched(shelf, file, "elsewhere")
    link = shelf.folder / "link.gguf"
    link.symlink_to(file)
    shelf.put(replace(add_file(shelf, link, "link"), preset="hf:a/b/c.gguf@main"))
    assert not any(remove(shelf, name).deleted for name in ("own", "elsewhere", "link"))
    assert own.exists() and elsewhere.exists() and link.exists()


def test_file_that_another_entry_uses_stays(shelf: Shelf) -> None:
    file = _fetched(shelf, shelf.folder / "maker" / "tiny.gguf")
    shelf.put(replace(shelf.get("mine"), name="same"))
    assert not remove(shelf, "mine").deleted
    assert file.exists()
    assert remove(shelf, "same").deleted


def test_server_is_only_forgotten(shelf: Shelf) -> None:
    add_server(shelf, "mine", "http://localhost:11434/v1", "m")
    assert not remove(shelf, "mine").deleted
    with pytest.raises(ModelMissing, match="there is no model 'mine'"):
        remove(shelf, "mine")
