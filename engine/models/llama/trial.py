"""A first look at a GGUF file, in a process of its own: `python -m engine.models.llama.trial PATH`.

A damaged file, or a library that was built for another processor, can end a process without a word. Here it ends
this one: the file is loaded, its weights are checked, a few tokens are decoded as a batch and one by one, and what
was found is printed as one JSON object, the last line on stdout: {"facts": {...}, "unfit": clause or ""}, or
{"refused": reason, "detail": ...}. llama.cpp's log goes to stderr. All layers stay off the graphics card.
"""

from __future__ import annotations

import ctypes
import json
import logging
import math
import os
import re
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.errors import ModelMissing
from engine.models.llama.library import complaints, library
from engine.models.llama.metadata import Metadata, no_chat_model
from engine.models.llama.template import Template
from engine.models.llama.vocabulary import Vocabulary
from engine.records import ModelFacts

DAMAGED = "damaged"  # the file ends too early, contradicts itself, or has weights that are no numbers
FOREIGN = "foreign"  # not a GGUF file
NEWER = "newer"  # architecture or vocabulary that this llama.cpp doesn't know; the detail names it
MEMORY = "memory"  # not enough of it at this moment
LIBRARY = "library"  # llama.cpp itself can't be loaded
OTHER = "other"  # the detail is llama.cpp's complaint

CONTEXT_TOKENS = 256
BATCH_TOKENS = 8  # more than one take other kernels than single ones do
SINGLE_TOKENS = 4
THREADS = 1  # several wait for each other, for seconds where the machine is busy
SIGNS = (
    (FOREIGN, re.compile(r"invalid magic|failed to read magic")),
    (NEWER, re.compile(r"unknown (?:model architecture|pre-tokenizer type|tokenizer): '([^'\n]+)'")),
    (NEWER, re.compile(r"has invalid (ggml type \d\d)\b|this GGUF file is (version \d) ")),  # longer ones are damage
    (MEMORY, re.compile(r"(?:failed|unable|not able) to allocate|cannot allocate|bad_alloc|out of memory", re.I)),
    (
        DAMAGED,
        re.compile(
            r"corrupted|incomplete|not within the file|failed to read|failed to load model from|invalid data"
            r"|unknown model architecture|hyperparameters|key not found|wrong shape|missing tensor|duplicated? tensor"
            r"|wrong number of tensors"
        ),
    ),
)
"""What llama.cpp says, and what that means; the first sign that is found counts."""


class Refusal(Exception):
    """The file can't be used: a reason of those above and, where there is more to say, a detail."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def examine(path: Path) -> tuple[ModelFacts, str]:
    """Load the file and try it: what it is, and why it can't chat, as one clause, '' where it can.

    Raises:
        ModelMissing: llama.cpp can't be loaded.
        Refusal: llama.cpp can't load the file, or can't compute with it.
    """
    api = library()
    with complaints() as heard:
        wishes = api.llama_model_default_params()
        wishes.n_gpu_layers = 0
        wishes.check_tensors = True  # reads all weights, and finds what fell over on the disk
        model = api.llama_model_load_from_file(str(path).encode("utf-8", "surrogateescape"), wishes)
        if not model:
            raise _refusal(heard)
        metadata = Metadata(api, model)
        unfit = no_chat_model(api, model, metadata)
        kv_bytes = 0 if unfit else _try(api, model, metadata, heard)
        if not unfit:  # a template that never ends, ends with this process
            Template(metadata.template, Vocabulary(api, model, space_before=metadata.space_before))
    description = ctypes.create_string_buffer(256)
    api.llama_model_desc(model, description, len(description))
    described = description.value.decode("utf-8", "replace")
    facts = ModelFacts(
        architecture=metadata.architecture,
        parameters=api.llama_model_n_params(model),
        file_bytes=max(path.stat().st_size, api.llama_model_size(model)),  # it may be the first of several files
        layers=api.llama_model_n_layer(model),
        context_trained=api.llama_model_n_ctx_train(model),
        kv_bytes_per_token=kv_bytes,
        quantisation=described.split(" ", 2)[-1].removeprefix("(guessed) "),  # behind architecture and size
        has_template=bool(metadata.template),
        writes=not unfit,
    )
    return facts, unfit


def _refusal(heard: list[str]) -> Refusal:
    """What llama.cpp's complaints amount to."""
    text = "\n".join(heard)
    for reason, pattern in SIGNS:
        found = pattern.search(text)
        if found:
            return Refusal(reason, found[found.lastindex] if found.lastindex else heard[0])
    return Refusal(OTHER, heard[0] if heard else "llama.cpp doesn't say why")


def _try(api: Any, model: Any, metadata: Metadata, heard: list[str]) -> int:
    """Decode a few tokens; the bytes that each takes in the context, at 16 bits.

    That is layers x key-value heads x (width of a key + of a value) x 2, all from the metadata. Models whose layers
    differ list their heads layer by layer, and some keep fewer or shorter keys and values than the product says:
    there the growth of the context's state counts, which has some bytes more for the token's position.
    """
    wishes = api.llama_context_default_params()
    wishes.n_ctx = CONTEXT_TOKENS
    wishes.n_batch = wishes.n_ubatch = BATCH_TOKENS
    wishes.n_threads = wishes.n_threads_batch = THREADS
    context = api.llama_init_from_model(model, wishes)
    if not context:
        raise _refusal(heard)
    words = api.llama_vocab_n_tokens(api.llama_model_get_vocab(model))
    _decode(api, context, BATCH_TOKENS, words, heard)
    before = api.llama_state_seq_get_size(context, 0)
    for _ in range(SINGLE_TOKENS):
        _decode(api, context, 1, words, heard)
    grown: int = (api.llama_state_seq_get_size(context, 0) - before) // SINGLE_TOKENS
    attention = f"{metadata.architecture}.attention"
    width = api.llama_model_n_embd(model) // max(1, api.llama_model_n_head(model))
    key = metadata.number(f"{attention}.key_length") or width
    value = metadata.number(f"{attention}.value_length") or width
    stated = api.llama_model_n_layer(model) * metadata.number(f"{attention}.head_count_kv") * (key + value) * 2
    return min(stated, grown) if stated else grown


def _decode(api: Any, context: Any, count: int, words: int, heard: list[str]) -> None:
    """Decode `count` tokens, whichever, and look whether the result is numbers."""
    tokens = (ctypes.c_int32 * count)(*(number % words for number in range(1, count + 1)))
    if api.llama_decode(context, api.llama_batch_get_one(tokens, count)):
        raise _refusal(heard)
    if not all(map(math.isfinite, api.llama_get_logits_ith(context, -1)[:words])):
        raise Refusal(DAMAGED, "its weights give no numbers")


def _step_back() -> None:
    """Let everything else on the machine go first, and be the first to go where memory runs out."""
    import psutil

    if sys.platform == "win32":
        with suppress(OSError, psutil.Error):
            psutil.Process().nice(psutil.IDLE_PRIORITY_CLASS)
        ctypes.windll.kernel32.SetErrorMode(0x8003)  # no window that waits for a click after a crash
        return
    import resource

    with suppress(OSError):
        os.nice(10)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError):  # some containers have it read only
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


def main(arguments: list[str]) -> None:
    """Try the file that is named, print one line, and end the process."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not stand where the answer does
    logging.basicConfig(stream=sys.stderr, level=logging.DEBUG, format="%(message)s")
    _step_back()
    found: dict[str, object]
    try:
        facts, unfit = examine(Path(arguments[0]))
        found = {"facts": asdict(facts), "unfit": unfit}
    except Refusal as refusal:
        found = {"refused": refusal.reason, "detail": refusal.detail}
    except ModelMissing as error:
        found = {"refused": LIBRARY, "detail": error.what}
    answer.write(json.dumps(found) + "\n")
    answer.flush()
    os._exit(0)  # the system takes the memory back faster than llama.cpp gives it


if __name__ == "__main__":
    main(sys.argv[1:])
