"""What is learned beside a prepared model: read, written, put in, and refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.errors import EmbedderMissing
from engine.models import adapters
from engine.models.adapters import Adapter
from engine.models.bert_onnx import WIDTH, layer_output
from engine.models.middle import LAYER
from engine.models.minilm import MiniLM

TEXTS = ["The ferry sails at high water.", "A boat leaves with the tide."]


def _made(size: float, place: str = layer_output(LAYER)) -> dict[str, Adapter]:
    chance = np.random.default_rng(0)
    down = chance.standard_normal((WIDTH, 4)).astype(np.float32) * 0.05
    return {place: Adapter(down, chance.standard_normal((4, WIDTH)).astype(np.float32) * size)}


def _words(minilm: MiniLM, found: dict[str, Adapter]) -> np.ndarray:
    reader = MiniLM(minilm.folder, minilm.id, adapters=found)
    return np.concatenate([each.vectors for each in reader.words(TEXTS)])


def test_adapters_that_are_nothing_change_nothing(minilm: MiniLM) -> None:
    np.testing.assert_allclose(_words(minilm, _made(0.0)), _words(minilm, {}), atol=1e-5)


def test_a_path_beside_the_last_layer_does_what_its_matrices_say(minilm: MiniLM) -> None:
    chance = np.random.default_rng(1)
    away = chance.standard_normal((1, WIDTH)).astype(np.float32) * 100
    every = np.zeros((WIDTH, 1), np.float32)
    found = {layer_output(LAYER): Adapter(every, away)}
    np.testing.assert_allclose(_words(minilm, found), _words(minilm, {}), atol=1e-5)  # nothing leads through it
    every[:] = 0.01
    moved = _words(minilm, found)
    assert len({tuple(np.sign(np.round(row, 1))) for row in moved @ away.T}) <= 2  # all lie along the way out


def test_a_path_beside_another_layer_changes_what_comes_after(minilm: MiniLM) -> None:
    before, last, first = (
        _words(minilm, each) for each in ({}, _made(0.5, layer_output(LAYER)), _made(0.5, layer_output(0)))
    )
    assert min(np.abs(last - before).max(), np.abs(first - before).max(), np.abs(first - last).max()) > 0.1


def test_vectors_of_texts_stay_as_they_are(minilm: MiniLM) -> None:
    changed = MiniLM(minilm.folder, minilm.id, adapters=_made(0.5))
    np.testing.assert_array_equal(changed.embed(TEXTS), minilm.embed(TEXTS))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    made = _made(0.5)
    adapters.write(tmp_path / "words.npz", made, {"writers": 3, "left_out": ["1"]})
    found = adapters.read(tmp_path / "words.npz")
    assert found.keys() == made.keys()
    for place, adapter in made.items():
        np.testing.assert_allclose(found[place].down, adapter.down, rtol=1e-3, atol=1e-6)
        np.testing.assert_allclose(found[place].up, adapter.up, rtol=1e-3, atol=1e-6)
        assert found[place].up.dtype == np.float32
    assert adapters.card(tmp_path / "words.npz") == {"writers": 3, "left_out": ["1"]}


def test_files_of_something_else_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "words.npz"
    path.write_text("no archive")
    for reading in (adapters.read, adapters.card):
        with pytest.raises(EmbedderMissing, match=r"words\.npz holds no adapters"):
            reading(path)
    np.savez(path, **{"place.down": np.zeros((WIDTH, 2), np.float16)})
    with pytest.raises(EmbedderMissing, match="holds no adapters"):
        adapters.read(path)
    adapters.write(path, {"place": Adapter(np.zeros((8, 2), np.float32), np.zeros((2, 8), np.float32))}, {})
    with pytest.raises(EmbedderMissing, match="holds no adapters"):
        adapters.read(path)
    for content in (b"", b"PK\x03\x04"):
        path.write_bytes(content)
        with pytest.raises(EmbedderMissing, match="holds no adapters"):
            adapters.read(path)


def test_a_place_that_the_model_lacks_is_named(minilm: MiniLM) -> None:
    with pytest.raises(EmbedderMissing, match="has no nowhere"):
        _words(minilm, _made(0.5, "nowhere"))


def test_those_that_ship_fit_the_model_and_tell_where_they_are_from(minilm: MiniLM) -> None:
    shipped = adapters.shipped()
    assert layer_output(LAYER) in shipped
    assert np.abs(_words(minilm, dict(shipped)) - _words(minilm, {})).max() > 0.01
    card = adapters.card(Path(str(adapters.__file__)).with_name(adapters.FILE))
    assert (
        card["writers"] > 1
        and card["left_out"] == []
        and card["recipe"]["rank"] == shipped[layer_output(LAYER)].up.shape[0]
    )
