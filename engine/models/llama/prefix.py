"""What the cache of a context holds, and how much of it the next prompt can use again."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Sequence

from engine.models.llama.context import Context
from engine.models.llama.states import LEAST_TOKENS, SavedState, SavedStates

log = logging.getLogger(__name__)

SEQUENCE = 0  # the only one of a context
STRIDE = 256  # tokens that are compared at once


class PrefixCache:
    """The tokens of one context's cache, in step with llama.cpp's own account of it.

    Args:
        context: whose cache it is.
        states: what contexts of these weights have saved.
        rewinds: whether the last tokens can be taken out again. Where they can't, the cache is only gone on with.
    """

    def __init__(self, context: Context, states: SavedStates, *, rewinds: bool) -> None:
        self.tokens: list[int] = []
        """What the cache holds."""
        self._context = context
        self._states = states
        self._rewinds = rewinds

    def shared(self, tokens: Sequence[int]) -> int:
        """So many of the first tokens need not be read again, as the cache is now."""
        common = min(common_prefix(self.tokens, tokens), max(0, len(tokens) - 1))
        return common if self._rewinds or common == len(self.tokens) else 0

    def take_up(self, tokens: Sequence[int]) -> int:
        """Make the cache hold a beginning of `tokens`, as long as can be had without reading; its length.

        At least the last token is left to be read: its logits are not kept.
        """
        self.repair()
        common = self.shared(tokens)
        saved = self._states.longest(self._context.kv_type, tokens)
        if saved is not None and len(saved.tokens) > common and self._restore(saved):
            return len(self.tokens)
        if not self.cut(common):
            self.clear()
        return len(self.tokens)

    def cut(self, length: int) -> bool:
        """Take out all tokens but the first `length`; False, with nothing changed, where that can't be done."""
        if length >= len(self.tokens):
            return True
        if not self._rewinds or not self._remove_from(length):
            return False
        del self.tokens[length:]
        return True

    def worth_saving(self, tokens: Sequence[int], head: int) -> bool:
        """Whether the state after the first `head` tokens, once they are read, should be kept."""
        if not max(LEAST_TOKENS, len(self.tokens) + 1) <= head < len(tokens):
            return False
        return not self._states.keeps(self._context.kv_type, tuple(tokens[:head]))

    def save(self) -> None:
        """Keep the state as it is now."""
        api, pointer = self._context.api, self._context.pointer
        size = int(api.llama_state_seq_get_size(pointer, SEQUENCE))
        if not 0 < size <= self._states.most_bytes:
            return
        data = bytearray(size)
        if api.llama_state_seq_get_data(pointer, (ctypes.c_uint8 * size).from_buffer(data), size, SEQUENCE) == size:
            self._states.put(SavedState(tuple(self.tokens), self._context.kv_type, data))

    def repair(self) -> None:
        """Take out what a computation that was broken off has left beyond the tokens that are known to be in it."""
        present = int(self._context.api.llama_memory_seq_pos_max(self._context.memory, SEQUENCE)) + 1
        if present == len(self.tokens):
            return
        log.debug("the cache has %s tokens, %s of them complete", present, len(self.tokens))
        if present < len(self.tokens) or not self._rewinds or not self._remove_from(len(self.tokens)):
            self.clear()

    def broken_off(self) -> None:
        """A batch was read in part, and put back if that can be done."""
        if self._rewinds:
            self.repair()
        else:
            self.clear()  # its state may have moved on though its length says otherwise

    def clear(self) -> None:
        """Empty the cache."""
        self._context.api.llama_memory_clear(self._context.memory, True)
        self.tokens.clear()

    def _remove_from(self, position: int) -> bool:
        return bool(self._context.api.llama_memory_seq_rm(self._context.memory, SEQUENCE, position, -1))

    def _restore(self, saved: SavedState) -> bool:
        self.clear()
        size = len(saved.data)
        data = (ctypes.c_uint8 * size).from_buffer(saved.data)
        if not self._context.api.llama_state_seq_set_data(self._context.pointer, data, size, SEQUENCE):
            log.warning("a saved state could not be put back")
            self.clear()
            return False
        self.tokens[:] = saved.tokens
        return True


def common_prefix(left: Sequence[int], right: Sequence[int]) -> int:
    """How many of the first items are the same."""
    left, right = list(left), list(right)
    most = min(len(left), len(right))
    start = 0
    while start < most and left[start : start + STRIDE] == right[start : start + STRIDE]:
        start += STRIDE
    while start < most and left[start] == right[start]:
        start += 1
    return min(start, most)
