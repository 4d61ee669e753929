"""What a GGUF file states about its model."""

from __future__ import annotations

import ctypes
from typing import Any

NO_POOLING = ("", "0")


class Metadata:
    """The texts and numbers of a GGUF file, all as text. Lists are not among them."""

    def __init__(self, api: Any, model: Any) -> None:
        self._values: dict[str, str] = {}
        for index in range(max(0, api.llama_model_meta_count(model))):
            key = _text(api.llama_model_meta_key_by_index, model, index)
            self._values[key] = _text(api.llama_model_meta_val_str_by_index, model, index)

    def get(self, key: str, default: str = "") -> str:
        """The value of a key."""
        return self._values.get(key, default)

    def number(self, key: str) -> int:
        """A whole number, 0 where there is none."""
        value = self.get(key)
        return int(value) if value.isdecimal() else 0

    @property
    def architecture(self) -> str:
        """The kind of model: 'llama', 'qwen2'."""
        return self.get("general.architecture")

    @property
    def space_before(self) -> bool:
        """Whether a text gets a space in front, where the vocabulary is SentencePiece's."""
        return self.get("tokenizer.ggml.add_space_prefix", "true") != "false"

    @property
    def template(self) -> str:
        """The chat template, '' where there is none."""
        return self.get("tokenizer.chat_template")


def no_chat_model(api: Any, model: Any, metadata: Metadata) -> str:
    """Why it can't write answers, one clause; '' where it can."""
    kind = metadata.architecture
    vectors = "it is an embedding model, which makes vectors of texts and writes none"
    if not api.llama_model_has_decoder(model) or metadata.get(f"{kind}.attention.causal") == "false":
        return vectors
    if metadata.get(f"{kind}.pooling_type") not in NO_POOLING:
        return vectors
    if api.llama_model_has_encoder(model):
        return "it translates by an encoder, and doesn't go on with a text"
    if api.llama_model_is_diffusion(model):
        return "it writes a whole text at once, by diffusion"
    return ""


def _text(call: Any, model: Any, index: int) -> str:
    """A text that llama.cpp copies out, however long."""
    size = 256
    while True:
        room = ctypes.create_string_buffer(size)
        needed = call(model, index, room, size)
        if needed < 0:
            return ""
        if needed < size:
            return room.raw[:needed].decode("utf-8", "replace")
        size = needed + 1
