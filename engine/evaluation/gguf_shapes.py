"""Chat models that are written on the spot: of a real shape, with weights that were never trained.

They load and run in llama.cpp like any other. What they write is noise, or, where a text is wished for, that text: the
layers then add nothing to the embedding of the last token, and the output matrix maps each token of the text to the
one after it. Such a chain costs as much time as any model of its shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.evaluation.gguf_shapes_file import Floats, Randomness, Tensor, constant, write, zeros
from engine.evaluation.gguf_shapes_words import CHATML, END, STOP, Vocabulary, common_words, spelt, vocabulary

SEED = 20
CERTAIN = 4.0  # times the root of the width: by so much the logit of the next token of a chain exceeds all others


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of a model, in the words of the file format."""

    name: str
    architecture: str  # 'llama' or 'qwen2'
    layers: int
    width: int
    heads: int
    kv_heads: int
    feed_forward: int
    vocabulary: int  # at least; 0 for as many as are needed
    context_tokens: int
    kind: str  # of the layers' matrices: 'F16', 'Q8_0' or 'Q4_0'
    head_kind: str  # of the embedding and the output
    tied: bool = True  # the embedding is the output matrix too

    @property
    def head_width(self) -> int:
        return self.width // self.heads


TINY = Shape("tiny", "llama", 2, 64, 4, 2, 128, 0, 2_048, "Q8_0", "Q8_0", tied=False)
SMALL_QWEN = Shape("Qwen2.5-0.5B", "qwen2", 24, 896, 14, 2, 4_864, 151_936, 32_768, "Q4_0", "Q8_0")
"""A published shape: half a billion weights, 350 MB."""


def write_tiny(
    path: Path,
    *,
    architecture: str = "llama",
    template: str | None = CHATML,
    context: int = TINY.context_tokens,
    kind: str = "Q8_0",
    seed: int = SEED,
) -> Path:
    """A model of some hundred kB that writes noise; the path.

    Args:
        path: of the file, which is replaced.
        architecture: 'llama' or 'qwen2'.
        template: of the chat; None leaves it out of the file.
        context: tokens that the model states it was trained on.
        kind: 'F16' or 'Q8_0'.
        seed: of the weights.

    Raises:
        UsageError: the package gguf isn't installed.
    """
    shape = replace(TINY, architecture=architecture, context_tokens=context, kind=kind, head_kind=kind)
    return write_shaped(path, shape, template=template, seed=seed)


def write_shaped(path: Path, shape: Shape, *, template: str | None = CHATML, seed: int = SEED) -> Path:
    """A model of this shape that writes noise; the path.

    Raises:
        UsageError: the package gguf isn't installed.
    """
    words = vocabulary(common_words(), size=shape.vocabulary)
    random = Randomness(seed)
    head = [_head("token_embd.weight", shape, words, random)]
    if not shape.tied:
        head.append(_head("output.weight", shape, words, random))
    layers = [tensor for layer in range(shape.layers) for tensor in _layer(shape, layer, random, adds=True)]
    write(path, shape.architecture, lambda writer: _describe(writer, shape, words, template), [*head, *layers])
    return path


def write_chain_shaped(
    path: Path,
    shape: Shape,
    pieces: Sequence[bytes],
    *,
    known: bool = False,
    repeats: bool = False,
    template: str | None = CHATML,
) -> Path:
    """A model of this shape that writes `pieces`, a token each, after whatever prompt; the path.

    Args:
        path: of the file, which is replaced.
        shape: wider than there are pieces; its output matrix is always one of its own.
        pieces: no two alike; a prompt must not end with one that is a single byte.
        known: prompts are cut into these pieces too, where they stand in them. Otherwise only the model has them.
        repeats: begins anew after the last piece, without end; otherwise it ends there.
        template: of the chat; None leaves it out of the file.

    Raises:
        UsageError: the package gguf isn't installed.
        ValueError: there are too many pieces, or two are alike.
    """
    if len(set(pieces)) < len(pieces) or len(pieces) >= shape.width:
        raise ValueError(f"at most {shape.width - 1} pieces, no two alike")
    long = [piece for piece in pieces if len(piece) > 1]
    words = vocabulary(long if known else (), () if known else long, shape.vocabulary)
    chain = [words.id_of(spelt(piece)) for piece in pieces]
    follows = [*chain, chain[0] if repeats else words.id_of(END)]
    embedding = np.zeros((words.used, shape.width), np.float32)
    embedding[:, 0] = 1  # of every token that is not of the chain: after it, the chain begins
    output = np.zeros_like(embedding)
    for place, token in enumerate(chain, 1):
        embedding[token] = 0
        embedding[token, place] = 1
    for place, token in enumerate(follows):
        output[token, place] = CERTAIN
    random = Randomness(SEED)
    tensors = [
        _given("token_embd.weight", shape, words, embedding),
        _given("output.weight", shape, words, output),
    ]
    tensors += [tensor for layer in range(shape.layers) for tensor in _layer(shape, layer, random, adds=False)]
    write(path, shape.architecture, lambda writer: _describe(writer, shape, words, template), tensors)
    return path


def _describe(writer: Any, shape: Shape, words: Vocabulary, template: str | None) -> None:
    writer.add_name(shape.name)
    writer.add_context_length(shape.context_tokens)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(len(words.tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2" if shape.architecture == "qwen2" else "gpt-2")
    writer.add_token_list(words.tokens)
    writer.add_token_types(words.types)
    writer.add_token_merges(words.merges or ("t h",))  # a byte pair vocabulary without any is refused
    writer.add_bos_token_id(words.id_of(STOP))
    writer.add_eos_token_id(words.id_of(END))
    writer.add_eot_token_id(words.id_of(END))
    writer.add_pad_token_id(words.id_of(STOP))
    writer.add_add_bos_token(False)
    if template is not None:
        writer.add_chat_template(template)


def _layer(shape: Shape, layer: int, random: Randomness, *, adds: bool) -> list[Tensor]:
    """The tensors of a layer; one that adds nothing multiplies its results by 0."""
    kv_width = shape.kv_heads * shape.head_width
    inner, wide, kind, begin = shape.width, shape.feed_forward, shape.kind, f"blk.{layer}."

    def matrix(name: str, rows: int, columns: int, *, adds: bool = True) -> Tensor:
        return Tensor(f"{begin}{name}.weight", rows, columns, kind, random.rows(columns) if adds else zeros(columns))

    tensors = [
        Tensor(f"{begin}attn_norm.weight", 0, inner, "F32", constant(inner, 1)),
        matrix("attn_q", inner, inner),
        matrix("attn_k", kv_width, inner),
        matrix("attn_v", kv_width, inner),
        matrix("attn_output", inner, inner, adds=adds),
        Tensor(f"{begin}ffn_norm.weight", 0, inner, "F32", constant(inner, 1)),
        matrix("ffn_gate", wide, inner),
        matrix("ffn_up", wide, inner),
        matrix("ffn_down", inner, wide, adds=adds),
    ]
    if shape.architecture == "qwen2":
        for name, columns in (("attn_q", inner), ("attn_k", kv_width), ("attn_v", kv_width)):
            tensors.append(Tensor(f"{begin}{name}.bias", 0, columns, "F32", constant(columns, 0)))
    if layer == 0:
        tensors.append(Tensor("output_norm.weight", 0, inner, "F32", constant(inner, 1)))
    return tensors


def _head(name: str, shape: Shape, words: Vocabulary, random: Randomness) -> Tensor:
    return Tensor(name, len(words.tokens), shape.width, shape.head_kind, random.rows(shape.width, 4))


def _given(name: str, shape: Shape, words: Vocabulary, values: Floats) -> Tensor:
    """A matrix whose last row, of a sign that is never written, serves for all tokens that stand for nothing."""
    return Tensor(name, len(words.tokens), shape.width, shape.head_kind, lambda: values, cycled=False)
