from __future__ import annotations

from pathlib import Path

import pytest

from engine.config import ModelSettings
from engine.models.shelf.adding import add_file, add_server
from engine.models.shelf.fit import need_bytes
from engine.models.shelf.listing import COMFORT, infos, recommended
from engine.models.shelf.presets import BY_NAME, PRESETS
from engine.models.shelf.shelf import Entry, Shelf
from engine.records import ModelFacts, ModelInfo

GB = 10**9
FACTS = ModelFacts("llama", 1_000_000, 1004, 2, 2048, 4096, "F16", True, True)


def _listed(shelf: Shelf, settings: ModelSettings | None = None, free: int = 6 * GB, tier: int = 1) -> list[ModelInfo]:
    return list(infos(shelf, settings or ModelSettings(), free, tier))


@pytest.fixture
def filled(shelf: Shelf, tmp_path: Path) -> Shelf:
    for name in ("tried", "untried", "gone", "unfit"):
        file = tmp_path / f"{name}.gguf"
        file.write_bytes(b"GGUF" + name.encode())
        add_file(shelf, file)
    (tmp_path / "gone.gguf").unlink()
    shelf.update("tried", facts=FACTS)
    shelf.update("unfit", unfit="It is damaged.")
    add_server(shelf, "far", "http://api.example.org/v1", "m")
    return shelf


def test_embedder_comes_first_then_the_shelf_then_presets(filled: Shelf) -> None:
    listed = _listed(filled)
    assert [info.name for info in listed[:6]] == ["minilm", "tried", "untried", "gone", "unfit", "far"]
    assert [info.name for info in listed[6:]] == [preset.name for preset in PRESETS]
    assert [info.kind for info in listed[:7]] == ["embedder", "local", "local", "local", "local", "remote", "preset"]


def test_states_say_what_can_be_used(filled: Shelf) -> None:
    states = {info.name: info.state for info in _listed(filled)}
    assert states["tried"] == "in use"
    assert (states["untried"], states["gone"], states["unfit"]) == ("untried", "missing", "unfit")
    assert (states["far"], states["minilm"], states["qwen3-4b"]) == ("ready", "in use", "available")
    states = {info.name: info.state for info in _listed(filled, ModelSettings(chat="far"), tier=0)}
    assert (states["tried"], states["far"], states["minilm"]) == ("ready", "in use", "available")


def test_a_file_that_can_not_be_looked_at_does_not_hide_the_others(filled: Shelf) -> None:
    filled.put(Entry("unreachable", "local", "/" + "x" * 300))  # too long a name for a file, as one out of bounds is
    states = {info.name: info.state for info in _listed(filled)}
    assert (states["unreachable"], states["tried"]) == ("missing", "in use")


def test_notes_say_why_and_where_text_goes(filled: Shelf) -> None:
    notes = {info.name: info.note for info in _listed(filled)}
    assert notes["unfit"] == "It is damaged."
    assert notes["far"].startswith("Questions and passages go to api.example.org: ")
    assert "not encrypted" in notes["far"]
    assert notes["tried"] == ""


def test_memory_is_that_of_the_context_of_the_settings(filled: Shelf) -> None:
    usual, small = (
        {info.name: info for info in _listed(filled, settings)}
        for settings in (ModelSettings(), ModelSettings(context_tokens=1024, kv_type="q8_0"))
    )
    assert usual["tried"].memory_bytes == need_bytes(FACTS, 2048, "f16")
    assert small["tried"].memory_bytes == need_bytes(FACTS, 1024, "q8_0")
    assert usual["untried"].memory_bytes == 0
    facts = BY_NAME["qwen2.5-0.5b"].facts()
    assert usual["qwen2.5-0.5b"].memory_bytes == need_bytes(facts, 8192, "f16")


def test_preset_on_the_shelf_is_listed_once(filled: Shelf) -> None:
    filled.update("tried", preset="qwen2.5-0.5b")
    assert "qwen2.5-0.5b" not in [info.name for info in _listed(filled)]


@pytest.mark.parametrize("free", [1, 2, 3, 4, 6, 8, 12, 24, 64])
def test_one_model_is_recommended_and_leaves_most_of_the_memory_free(shelf: Shelf, free: int) -> None:
    best = recommended(free * GB)
    noted = [info.name for info in _listed(shelf, free=free * GB) if info.note.startswith("Recommended")]
    if best is None:
        assert noted == []
        assert free < 2
    else:
        assert noted == [best.name]
        assert COMFORT * need_bytes(best.facts(), 4096, "f16") <= free * GB


def test_more_memory_never_recommends_a_lesser_model() -> None:
    ranks = [best.rank if (best := recommended(free * GB // 4)) else 0 for free in range(1, 100)]
    assert ranks == sorted(ranks)
    assert ranks[-1] == max(preset.rank for preset in PRESETS)


def test_recommended_model_keeps_its_note_when_it_is_on_the_shelf(filled: Shelf) -> None:
    best = recommended(6 * GB)
    assert best is not None
    filled.update("untried", preset=best.name)
    noted = [info.name for info in _listed(filled) if info.note.startswith("Recommended")]
    assert noted == ["untried"]


def test_what_does_not_fit_says_so(shelf: Shelf) -> None:
    notes = {info.name: info.note for info in _listed(shelf, free=GB)}
    assert notes["qwen3-4b"] == "Needs more memory than is free now."
    assert notes["lfm2.5-350m"] in ("", "Recommended on this machine.")
