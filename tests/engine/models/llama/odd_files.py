"""Models of other kinds than most: one that can't go back, and one whose words begin with a space."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from engine.evaluation.gguf_shapes_file import Randomness, Tensor, constant, write
from engine.evaluation.gguf_shapes_words import CHATML, END, STOP, common_words, vocabulary

WIDTH = 64
STATE, INNER, RANK, KERNEL = 16, 128, 4, 4  # of a Mamba layer
BYTE, CONTROL, USER_DEFINED, NORMAL, UNKNOWN = 6, 3, 4, 1, 2  # token types of the file format

SPELT = (" ", "▁", "h", "e", "l", "o", "▁h", "he", "ll", "llo", "▁he", "hello", "▁hello", "<turn>")
"""Pieces of the words that `write_spaced` knows; the longer, the likelier. The last is a mark that counts as a word."""

TURNS = "{{ bos_token }}{% for m in messages %}<turn>{{ m.role }}\n{{ m.content }}</s>\n{% endfor %}<turn>assistant\n"


def write_recurrent(path: Path) -> Path:
    """A Mamba model that writes noise."""
    words = vocabulary(common_words())
    random = Randomness(5)

    def describe(writer: Any) -> None:
        writer.add_context_length(1_024)
        writer.add_embedding_length(WIDTH)
        writer.add_block_count(2)
        writer.add_feed_forward_length(0)
        writer.add_head_count(0)
        writer.add_layer_norm_rms_eps(1e-5)
        writer.add_ssm_conv_kernel(KERNEL)
        writer.add_ssm_inner_size(INNER)
        writer.add_ssm_state_size(STATE)
        writer.add_ssm_time_step_rank(RANK)
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("gpt-2")
        writer.add_token_list(words.tokens)
        writer.add_token_types(words.types)
        writer.add_token_merges(words.merges)
        writer.add_bos_token_id(words.id_of(STOP))
        writer.add_eos_token_id(words.id_of(END))
        writer.add_add_bos_token(False)
        writer.add_chat_template(CHATML)

    def matrix(name: str, rows: int, columns: int) -> Tensor:
        return Tensor(name, rows, columns, "F32", random.rows(columns))

    def vector(name: str, columns: int, value: float) -> Tensor:
        return Tensor(name, 0, columns, "F32", constant(columns, value))

    tensors = [matrix("token_embd.weight", len(words.tokens), WIDTH), vector("output_norm.weight", WIDTH, 1)]
    for begin in ("blk.0.", "blk.1."):
        tensors += [
            vector(f"{begin}attn_norm.weight", WIDTH, 1),
            matrix(f"{begin}ssm_in.weight", 2 * INNER, WIDTH),
            matrix(f"{begin}ssm_conv1d.weight", INNER, KERNEL),
            vector(f"{begin}ssm_conv1d.bias", INNER, 0),
            matrix(f"{begin}ssm_x.weight", RANK + 2 * STATE, INNER),
            matrix(f"{begin}ssm_dt.weight", INNER, RANK),
            vector(f"{begin}ssm_dt.bias", INNER, 0.1),
            Tensor(f"{begin}ssm_a", INNER, STATE, "F32", lambda: np.full((1, STATE), -0.5, np.float32)),
            vector(f"{begin}ssm_d", INNER, 1),
            matrix(f"{begin}ssm_out.weight", WIDTH, INNER),
        ]
    write(path, "mamba", describe, tensors)
    return path


def write_spaced(path: Path) -> Path:
    """A model with a SentencePiece vocabulary, where a text gets a space in front; it writes noise."""
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *SPELT]
    kinds = [UNKNOWN, CONTROL, CONTROL, *[BYTE] * 256, *[NORMAL] * (len(SPELT) - 1), USER_DEFINED]
    scores = [0.0] * 259 + [float(len(piece)) for piece in SPELT]
    random = Randomness(6)

    def describe(writer: Any) -> None:
        writer.add_context_length(512)
        writer.add_embedding_length(WIDTH)
        writer.add_block_count(1)
        writer.add_feed_forward_length(2 * WIDTH)
        writer.add_head_count(2)
        writer.add_head_count_kv(2)
        writer.add_layer_norm_rms_eps(1e-5)
        writer.add_rope_dimension_count(WIDTH // 2)
        writer.add_vocab_size(len(tokens))
        writer.add_tokenizer_model("llama")
        writer.add_token_list(tokens)
        writer.add_token_scores(scores)
        writer.add_token_types(kinds)
        writer.add_bos_token_id(1)
        writer.add_eos_token_id(2)
        writer.add_unk_token_id(0)
        writer.add_add_bos_token(True)
        writer.add_add_space_prefix(True)
        writer.add_chat_template(TURNS)

    def matrix(name: str, rows: int, columns: int) -> Tensor:
        return Tensor(f"{name}.weight", rows, columns, "F32", random.rows(columns))

    def norm(name: str) -> Tensor:
        return Tensor(f"{name}.weight", 0, WIDTH, "F32", constant(WIDTH, 1))

    layer = [norm("blk.0.attn_norm"), norm("blk.0.ffn_norm"), matrix("blk.0.ffn_down", WIDTH, 2 * WIDTH)]
    layer += [matrix(f"blk.0.attn_{name}", WIDTH, WIDTH) for name in ("q", "k", "v", "output")]
    layer += [matrix(f"blk.0.ffn_{name}", 2 * WIDTH, WIDTH) for name in ("gate", "up")]
    write(path, "llama", describe, [matrix("token_embd", len(tokens), WIDTH), norm("output_norm"), *layer])
    return path
