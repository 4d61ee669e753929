"""Settings: defaults, then the file; a mistake is named with its file and key. Folders: the environment wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import config
from engine.config import Settings, load
from engine.errors import UsageError


def write(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == Settings()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    found = load(write(tmp_path, 'theme = "paper"\n[ingest]\nwriter_wait_s = 1\n[ask]\npassages = 3\n'))
    default = Settings()
    assert found.theme == "paper"
    assert found.ask.passages == 3
    assert found.ingest.writer_wait_s == 1.0 and isinstance(found.ingest.writer_wait_s, float)
    assert found.ingest.max_file_bytes == default.ingest.max_file_bytes
    assert found.embedder == default.embedder
    assert found.ask.max_question_characters == default.ask.max_question_characters


def test_the_file_of_the_config_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_CONFIG", str(tmp_path))
    write(tmp_path, "[embedder]\nthreads = 2\n")
    assert load().embedder.threads == 2


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("theme = nacre", "is not valid TOML"),
        ("[ask", "is not valid TOML"),
        ("colour = 1", "unknown setting 'colour'. Known are ask, embedder, fetch, ingest, memory"),
        ("[ask]\npasages = 1", "unknown setting 'ask.pasages'. Known are lens, max_question_characters"),
        ("theme = 3", "theme must be text"),
        ("ask = 3", "ask must be a table"),
        ('[ask]\npassages = "five"', "ask.passages must be a number"),
        ("[ask]\npassages = 2.5", "ask.passages must be a number"),
        ("[ask]\npassages = true", "ask.passages must be a number"),
        ("[models]\ntemperature = nan", "models.temperature must be a number"),
        ("[models]\nheat_limit_c = inf", "models.heat_limit_c must be a number"),
        ("[models]\nspeculation = 1", "models.speculation must be true or false"),
        ("[models]\nmode = 'loud'", "models.mode must be one of auto, burst, quiet"),
        ("[screen]\nline = 'soft'", "screen.line must be one of auto, slow, fast"),
        ("[screen]\nkeys = 'emacs'", "screen.keys must be one of plain, vim"),
        ("[models]\nfallbacks = 'one'", "models.fallbacks must be a list of names"),
        ("[models]\nparallel = 0", "models.parallel must be at least 1"),
        ("[ask]\nselector = 'on'", "ask.selector must be one of auto, network, linear, off. The default is auto"),
        ("[ask]\nselector = true", "ask.selector must be text"),
        ("[ask]\nmodel_rounds = 0", "ask.model_rounds must be at least 1"),
        ("[ask]\npassages = -1", "ask.passages must be a number of at least 0. The default is 5"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_file_and_key(tmp_path: Path, text: str, match: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UsageError, match=match) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_or_no_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b'theme = "\xff"')
    with pytest.raises(UsageError, match="is not valid TOML"):
        load(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(UsageError, match="can't be read"):
        load(path)


@pytest.mark.parametrize(
    ("name", "folder"),
    [("NACRE_CACHE", config.cache_dir), ("NACRE_CONFIG", config.config_dir), ("NACRE_LIBRARY", config.default_library)],
)
def test_the_environment_names_the_folders(
    name: str, folder: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(folder)
    monkeypatch.setenv(name, str(tmp_path / "here"))
    assert folder() == tmp_path / "here"
    monkeypatch.setenv(name, "")  # as good as none
    assert "nacre" in str(folder()) and folder() != tmp_path / "here"


def test_every_setting_says_what_it_does() -> None:
    source = Path(config.__file__).read_text("utf-8")
    for section in ("IngestSettings", "EmbedderSettings", "AskSettings"):
        lines = source.split(f"class {section}:")[1].split("\n@dataclass")[0].splitlines()
        settings = [at for at, line in enumerate(lines) if line.startswith("    ") and ": " in line and " = " in line]
        assert settings
        assert all(lines[at + 1].strip().startswith('"""') for at in settings)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("dimension = 100", "multiple of 64"),
        ("dimension = 0", "multiple of 64"),
        ("dimension = 131072", "multiple of 64"),
        ("chunk_nonzeros = 0", "from 1 to memory.dimension"),
        ("item_nonzeros = 20000", "from 1 to memory.dimension"),
        ("stored_from = 0", "at least 1"),
    ],
)
def test_measures_of_hypervectors_that_make_no_sense_are_refused(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"[memory]\n{line}\n")
    with pytest.raises(UsageError, match=said):
        load(path)


def test_measures_of_hypervectors_are_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[memory]\ndimension = 4096\nchunk_nonzeros = 128\nscan_threads = 2\n")
    memory = load(path).memory
    assert (memory.dimension, memory.chunk_nonzeros, memory.scan_threads, memory.item_nonzeros) == (4096, 128, 2, 16)
