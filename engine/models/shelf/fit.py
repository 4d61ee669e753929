"""How much memory a chat model takes, and the largest context that an allowance has room for.

Measured with llama.cpp (llama-cpp-python 0.3.36, x86-64, flash attention) on random models of real shapes, batches of
512 tokens; 'touched' is what the process had of its own (USS) once a full batch was decoded, less the context's keys
and values. The formula comes close to it, and what is counted for vocabulary and library is more than any difference:

| model | context | touched | formula |
| --- | --- | --- | --- |
| 24 layers, width 896, feed-forward 4864, 494 M parameters, Q8_0 | 8,192 | 44 MiB | 46 MiB |
| the same in Q4_0, 192 of 330 MiB laid out anew | 4,096 | 45 MiB | 42 MiB |
| the same in Q8_0 | 32,768 | 45 MiB; llama.cpp reserves 68 | 70 MiB |
| 16 layers, width 2048, feed-forward 8192, 1.24 G parameters, Q8_0 | 4,096 | 72 MiB | 77 MiB |

llama.cpp's log tells of more where it may be asked for the logits of a whole batch (300 MiB for a vocabulary of
152,000): it reserves addresses for them, and never touches the pages.
A vocabulary of 152,000 tokens and as many merges took 45 MiB.
"""

from __future__ import annotations

from math import isqrt

from engine.records import ModelFacts

BATCH_TOKENS = 512  # read at once: llama.cpp's physical batch
STEP_TOKENS = 256  # llama.cpp rounds contexts up to this
LEAST_CONTEXT_TOKENS = 1024  # a question, a passage and an answer hardly fit in less
VOCABULARY_BYTES = 64 * 1024 * 1024  # tables of the 152,000 tokens and merges of a large vocabulary, and the library


def need_bytes(facts: ModelFacts, context_tokens: int, kv_type: str, contexts: int = 1) -> int:
    """Memory for a model that answers in `contexts` contexts of `context_tokens` tokens each, in bytes.

    The weights count with the whole file: it is mapped, and every page is read for every token; tensors that
    llama.cpp lays out anew for the processor leave their pages of the file to whoever needs them. Each context has
    keys and values for all its tokens, at 2 bytes a value ('f16') or 34 bytes for 32 values ('q8_0', ggml-common.h),
    and buffers to compute in. Models that keep keys and values of a few layers only take less than this says.
    """
    tokens = -(-context_tokens // STEP_TOKENS) * STEP_TOKENS
    each = tokens * kv_token_bytes(facts, kv_type) + _compute_bytes(facts, tokens)
    return facts.file_bytes + min(VOCABULARY_BYTES, facts.file_bytes) + contexts * each


def largest_context(facts: ModelFacts, allowance_bytes: int, kv_type: str, wanted: int) -> int:
    """The most tokens of context, at most `wanted` and as trained, that fit into `allowance_bytes`.

    A multiple of 256, unless `wanted` or the trained size is below 256 itself. 0 where not even 1,024 tokens fit, or
    `wanted` or the trained size where one of these is smaller.
    """
    most = min(wanted, facts.context_trained)
    if most > STEP_TOKENS:
        most -= most % STEP_TOKENS
    least = min(LEAST_CONTEXT_TOKENS, most)
    if most <= 0 or need_bytes(facts, least, kv_type) > allowance_bytes:
        return 0
    low, high = least // STEP_TOKENS, most // STEP_TOKENS
    while low < high:  # need_bytes grows with the context
        middle = (low + high + 1) // 2
        if need_bytes(facts, middle * STEP_TOKENS, kv_type) <= allowance_bytes:
            low = middle
        else:
            high = middle - 1
    return max(low * STEP_TOKENS, least)


def kv_token_bytes(facts: ModelFacts, kv_type: str) -> int:
    """Keys and values of one token in all layers, in bytes.

    Raises:
        ValueError: `kv_type` is neither 'f16' nor 'q8_0'.
    """
    if kv_type == "f16":
        return facts.kv_bytes_per_token
    if kv_type == "q8_0":
        return -(-facts.kv_bytes_per_token * 34 // 64)
    raise ValueError(kv_type)


def _compute_bytes(facts: ModelFacts, tokens: int) -> int:
    """What one context needs to compute in: about four rows of the feed-forward layer for each token of a batch, in
    32 bits, and the mask of the batch against the context in 16.

    The layer's width is not among the facts. A layer of width w with a feed-forward layer of 4 w has about 14 w²
    parameters, and counting the vocabulary's among the layers' makes the guess a little too high, as it should be.
    """
    width = isqrt(facts.parameters // (14 * max(1, facts.layers)))
    return BATCH_TOKENS * (4 * 4 * 4 * width + 2 * tokens)
