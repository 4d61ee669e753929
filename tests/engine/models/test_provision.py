from __future__ import annotations

import logging
import shutil
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import numpy as np
import pytest
from filelock import FileLock

from engine.config import EmbedderSettings
from engine.errors import Cancelled, EmbedderMissing
from engine.events import Event, Notice, ignore
from engine.models import provision, sources
from engine.models.bert_onnx import WIDTH, build_graph, quantise
from engine.models.card import CARD_FILE, model_folder, read_card
from engine.models.choose import best_encoder
from engine.models.doctor import findings
from engine.models.minilm import MODEL_FILE, MiniLM
from engine.models.provision import LEAST, LEAST_MEAN, prepare


@pytest.fixture
def copy(minilm: MiniLM, tmp_path: Path) -> Path:
    """A cache of one's own, with the prepared model."""
    folder = minilm.folder
    shutil.copytree(folder, model_folder(tmp_path) / folder.name)
    return tmp_path


def _forbid_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise EmbedderMissing("the network is out of bounds here")

    monkeypatch.setattr(sources, "fetch", refuse)


def test_prepared_model_agrees_with_its_float_form(minilm: MiniLM) -> None:
    card = read_card(minilm.folder)
    assert card.id == minilm.id
    assert card.cosine_mean >= LEAST_MEAN
    assert card.cosine_min >= LEAST


def test_second_setup_fetches_nothing(copy: Path, minilm: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    _forbid_network(monkeypatch)
    assert prepare(copy) == minilm.id
    assert best_encoder(EmbedderSettings(), copy).id == minilm.id


def test_damaged_model_counts_as_missing_and_is_reported(copy: Path, minilm: MiniLM) -> None:
    file = model_folder(copy) / minilm.folder.name / MODEL_FILE
    content = bytearray(file.read_bytes())
    content[1000] ^= 1
    file.write_bytes(content)
    assert best_encoder(EmbedderSettings(), copy).tier == 0
    assert any(found.state == "broken" and "damaged" in found.detail for found in findings(cache=copy))


@pytest.mark.parametrize("content", ["{", "[]", '{"variant": 1}', "null"])
def test_unreadable_card_counts_as_missing(tmp_path: Path, content: str) -> None:
    folder = model_folder(tmp_path) / "int8r"
    folder.mkdir(parents=True)
    (folder / CARD_FILE).write_text(content, "utf-8")
    assert best_encoder(EmbedderSettings(), tmp_path).id == "hashed/1"
    assert findings(cache=tmp_path)[0].state == "broken"


def test_without_a_model_hashed_tokens_serve(tmp_path: Path) -> None:
    assert best_encoder(EmbedderSettings(), tmp_path / "nowhere").tier == 0
    by_name = {found.what: found for found in findings(cache=tmp_path / "nowhere")}
    assert by_name["tier"].detail == "0"
    assert "nacre setup" in by_name["tier"].remedy
    assert by_name["SQLite"].state == "ok"


def test_failed_setup_leaves_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sources.OVERRIDE, "http://127.0.0.1:9")
    with pytest.raises(EmbedderMissing, match=r"fetching tokenizer\.json"):
        prepare(tmp_path)
    assert best_encoder(EmbedderSettings(), tmp_path).tier == 0


def test_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where a folder should be", "utf-8")
    with pytest.raises(EmbedderMissing, match="can't be written"):
        prepare(tmp_path)


def test_second_process_waits_for_the_first(copy: Path, minilm: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    _forbid_network(monkeypatch)
    lock = FileLock(model_folder(copy) / "setup.lock")
    lock.acquire()
    told = Flag()
    result: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Notice):
            told.set()

    thread = Thread(target=lambda: result.append(prepare(copy, listen)))
    thread.start()
    assert told.wait(10)
    assert result == []
    lock.release()
    thread.join(10)
    assert result == [minilm.id]


def test_waiting_for_another_setup_can_be_stopped(tmp_path: Path) -> None:
    model_folder(tmp_path).mkdir(parents=True)
    cancel = Flag()
    cancel.set()
    with FileLock(model_folder(tmp_path) / "setup.lock"), pytest.raises(Cancelled):
        prepare(tmp_path, ignore, cancel)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of the real shapes with random values, so that building needs no download."""
    from safetensors.numpy import save_file

    draw = np.random.default_rng(5)
    shapes = {
        "embeddings.word_embeddings.weight": (30522, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.position_embeddings.weight": (512, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        linear = {
            "attention.self.query": (WIDTH, WIDTH),
            "attention.self.key": (WIDTH, WIDTH),
            "attention.self.value": (WIDTH, WIDTH),
            "attention.output.dense": (WIDTH, WIDTH),
            "intermediate.dense": (4 * WIDTH, WIDTH),
            "output.dense": (WIDTH, 4 * WIDTH),
        }
        for part, shape in linear.items():
            shapes |= {f"{name}.{part}.weight": shape, f"{name}.{part}.bias": shape[:1]}
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{name}.{part}.weight": (WIDTH,), f"{name}.{part}.bias": (WIDTH,)}
    file = tmp_path_factory.mktemp("weights") / "model.safetensors"
    tensors = {key: 0.05 * draw.standard_normal(shape, dtype=np.float32) for key, shape in shapes.items()}
    save_file({k: v + 1 if k.endswith("LayerNorm.weight") else v for k, v in tensors.items()}, file)
    return file


def test_graph_is_the_transformer_of_the_paper(weights: Path, tmp_path: Path) -> None:
    """Against the textbook formulas in numpy."""
    from safetensors.numpy import load_file

    from engine.models.session import open_session

    build_graph(weights, tmp_path / MODEL_FILE)
    tensors = load_file(weights)
    session = open_session(tmp_path / MODEL_FILE)
    for ids in ([101, 2054, 2003, 3899, 102], [101, 102]):
        found = session.run(None, {"input_ids": np.array([ids], np.int32)})[0][0]
        np.testing.assert_allclose(found, _textbook(tensors, np.array(ids)), atol=1e-3)


def test_quantised_graph_is_smaller_and_logs_nothing(
    weights: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build_graph(weights, tmp_path / "float.onnx")
    handlers = list(logging.getLogger().handlers)
    quantise(tmp_path / "float.onnx", tmp_path / "small.onnx", reduce_range=True)
    assert (tmp_path / "small.onnx").stat().st_size < 0.3 * (tmp_path / "float.onnx").stat().st_size
    assert caplog.records == []
    assert logging.getLogger().handlers == handlers


def test_weights_of_another_model_are_refused(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"embeddings.word_embeddings.weight": np.zeros((10, 8), np.float32)}, tmp_path / "w.safetensors")
    with pytest.raises(EmbedderMissing, match=r"w\.safetensors: the tensor embeddings\.word_embeddings\.weight has"):
        build_graph(tmp_path / "w.safetensors", tmp_path / MODEL_FILE)


def test_variant_that_disagrees_is_not_taken(tmp_path: Path, minilm: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a float model that is already small, both 8-bit forms 'fail' a check that nothing can pass."""
    work = tmp_path / "work"
    shutil.copytree(minilm.folder, work)
    reference = MiniLM(work, "float32").embed(provision.PROBES)
    monkeypatch.setattr(provision, "LEAST_MEAN", 1.1)
    monkeypatch.setattr(provision, "quantise", lambda source, target, reduce_range: shutil.copyfile(source, target))
    card = provision._smallest(work, reference, "here", ignore, None)
    assert card.variant == "float32"
    assert read_card(work / "float32").id.endswith("/float32")


def _textbook(tensors: dict[str, np.ndarray], ids: np.ndarray) -> np.ndarray:
    from math import erf, sqrt

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return x * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return x @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]

    x = tensors["embeddings.word_embeddings.weight"][ids] + tensors["embeddings.token_type_embeddings.weight"][0]
    x = norm(x + tensors["embeddings.position_embeddings.weight"][: len(ids)], "embeddings.LayerNorm")
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            linear(x, f"{name}.attention.self.{part}").reshape(len(ids), 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = np.exp(query @ key.transpose(0, 2, 1) / sqrt(32))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        mixed = linear(mixed.transpose(1, 0, 2).reshape(len(ids), WIDTH), f"{name}.attention.output.dense")
        x = norm(x + mixed, f"{name}.attention.output.LayerNorm")
        wide = linear(x, f"{name}.intermediate.dense")
        active = wide * 0.5 * (1 + np.vectorize(erf)(wide / sqrt(2)))
        x = norm(x + linear(active, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)
