"""GGUF files to test with: models that write what a test wants, and files that are not what they claim to be."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.evaluation.gguf_shapes import SMALL_QWEN, TINY, write_chain_shaped, write_shaped, write_tiny
from engine.evaluation.gguf_shapes_file import Randomness, Tensor, constant, package, write
from engine.evaluation.gguf_shapes_words import BROKEN, CHATML, NO_SYSTEM, pieces_of

__all__ = [
    "BROKEN",
    "CHATML",
    "NO_SYSTEM",
    "SMALL_QWEN",
    "TINY",
    "write_chain",
    "write_embedding",
    "write_huge_tensor",
    "write_shaped",
    "write_tiny",
    "write_truncated",
    "write_unknown_architecture",
    "write_wrong_magic",
    "write_wrong_width",
]


def write_chain(
    path: Path,
    text: str,
    *,
    pieces: Sequence[bytes] = (),
    known: bool = False,
    repeats: bool = False,
    template: str | None = CHATML,
    context: int = TINY.context_tokens,
    architecture: str = "llama",
) -> Path:
    """A model of some hundred kB that writes exactly `text` after any prompt, then ends; the path.

    Each piece (a word, or a few where one comes again) is a token that only this model writes; at any temperature up
    to 1, and under a grammar that allows the text. A word that a prompt has is cut into its bytes, so the answer of an
    earlier turn doesn't disturb. A repeat penalty doesn't either.

    Args:
        path: of the file, which is replaced.
        text: of two bytes at least.
        pieces: how the text is cut, each a token of its own, no two alike; the tokens may end within a character. A
            prompt must not end with a piece of one byte. None given means words.
        known: prompts are cut into the pieces too: guesses from the prompt come true.
        repeats: begins anew after the text, without end.
        template: of the chat; None leaves it out.
        context: tokens that the model states it was trained on.
        architecture: 'llama' or 'qwen2'.
    """
    cut = tuple(pieces) or pieces_of(text)
    assert b"".join(cut) == text.encode("utf-8")
    width = (len(cut) // TINY.width + 1) * TINY.width
    heads = width // 32
    shape = replace(TINY, width=width, heads=heads, kv_heads=2, context_tokens=context, architecture=architecture)
    return write_chain_shaped(path, shape, cut, known=known, repeats=repeats, template=template)


def write_truncated(path: Path, share: float = 0.5) -> Path:
    """A model of which only the first part has arrived."""
    data = write_tiny(path).read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def write_wrong_magic(path: Path) -> Path:
    """Something that begins like no GGUF file."""
    data = write_tiny(path).read_bytes()
    path.write_bytes(b"NOPE" + data[4:])
    return path


def write_unknown_architecture(path: Path, architecture: str = "octopus") -> Path:
    """A well-formed file of an architecture that llama.cpp has never heard of."""
    vector = [Tensor("token_embd.weight", 0, 64, "F32", constant(64, 0))]
    write(path, architecture, lambda writer: writer.add_context_length(512), vector)
    return path


def write_wrong_width(path: Path) -> Path:
    """A model whose metadata state twice the width that its tensors have."""
    data = write_tiny(path).read_bytes()
    key = b"llama.embedding_length"
    at = data.index(key) + len(key) + 4  # behind the type of the value
    path.write_bytes(data[:at] + struct.pack("<I", 2 * TINY.width) + data[at + 4 :])
    return path


def write_huge_tensor(path: Path) -> Path:
    """A model whose list of tensors states one of more rows than the file can hold."""
    data = write_tiny(path).read_bytes()
    name = b"token_embd.weight"
    at = data.index(name) + len(name) + 4 + 8  # behind the number of dimensions and the columns
    path.write_bytes(data[:at] + struct.pack("<Q", 1 << 40) + data[at + 8 :])
    return path


def write_embedding(path: Path, *, width: int = 64, layers: int = 1) -> Path:
    """A small model of the BERT family, which makes vectors and can't write."""
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(f"▁{chr(97 + at)}" for at in range(26))]
    kinds = [3] * 5 + [1] * 26
    random = Randomness(1)

    def describe(writer: Any) -> None:
        writer.add_name("vectors")
        writer.add_context_length(64)
        writer.add_embedding_length(width)
        writer.add_block_count(layers)
        writer.add_feed_forward_length(2 * width)
        writer.add_head_count(2)
        writer.add_layer_norm_eps(1e-12)
        writer.add_causal_attention(False)
        writer.add_pooling_type(package().PoolingType.MEAN)
        writer.add_vocab_size(len(tokens))
        writer.add_tokenizer_model("bert")
        writer.add_tokenizer_pre("jina-v2-en")
        writer.add_token_type_count(2)
        writer.add_token_list(tokens)
        writer.add_token_types(kinds)
        writer.add_pad_token_id(0)
        writer.add_unk_token_id(1)
        writer.add_bos_token_id(2)
        writer.add_sep_token_id(3)
        writer.add_mask_token_id(4)

    def matrix(name: str, rows: int, columns: int) -> Tensor:
        return Tensor(f"{name}.weight", rows, columns, "F32", random.rows(columns))

    def norm(name: str) -> list[Tensor]:
        ones = Tensor(f"{name}.weight", 0, width, "F32", constant(width, 1))
        return [ones, Tensor(f"{name}.bias", 0, width, "F32", constant(width, 0))]

    tensors = [matrix("token_embd", len(tokens), width), matrix("token_types", 2, width)]
    tensors += [matrix("position_embd", 64, width), *norm("token_embd_norm")]
    for layer in range(layers):
        for name, rows, columns in (
            ("attn_q", width, width),
            ("attn_k", width, width),
            ("attn_v", width, width),
            ("attn_output", width, width),
            ("ffn_up", 2 * width, width),
            ("ffn_down", width, 2 * width),
        ):
            tensors.append(matrix(f"blk.{layer}.{name}", rows, columns))
            tensors.append(Tensor(f"blk.{layer}.{name}.bias", 0, rows, "F32", constant(rows, 0)))
        tensors += norm(f"blk.{layer}.attn_output_norm") + norm(f"blk.{layer}.layer_output_norm")
    write(path, "bert", describe, tensors)
    return path
