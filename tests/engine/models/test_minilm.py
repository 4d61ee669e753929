from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Thread

import numpy as np
import numpy.typing as npt
import pytest

from engine.errors import EmbedderMissing
from engine.models.minilm import MODEL_FILE, TOKENIZER_FILE, MiniLM
from engine.models.probe import PROBES


def test_paraphrase_is_nearer_than_another_subject(minilm: MiniLM) -> None:
    vectors = minilm.embed(
        ["A cat is sleeping on the sofa.", "The kitten naps on the couch.", "Shares fell after the bank's report."]
    )
    assert vectors[0] @ vectors[1] > 0.5
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_vectors_have_length_one_and_the_promised_shape(minilm: MiniLM) -> None:
    vectors = minilm.embed(PROBES)
    assert vectors.shape == (len(PROBES), minilm.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_order_is_kept_and_company_changes_nothing(minilm: MiniLM) -> None:
    together = minilm.embed(PROBES[:20])
    alone = np.stack([minilm.embed([text])[0] for text in PROBES[:20]])
    np.testing.assert_array_equal(together, alone)


def test_odd_texts_are_embedded(minilm: MiniLM) -> None:
    assert minilm.embed([]).shape == (0, 384)
    odd = minilm.embed(["", "\ud800 lone surrogate", "\x00", "word " * 5000])
    assert np.isfinite(odd).all()


def test_words_behind_the_last_token_change_nothing(minilm: MiniLM) -> None:
    long = "harbour " * 300
    np.testing.assert_array_equal(minilm.embed([long])[0], minilm.embed([long + "volcano " * 50])[0])


def test_query_is_the_same_vector_and_is_remembered(minilm: MiniLM) -> None:
    first = minilm.embed_query("when is the causeway safe")
    np.testing.assert_array_equal(first, minilm.embed(["when is the causeway safe"])[0])
    assert minilm.embed_query("when is the causeway safe") is first
    assert not first.flags.writeable


def test_threads_share_one_encoder(minilm: MiniLM) -> None:
    expected = minilm.embed(PROBES[:6])
    results: list[np.ndarray] = []
    threads = [Thread(target=lambda: results.append(minilm.embed(PROBES[:6]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(np.array_equal(expected, result) for result in results)


def test_files_that_are_no_model_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EmbedderMissing, match="tokenizer"):
        MiniLM(tmp_path, "x").embed(["text"])
    (tmp_path / TOKENIZER_FILE).write_text("{", "utf-8")
    with pytest.raises(EmbedderMissing, match="tokenizer"):
        MiniLM(tmp_path, "x").embed(["text"])


def test_broken_model_is_one_sentence(minilm: MiniLM, tmp_path: Path) -> None:
    (tmp_path / TOKENIZER_FILE).write_bytes((minilm.folder / TOKENIZER_FILE).read_bytes())
    for content in (None, b"", b"nonsense" * 100):
        if content is not None:
            (tmp_path / MODEL_FILE).write_bytes(content)
        with pytest.raises(EmbedderMissing, match="can't be loaded"):
            MiniLM(tmp_path, "x").embed(["text"])


def test_importing_the_encoders_loads_no_runtime() -> None:
    code = (
        "import sys, engine.models.choose, engine.models.provision, engine.models.doctor;"
        "print({'numpy', 'onnx', 'onnxruntime', 'tokenizers', 'httpx', 'textual'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_words_have_a_vector_of_what_they_mean_where_they_stand(minilm: MiniLM) -> None:
    texts = ["We sat on the river bank.", "The bank raised its interest rates.", "They fished from the shore."]
    bank, money, shore = (
        words.vectors[[text[start:end] for start, end in words.spans].index(wanted)]
        for text, words, wanted in zip(texts, minilm.words(texts), ("bank", "bank", "shore"), strict=True)
    )
    assert _cosine(bank, shore) > _cosine(money, shore)


def test_words_are_whole_and_odd_texts_have_theirs(minilm: MiniLM) -> None:
    text = "Unquestionably picofarads."
    words = minilm.words([text, "", "\ud800 lone", "word " * 5000])
    assert [text[start:end] for start, end in words[0].spans] == ["Unquestionably", "picofarads", "."]
    assert [len(each.spans) == len(each.vectors) for each in words] == [True] * 4
    assert words[1].vectors.shape == (0, minilm.dim)


def _cosine(left: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> float:
    return float(left @ right / (np.linalg.norm(left) * np.linalg.norm(right)))
