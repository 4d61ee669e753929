"""The loop: a prompt is read in batches, then token after token is chosen and read in its turn."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from engine.errors import ModelFailed
from engine.models.llama.cancelling import Breaker
from engine.models.llama.context import BrokenOff, Context
from engine.models.llama.prefix import PrefixCache
from engine.models.llama.sampler import Sampler
from engine.models.llama.speculation import PromptLookup
from engine.models.plan import Pace


class Decoder:
    """Reads and writes in one context, for one answer.

    Args:
        context: where.
        cache: what it holds.
        pace: how fast.
        breaker: ends it before its time.
        room_tokens: that the context may hold in all.
    """

    def __init__(self, context: Context, cache: PrefixCache, pace: Pace, breaker: Breaker, room_tokens: int) -> None:
        self._context = context
        self._cache = cache
        self._pace = pace
        self._breaker = breaker
        self._room_tokens = room_tokens
        self.output = -1
        """Of the last batch, the one that the next token is chosen from."""

    def read_prompt(self, tokens: Sequence[int], head: int) -> int:
        """Read what of a prompt the cache doesn't hold; how much it did hold.

        The state after the first `head` tokens is kept, where that is worth it.

        Raises:
            BrokenOff: the answer is to end; the cache is in order.
            ModelFailed: it can't be read.
        """
        cached = self._cache.take_up(tokens)
        if self._cache.worth_saving(tokens, head):
            self._read(tokens[cached:head])
            self._cache.save()
        self._read(tokens[len(self._cache.tokens) :])
        return cached

    def _read(self, tokens: Sequence[int]) -> None:
        for start in range(0, len(tokens), self._context.batch_tokens):
            self._keep_pace()
            self._read_batch(tokens[start : start + self._context.batch_tokens], 1)

    def write(self, sampler: Sampler, lookup: PromptLookup | None) -> Generator[int, None, None]:
        """Tokens, one after the other, until the room is used up. The caller decides that it is enough.

        A token is read by the model once the next one is asked for. Guesses are read along with it; a token that was
        guessed is chosen from the output that is there already, and what follows a wrong guess is taken out again.

        Raises:
            BrokenOff: the answer is to end; the cache is in order.
            ModelFailed: the model can't go on.
        """
        guesses: list[int] = []
        right = 0
        self.output = -1
        while True:
            token = sampler.next(self._context.pointer, self.output)
            yield token
            if right < len(guesses):
                if guesses[right] == token:
                    right += 1
                    self.output += 1
                    if lookup:
                        lookup.add((token,))
                    self._keep_pace()
                    continue
                if not self._cache.cut(len(self._cache.tokens) - (len(guesses) - right)):
                    self._cache.clear()
                    raise ModelFailed("the model can't take back what it guessed", "set models.speculation to false")
            if lookup:
                if guesses:
                    lookup.judge(len(guesses), right)
                lookup.add((token,))
            room = self._room_tokens - len(self._cache.tokens)
            if room <= 0:
                return
            self._keep_pace()
            guesses, right = self._guesses(lookup, room - 1), 0
            if guesses:
                self._read_batch([token, *guesses], 1 + len(guesses))
                self.output = 0
            else:
                self._read_one(token)
                self.output = -1

    def _guesses(self, lookup: PromptLookup | None, most: int) -> list[int]:
        return lookup.guess()[: max(0, most)] if lookup else []

    def _read_one(self, token: int) -> None:
        try:
            self._context.read_one(token, len(self._cache.tokens))
        except (BrokenOff, ModelFailed):
            self._cache.broken_off()
            raise
        self._cache.tokens.append(token)

    def _read_batch(self, tokens: Sequence[int], outputs: int) -> None:
        try:
            self._context.read(tokens, len(self._cache.tokens), outputs)
        except (BrokenOff, ModelFailed):
            self._cache.broken_off()
            raise
        self._cache.tokens += tokens

    def _keep_pace(self) -> None:
        pause_s = self._pace.pause_s()
        if pause_s > 0:
            self._breaker.rest(pause_s)
        if self._breaker.broken:
            raise BrokenOff
        self._context.use_threads(self._pace.threads())
