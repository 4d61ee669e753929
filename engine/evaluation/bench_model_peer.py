"""The peer of our chat models: the shortest loop that llama.cpp's functions can be called in from Python.

It reads a prompt, samples and decodes. It doesn't turn tokens into text, can't be stopped, forgets every prompt and
minds nothing; what a chat needs beyond this should cost next to nothing beside it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from types import TracebackType

from engine.errors import ModelUnfit
from engine.models.chat import Message, Sampling
from engine.models.llama.library import library

BATCH_TOKENS = 512
LAST_TOKENS = 64  # that the repeat penalty looks at


@dataclass(frozen=True, slots=True)
class Written:
    """What one call has taken."""

    prompt_tokens: int
    tokens: int
    prompt_ms: float  # from the call to the first token
    total_ms: float
    cpu_ms: float  # of the processor, after the first token

    @property
    def tokens_per_s(self) -> float:
        """Speed of writing, the reading of the prompt left out; 0 below two tokens."""
        writing_ms = self.total_ms - self.prompt_ms
        return (self.tokens - 1) * 1000 / writing_ms if self.tokens > 1 and writing_ms > 0 else 0.0


class BareLoop:
    """A model and one context of its own, on the processor.

    Args:
        path: a GGUF file.
        context_tokens: of the context.
        threads: for reading and writing.

    Raises:
        ModelMissing: llama.cpp isn't installed.
        ModelUnfit: the file can't be loaded, or there is no memory for its context.
    """

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        self._api = api = library()
        options = api.llama_model_default_params()
        options.n_gpu_layers = 0
        self._model = api.llama_model_load_from_file(str(path).encode("utf-8", "surrogateescape"), options)
        if not self._model:
            raise ModelUnfit(f"{path} can't be loaded by llama.cpp", "see nacre models test, or name another file")
        settings = api.llama_context_default_params()
        settings.n_ctx = context_tokens
        settings.n_batch = settings.n_ubatch = BATCH_TOKENS
        settings.n_threads = settings.n_threads_batch = threads
        settings.no_perf = True
        self._context = api.llama_init_from_model(self._model, settings)
        if not self._context:
            api.llama_model_free(self._model)
            raise ModelUnfit(f"there is no memory for a context of {context_tokens:,} tokens", "name a smaller file")
        self._vocabulary = api.llama_model_get_vocab(self._model)

    def __enter__(self) -> BareLoop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the memory."""
        self._api.llama_free(self._context)
        self._api.llama_model_free(self._model)

    def write(self, messages: Sequence[Message], sampling: Sampling) -> Written:
        """Answer, and throw the text away.

        Args:
            messages: laid out by the C library's own templates, or one after the other where it has none for this file.
            sampling: with a seed; stop strings, schema and chances are not heeded.
        """
        api = self._api
        started = perf_counter()
        tokens = self._tokens(self._text(messages))
        api.llama_memory_clear(api.llama_get_memory(self._context), True)
        for begin in range(0, len(tokens), BATCH_TOKENS):
            part = tokens[begin : begin + BATCH_TOKENS]
            self._decode((api.llama_token * len(part))(*part), len(part))
        sampler = self._sampler(sampling)
        one = (api.llama_token * 1)()
        try:
            one[0] = api.llama_sampler_sample(sampler, self._context, -1)
            first, used = perf_counter(), process_time()
            written = 1
            while written < sampling.max_tokens and not api.llama_vocab_is_eog(self._vocabulary, one[0]):
                self._decode(one, 1)
                one[0] = api.llama_sampler_sample(sampler, self._context, -1)
                written += 1
        finally:
            api.llama_sampler_free(sampler)
        ended, used = perf_counter(), process_time() - used
        return Written(len(tokens), written, (first - started) * 1000, (ended - started) * 1000, used * 1000)

    def _decode(self, tokens: ctypes.Array[ctypes.c_int32], count: int) -> None:
        code = self._api.llama_decode(self._context, self._api.llama_batch_get_one(tokens, count))
        if code:
            raise ModelUnfit(f"llama.cpp could not read {count} tokens (code {code})", "name another file")

    def _text(self, messages: Sequence[Message]) -> bytes:
        api = self._api
        template = api.llama_model_chat_template(self._model, None)
        plain = "\n".join(message.content for message in messages).encode()
        if not template:
            return plain
        chat = (api.llama_chat_message * len(messages))(
            *(api.llama_chat_message(message.role.encode(), message.content.encode()) for message in messages)
        )
        room = 2 * len(plain) + 1000
        text = ctypes.create_string_buffer(room)
        size = api.llama_chat_apply_template(template, chat, len(messages), True, text, room)
        return text.raw[:size] if 0 < size <= room else plain

    def _tokens(self, text: bytes) -> list[int]:
        room = len(text) + 8
        found = (self._api.llama_token * room)()
        count = self._api.llama_tokenize(self._vocabulary, text, len(text), found, room, True, True)
        return list(found[:count])

    def _sampler(self, sampling: Sampling) -> ctypes.c_void_p:
        """The same choice as ours, in the order in which llama.cpp's own program makes it."""
        api = self._api
        chain: ctypes.c_void_p = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        words = api.llama_vocab_n_tokens(self._vocabulary)
        parts = [api.llama_sampler_init_penalties(words, LAST_TOKENS, sampling.repeat_penalty, 0.0, 0.0)]
        if sampling.temperature:
            parts.append(api.llama_sampler_init_top_k(sampling.top_k))
            parts.append(api.llama_sampler_init_top_p(sampling.top_p, 1))
            parts.append(api.llama_sampler_init_temp(sampling.temperature))
            parts.append(api.llama_sampler_init_dist(sampling.seed))
        else:
            parts.append(api.llama_sampler_init_greedy())
        for part in parts:
            api.llama_sampler_chain_add(chain, part)
        return chain
