"""One context of llama.cpp: what the model has read, as its attention needs it, and the next token's logits."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.errors import ModelFailed, ModelUnfit
from engine.models.llama.cores import MOST_CPUS, bind
from engine.models.llama.library import complaints

if TYPE_CHECKING:
    from engine.models.llama.weights import Weights

log = logging.getLogger(__name__)

BATCH_TOKENS = 512
"""Read at once: between two batches a cancel shows, also where a graphics card can't be interrupted."""

NO_SLOT, ABORTED = 1, 2  # what llama_decode returns besides 0 and errors below 0


class BrokenOff(Exception):
    """The computation was broken off: not all of the batch was read."""


class Context:
    """A context and the batch that feeds it. One thread at a time."""

    def __init__(self, weights: Weights, pointer: Any, kv_type: str) -> None:
        """Only `open_context` makes them; whoever has one closes it."""
        self.api = weights.api
        self.pointer = pointer
        self.kv_type = kv_type
        self.memory = self.api.llama_get_memory(pointer)
        self._threads = 0
        self._bound = bind(pointer, weights.plan.cpus)
        self._most_threads = self._bound.most_threads if self._bound else MOST_CPUS
        size = self.batch_tokens = int(self.api.llama_n_batch(pointer))
        sequence = ctypes.c_int32(0)
        self._tokens = (ctypes.c_int32 * size)()
        self._positions = (ctypes.c_int32 * size)()
        self._outputs = (ctypes.c_int8 * size)()
        self._kept = (
            (ctypes.c_int32 * size)(*([1] * size)),
            (ctypes.POINTER(ctypes.c_int32) * size)(*([ctypes.pointer(sequence)] * size)),
            sequence,
        )
        self._batch = self.api.llama_batch(0, self._tokens, None, self._positions, *self._kept[:2], self._outputs)

    def use_threads(self, threads: int) -> None:
        """Compute with so many threads from now on, at least 1 and no more than ggml can have; where they are bound, at
        most one a core."""
        threads = max(1, min(threads, self._most_threads))
        if threads != self._threads:
            self._threads = threads
            self.api.llama_set_n_threads(self.pointer, self._threads, self._threads)

    def read_one(self, token: int, position: int) -> None:
        """Read one token; its logits are output -1.

        Raises:
            BrokenOff, ModelFailed: it wasn't read.
        """
        self._tokens[0] = token
        self._positions[0] = position
        self._outputs[0] = 1
        self._batch.n_tokens = 1
        result = self.api.llama_decode(self.pointer, self._batch)
        if result:
            raise _failure(result)

    def read(self, tokens: Sequence[int], position: int, outputs: int) -> None:
        """Read a batch of tokens.

        Args:
            tokens: at most `batch_tokens`, each below the size of the vocabulary.
            position: of the first one.
            outputs: of so many of the last tokens logits are made; output i is that of tokens[i], -1 of the last one.

        Raises:
            BrokenOff, ModelFailed: they weren't read, or not all of them.
        """
        count = len(tokens)
        if not 0 < count <= self.batch_tokens:
            raise ValueError(f"a batch has 1 to {self.batch_tokens} tokens, not {count}")
        self._tokens[:count] = list(tokens)
        self._positions[:count] = list(range(position, position + count))
        self._outputs[: count - outputs] = [0] * (count - outputs)
        self._outputs[count - outputs : count] = [1] * outputs
        self._batch.n_tokens = count
        result = self.api.llama_decode(self.pointer, self._batch)
        if result:
            raise _failure(result)

    def close(self) -> None:
        """Let go of the context; closing twice is once."""
        if self.pointer:
            if self._bound:
                self._bound.detach()
            self.api.llama_free(self.pointer)
            self.pointer = self.memory = None
            if self._bound:
                self._bound.close()


def open_context(weights: Weights, model: Any) -> Context:
    """A context as the weights' plan wants it; a quantised cache falls back to 16 bits where the model can't have one.

    Raises:
        ModelUnfit: there is no room for it, or the model is not made for it.
    """
    plan = weights.plan
    tokens = plan.context_tokens
    if 0 < weights.context_trained < tokens:
        log.info("%s was trained on %s tokens: its context has no more", plan.name, weights.context_trained)
        tokens = weights.context_trained
    with complaints() as reasons:
        for kv_type in (plan.kv_type, "f16") if plan.kv_type != "f16" else ("f16",):
            pointer = weights.api.llama_init_from_model(model, _parameters(weights.api, max(1, tokens), kv_type))
            if pointer and not weights.api.llama_get_memory(pointer):
                weights.api.llama_free(pointer)
                reasons.append("it keeps nothing of what it has read")
                pointer = None
            if pointer:
                return Context(weights, pointer, kv_type)
            log.info("%s can't have a context of %s tokens kept as %s", plan.name, tokens, kv_type)
    why = f" ({reasons[0]})" if reasons else ""
    raise ModelUnfit(
        f"{plan.name} can't be given a context of {tokens} tokens{why}", "set models.context_tokens to a smaller number"
    )


def _parameters(api: Any, tokens: int, kv_type: str) -> Any:
    parameters = api.llama_context_default_params()
    parameters.n_ctx = tokens
    parameters.n_batch = parameters.n_ubatch = min(BATCH_TOKENS, tokens)
    parameters.n_seq_max = 1
    parameters.n_threads = parameters.n_threads_batch = 1  # asked for anew before each token
    parameters.no_perf = True
    parameters.swa_full = True  # or a prompt's beginning could not be taken up again
    if kv_type == "q8_0":
        parameters.type_k = parameters.type_v = api.GGML_TYPE_Q8_0
        parameters.flash_attn_type = api.LLAMA_FLASH_ATTN_TYPE_ENABLED  # without it, values can't be quantised
    return parameters


def _failure(result: int) -> Exception:
    if result == ABORTED:
        return BrokenOff()
    if result == NO_SLOT:
        return ModelFailed("the model's context is full", "ask a shorter question, or about fewer sources")
    return ModelFailed(f"the model could not go on (llama.cpp's error {result})", "ask again, or choose another model")
