"""`nacre models`: what is listed, added, chosen, fetched, tried and removed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from engine import config
from engine.models.shelf import pull as pulling
from engine.models.shelf.presets import PRESETS
from engine.models.shelf.shelf import Shelf
from tests.engine.models.gguf_files import write_chain
from tests.engine.models.server import Behaviour, serve
from tests.engine.models.shelf.hub import FILE, FIRST, REPOSITORY, FakeHub
from tests.tui.cli.conftest import Nacre
from tests.tui.cli.fakes import HOSTILE
from tui.cli import opening

BODY = b"GGUF" + random.Random(6).randbytes(1_500_000)
TARGET = f"hf:{REPOSITORY}/{FILE}"
ANSWER = "The moon pulls at the sea. The sun does too, and less."


@pytest.fixture(autouse=True)
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's models below the test's own folder, and no library that could be opened."""

    def refuse(request: object) -> None:
        raise AssertionError("chat models need no library")

    monkeypatch.setenv("NACRE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(opening, "open_engine", refuse)
    return tmp_path / "models"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    behaviour = Behaviour()
    with serve(behaviour) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        monkeypatch.setattr(pulling, "PAUSES_S", (0.0,))
        yield FakeHub(behaviour, address)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.gguf"
    path.write_bytes(BODY)
    return path


def test_list_fits_80_columns_and_names_every_preset(nacre: Nacre, file: Path) -> None:
    nacre("models", "add", str(file))
    nacre("models", "add", "http://api.example.org/v1", "--model", "m" * 90, "--name", "n" * 64)
    lines = nacre("models", "list").out.splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    assert lines[0].split() == ["name", "size", "needs", "state", "good", "for"]
    assert lines[1].split()[0] == "minilm"
    assert lines[2].startswith("mine ")
    assert {line.split()[0] for line in lines if line} >= {preset.name for preset in PRESETS}
    assert any("api.example.org" in line and "not encrypted" in line for line in lines)


def test_list_is_one_object_for_a_machine(nacre: Nacre, file: Path) -> None:
    nacre("models", "add", str(file))
    listed = nacre("models", "list", "--json").json
    assert listed["active"] == "mine"
    assert listed["recommended"] in {"", *(preset.name for preset in PRESETS)}
    by_name = {model["name"]: model for model in listed["models"]}
    assert by_name["mine"]["state"] == "in use"
    assert by_name["minilm"]["kind"] == "embedder"
    assert by_name["qwen2.5-0.5b"]["path"] == "Qwen/Qwen2.5-0.5B-Instruct-GGUF"


def test_list_shows_nothing_that_a_terminal_could_take_for_a_command(nacre: Nacre, models_folder: Path) -> None:
    nacre("models", "add", "http://localhost/v1", "--model", "m", "--name", "mine")
    Shelf(models_folder).update("mine", good_for=HOSTILE, unfit=HOSTILE)
    shown = nacre("models", "list").out
    assert "\x1b" not in shown
    assert "\x9b" not in shown


def test_file_is_added_used_and_taken_off_the_list(nacre: Nacre, file: Path) -> None:
    added = nacre("models", "add", str(file), "--name", "first", "--json").json
    assert (added["name"], added["kind"], added["bytes"], added["active"]) == ("first", "local", len(BODY), True)
    assert nacre("models", "add", str(file), "--name", "second").out == (
        "Added: second. To let it answer: nacre models use second\n"
    )
    assert nacre("models", "use", "second").out == "second answers from now on.\n"
    assert nacre("models", "use", "none", "--json").json == {"active": ""}
    assert "Quotes answer" in nacre("models", "use", "none").out
    assert nacre("models", "remove", "second", "--json").json == {"name": "second", "path": str(file), "deleted": False}
    assert "Its file stays" in nacre("models", "remove", "first").out
    assert file.exists()


def test_settings_that_go_before_a_choice_are_pointed_out(nacre: Nacre, file: Path) -> None:
    nacre("models", "add", str(file))
    place = config.config_dir() / "settings.toml"
    place.parent.mkdir(parents=True)
    place.write_text('[models]\nchat = "mine"\n', "utf-8")
    result = nacre("models", "use", "none")
    assert result.status == 0
    assert "the setting models.chat goes before this choice" in result.err


def test_server_is_added_with_the_place_of_its_key(nacre: Nacre, models_folder: Path) -> None:
    address = ("models", "add", "https://api.example.org", "--model", "big/model-x")
    added = nacre(*address, "--key-env", "MY_KEY", "--json").json
    assert (added["name"], added["kind"], added["path"]) == ("model-x", "remote", "https://api.example.org/v1")
    assert nacre(*address, "--name", "other", "--keyring", "nacre").status == 0
    assert [entry.key for entry in Shelf(models_folder).entries()] == ["env:MY_KEY", "keyring:nacre"]
    assert nacre("models", "remove", "other").out == "other is off the list.\n"


def test_key_itself_is_refused_and_appears_nowhere(nacre: Nacre, models_folder: Path) -> None:
    result = nacre("models", "add", "https://api.example.org", "--model", "m", "--key-env", "sk-123456")
    assert result.status == 2
    assert "not given itself" in result.err
    assert "sk-123456" not in result.out + result.err
    assert not models_folder.exists() or not any("sk-" in path.read_text() for path in models_folder.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("add",),
        ("add", "mine.gguf", "--model", "m"),
        ("add", "https://api.example.org", "--model", "m", "--key-env", "A", "--keyring", "B"),
        ("pull",),
        ("pull", "nonsense"),
        ("pull", "hf:maker/repo"),
        ("pull", "http://example.org/model.gguf"),
        ("pull", "minilm", "--sha256", "0" * 64),
        ("use",),
        ("test",),
    ],
)
def test_wrong_usage_exits_2(nacre: Nacre, arguments: tuple[str, ...]) -> None:
    result = nacre("models", *arguments)
    assert result.status == 2
    assert "Error: " in result.err


@pytest.mark.parametrize("command", ["use", "test", "remove"])
def test_unknown_model_fails_and_names_those_there_are(nacre: Nacre, file: Path, command: str) -> None:
    nacre("models", "add", str(file))
    result = nacre("models", command, "other")
    assert result.status == 1
    assert "there is no model 'other' (added: mine)" in result.err
    assert "Traceback" not in result.err


def test_missing_file_fails_with_one_sentence(nacre: Nacre, tmp_path: Path) -> None:
    result = nacre("models", "add", str(tmp_path / "nowhere.gguf"), "--json")
    assert result.status == 1
    assert "there is no file" in result.json["error"]


def test_pulled_model_is_verified_listed_and_removed_with_its_file(nacre: Nacre, hub: FakeHub) -> None:
    hub.publish(BODY)
    pulled = nacre("models", "pull", TARGET)
    assert pulled.status == 0
    assert pulled.out == "Fetched and verified: tiny. It answers from now on.\n"
    again = nacre("models", "pull", TARGET, "--json").json
    assert (again["name"], again["bytes"], again["active"]) == ("tiny", len(BODY), True)
    assert Path(again["path"]).read_bytes() == BODY
    assert nacre("models", "remove", "tiny").out == "tiny is gone, and so is its file.\n"
    assert not Path(again["path"]).exists()


def test_fetched_file_can_stay(nacre: Nacre, hub: FakeHub) -> None:
    hub.publish(BODY)
    path = Path(nacre("models", "pull", TARGET, "--json").json["path"])
    assert nacre("models", "remove", "tiny", "--keep-file", "--json").json["deleted"] is False
    assert path.exists()


def test_checksum_of_ones_own_is_held_against_the_hub(nacre: Nacre, hub: FakeHub) -> None:
    hub.publish(BODY)
    result = nacre("models", "pull", TARGET, "--sha256", "0" * 64)
    assert result.status == 1
    assert "the hub states another checksum" in result.err


def test_failed_pull_says_what_to_do_and_leaves_the_list_alone(nacre: Nacre, hub: FakeHub) -> None:
    hub.publish(b"GGUF other", stated=BODY)
    result = nacre("models", "pull", f"{TARGET}@main")
    assert result.status == 1
    assert "broke off after 10 of 1,500,004 bytes" in result.err
    assert "Traceback" not in result.err
    assert [model["kind"] for model in nacre("models", "list", "--json").json["models"]].count("local") == 0
    assert hub.asked(hub.file(commit=FIRST))


def test_model_is_tried_with_a_short_question(nacre: Nacre, tmp_path: Path) -> None:
    for package in ("llama_cpp", "gguf"):
        pytest.importorskip(package)
    nacre("models", "add", str(write_chain(tmp_path / "chain.gguf", ANSWER)))
    tried = nacre("models", "test", "chain", "--json").json
    assert (tried["model"], tried["answer"], tried["finish"]) == ("chain", ANSWER, "stop")
    assert tried["tokens"] > 5
    assert tried["prompt_tokens"] > 5
    assert tried["memory_bytes"] > 0
    assert tried["first_token_ms"] > 0
    shown = nacre("models", "test", "chain").out
    assert ANSWER in " ".join(shown.split())
    assert "a second" in shown
    assert {model["name"]: model["state"] for model in nacre("models", "list", "--json").json["models"]}[
        "chain"
    ] == "in use"


def test_model_that_cannot_be_used_fails_and_is_listed_as_unfit(nacre: Nacre, file: Path) -> None:
    pytest.importorskip("llama_cpp")
    nacre("models", "add", str(file))
    result = nacre("models", "test", "mine")
    assert result.status == 1
    assert "Traceback" not in result.err
    states = {model["name"]: model["state"] for model in nacre("models", "list", "--json").json["models"]}
    assert states["mine"] == "unfit"
    assert "mine: " in nacre("models", "list").out
