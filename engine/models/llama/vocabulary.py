"""A model's tokens: text into tokens, tokens into bytes, and which of them are marks rather than text."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from engine.errors import ModelFailed

NO_VOCABULARY = 0  # LLAMA_VOCAB_TYPE_NONE
SENTENCEPIECE = 1  # LLAMA_VOCAB_TYPE_SPM
USER_DEFINED = 1 << 4  # LLAMA_TOKEN_ATTR_USER_DEFINED
MOST_BYTES = 2**31 - 1  # of one text: llama.cpp counts in int32


class Vocabulary:
    """The vocabulary of loaded weights; of no use once they are gone.

    Args:
        api: the declarations of llama.h.
        model: pointer to the weights.
        space_before: whether a text gets a space in front, as SentencePiece has it.
    """

    def __init__(self, api: Any, model: Any, *, space_before: bool) -> None:
        self._api = api
        self._vocab = api.llama_model_get_vocab(model)
        self.size = int(api.llama_vocab_n_tokens(self._vocab)) if self._vocab else 0
        self._pieces: dict[int, bytes] = {}
        self._ends: dict[int, bool] = {}
        self._marks: dict[int, bool] = {}
        self._newline: list[int] = []
        self.leading_space = bool(self.size) and space_before and api.llama_vocab_type(self._vocab) == SENTENCEPIECE
        """Whether the first word of a text has a space in front, which isn't meant."""
        if self.leading_space:
            self._newline = self.tokenise("\n", marks=False)

    @property
    def pointer(self) -> Any:
        """For calls of llama.h."""
        return self._vocab

    def usable(self) -> bool:
        """Whether there is a vocabulary at all."""
        return self.size > 0 and self._api.llama_vocab_type(self._vocab) != NO_VOCABULARY

    def tokenise(self, text: str, *, marks: bool, goes_on: bool = False) -> list[int]:
        """The tokens of a text.

        Args:
            text: any; what isn't valid Unicode is replaced.
            marks: whether control tokens are read as such; otherwise their spelling is text like any other.
            goes_on: whether other text stands before it: SentencePiece then adds no space.

        Raises:
            ModelFailed: the text is too long to be counted.
        """
        if goes_on and self._newline and text:
            # llama.cpp would take it for a beginning; a newline joins with nothing in such vocabularies
            tokens = self._tokenise("\n" + text, marks)
            if tokens[: len(self._newline)] == self._newline:
                return tokens[len(self._newline) :]
        return self._tokenise(text, marks)

    def _tokenise(self, text: str, marks: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        if not data:
            return []
        if len(data) >= MOST_BYTES:
            raise ModelFailed("the prompt is too long to be cut into tokens", "ask about less text")
        room = len(data) // 2 + 16
        while True:
            tokens = (ctypes.c_int32 * room)()
            count = self._api.llama_tokenize(self._vocab, data, len(data), tokens, room, False, marks)
            if count >= 0:
                return tokens[:count]
            if count == -(2**31):
                raise ModelFailed("the prompt is too long to be cut into tokens", "ask about less text")
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes that a token stands for; none for a control token."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._piece(token, spelt=False)
        return known

    def spelling(self, token: int) -> str:
        """How a token is written, a control token too."""
        return self._piece(token, spelt=True).decode("utf-8", "replace")

    def _piece(self, token: int, *, spelt: bool) -> bytes:
        if not 0 <= token < self.size:
            return b""
        room = ctypes.create_string_buffer(64)
        size = self._api.llama_token_to_piece(self._vocab, token, room, len(room), 0, spelt)
        if size < 0:
            room = ctypes.create_string_buffer(-size)
            size = self._api.llama_token_to_piece(self._vocab, token, room, len(room), 0, spelt)
        return room.raw[: max(size, 0)]

    def ends(self, token: int) -> bool:
        """Whether a token ends what the model writes."""
        known = self._ends.get(token)
        if known is None:
            known = self._ends[token] = bool(self._api.llama_vocab_is_eog(self._vocab, token))
        return known

    def is_mark(self, token: int) -> bool:
        """Whether a token only stands in templates."""
        known = self._marks.get(token)
        if known is None:
            known = self.ends(token) or bool(self._api.llama_vocab_is_control(self._vocab, token))
            self._marks[token] = known
        return known

    def is_added(self, token: int) -> bool:
        """Whether a token is a word of the maker's own, which is read as such in any text."""
        return bool(self._api.llama_vocab_get_attr(self._vocab, token) & USER_DEFINED)

    @property
    def begin(self) -> int:
        """The token that a text begins with, -1 where there is none."""
        return int(self._api.llama_vocab_bos(self._vocab))

    @property
    def end(self) -> int:
        """The token that a text ends with, -1 where there is none."""
        return int(self._api.llama_vocab_eos(self._vocab))

    def begins_prompts(self) -> bool:
        """Whether the model was trained with that token before each prompt."""
        return bool(self._api.llama_vocab_get_add_bos(self._vocab)) and 0 <= self.begin < self.size

    def text(self, tokens: Sequence[int]) -> str:
        """What tokens stand for, in one text."""
        return b"".join(map(self.piece, tokens)).decode("utf-8", "replace")
