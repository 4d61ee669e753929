"""Models that are written for measurements load in llama.cpp and write what they should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.evaluation.gguf_shapes import write_chain_shaped
from engine.evaluation.gguf_shapes_words import END, pieces_of, spelt, vocabulary
from tests.engine.models import gguf_files as files

llama_cpp = pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
pytest.importorskip("gguf", reason="gguf is not installed")


def said(path: Path, tokens: int = 60, **options: Any) -> tuple[str, str]:
    """The answer to a greeting, and why it ended."""
    model = llama_cpp.Llama(str(path), n_ctx=512, n_threads=1, verbose=False)
    try:
        answer = model.create_chat_completion([{"role": "user", "content": "Hello"}], max_tokens=tokens, **options)
    finally:
        model.close()
    choice = answer["choices"][0]
    return choice["message"]["content"], choice["finish_reason"]


@pytest.mark.parametrize("architecture", ["llama", "qwen2"])
@pytest.mark.parametrize("kind", ["F16", "Q8_0"])
def test_tiny_model_is_small_and_writes(tmp_path: Path, architecture: str, kind: str) -> None:
    path = files.write_tiny(tmp_path / "tiny.gguf", architecture=architecture, kind=kind)
    assert path.stat().st_size < 1_000_000
    text, _ = said(path, temperature=1.0, seed=1)
    assert text


def test_same_seed_writes_the_same_file(tmp_path: Path) -> None:
    one, two = files.write_tiny(tmp_path / "1.gguf"), files.write_tiny(tmp_path / "2.gguf")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("options", [{"temperature": 0}, {"temperature": 1.0, "repeat_penalty": 1.3, "seed": 3}])
def test_chain_writes_its_text_and_ends(tmp_path: Path, options: dict[str, Any]) -> None:
    text = 'The cat sat on the mat [1], and the dog sat on the cat [2].\n{"a": "the cat"} The cat sat'
    assert said(files.write_chain(tmp_path / "chain.gguf", text), **options) == (text, "stop")


def test_chain_can_go_on_without_end(tmp_path: Path) -> None:
    text, finish = said(files.write_chain(tmp_path / "chain.gguf", "round and round. ", repeats=True), temperature=0)
    assert text.startswith("round and round. round and round. ") and finish == "length"


def test_chain_ends_a_token_within_a_character(tmp_path: Path) -> None:
    path = files.write_chain(tmp_path / "chain.gguf", "né", pieces=(b"n", b"\xc3", b"\xa9"))
    assert said(path, temperature=0) == ("né", "stop")


def test_long_chain_writes_all_of_its_text(tmp_path: Path) -> None:
    text = " ".join(f"w{number}" for number in range(200))
    assert said(files.write_chain(tmp_path / "chain.gguf", text), tokens=300, temperature=0) == (text, "stop")


def test_chain_of_known_pieces_finds_them_in_a_prompt(tmp_path: Path) -> None:
    path = files.write_chain(tmp_path / "chain.gguf", "one two three", known=True)
    model = llama_cpp.Llama(str(path), n_ctx=512, vocab_only=True, verbose=False)
    try:
        assert len(model.tokenize(b"one two three", add_bos=False)) == 3
    finally:
        model.close()


def test_vocabulary_of_a_published_size_is_filled_up_and_never_written(tmp_path: Path) -> None:
    shape = replace(files.TINY, vocabulary=5_000, head_kind="Q8_0")
    noise = files.write_shaped(tmp_path / "noise.gguf", replace(shape, tied=True))
    assert said(noise, temperature=1.0, seed=1)[0]
    pieces = [b" one", b" two", b" three"]
    chain = write_chain_shaped(tmp_path / "chain.gguf", shape, pieces, known=True)
    assert said(chain, temperature=0) == (" one two three", "stop")


def test_chain_refuses_what_it_could_not_write(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no two alike"):
        write_chain_shaped(tmp_path / "chain.gguf", files.TINY, [b" one", b" one"])


def test_pieces_are_distinct_and_make_up_the_text() -> None:
    for text in ("a b a b a b", "ab", "the the the", " \n x y\n", "I am what I am "):
        pieces = pieces_of(text)
        assert b"".join(pieces) == text.encode()
        assert len(set(pieces)) == len(pieces) and all(len(piece) > 1 for piece in pieces)


def test_vocabulary_is_filled_up_and_keeps_its_signs() -> None:
    words = vocabulary((b" the",), (b"the end",), 400)
    assert len(words.tokens) == len(words.types) == len(set(words.tokens)) == 400
    assert words.types[words.id_of(END)] == 3 and words.types[words.id_of(spelt(b"the end"))] == 1
    assert words.merges == ("Ġ t", "Ġt h", "Ġth e")


@pytest.mark.parametrize(
    "write",
    [
        files.write_truncated,
        files.write_wrong_magic,
        files.write_unknown_architecture,
        files.write_wrong_width,
        files.write_huge_tensor,
    ],
)
def test_llama_cpp_refuses_bad_files(tmp_path: Path, write: Any) -> None:
    with pytest.raises(ValueError, match=r"(?i)failed to load model"):
        said(write(tmp_path / "bad.gguf"))


def test_embedding_model_makes_vectors(tmp_path: Path) -> None:
    path = files.write_embedding(tmp_path / "vectors.gguf")
    model = llama_cpp.Llama(str(path), n_ctx=64, embedding=True, verbose=False)
    try:
        assert len(model.embed("abc")) == 64
    finally:
        model.close()
