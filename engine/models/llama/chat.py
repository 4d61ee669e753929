"""A chat model on llama.cpp: one context of loaded weights, which answers one call at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from threading import Event as Cancel
from time import perf_counter
from typing import TYPE_CHECKING

from engine.errors import ModelFailed
from engine.models.chat import Hear, Message, Piece, Reply, Sampling, Started, TokenChance
from engine.models.llama.cancelling import Breaker
from engine.models.llama.chances import chance
from engine.models.llama.context import BrokenOff, open_context
from engine.models.llama.cores import own_cores_kept
from engine.models.llama.decoding import Decoder
from engine.models.llama.prefix import PrefixCache
from engine.models.llama.sampler import Sampler, sampler
from engine.models.llama.speculation import PromptLookup
from engine.models.llama.stopping import Circles, Output
from engine.models.plan import Pace

if TYPE_CHECKING:
    from engine.models.llama.template import Prompt
    from engine.models.llama.weights import Weights


class LlamaChat:
    """A ChatModel. `Weights.open` makes it; closing it lets go of its context, not of the weights.

    Args:
        weights: loaded; they stay as long as this is open.
        pace: asked before each token.

    Raises:
        ModelUnfit: there is no room for a context.
        ModelFailed: the weights were closed.
    """

    def __init__(self, weights: Weights, pace: Pace) -> None:
        self._weights = weights
        self._pace = pace
        self._turn = threading.Lock()  # held while an answer is written
        self._state = threading.Lock()  # held for a moment, around the fields below
        self._breaker: Breaker | None = None
        self._writer = 0  # the thread that writes an answer
        self._closed = False
        model = weights.hold()
        try:
            self._context = open_context(weights, model)
        except BaseException:
            weights.release()
            raise
        self._cache = PrefixCache(self._context, weights.states, rewinds=weights.rewinds)
        size = int(weights.api.llama_n_ctx_seq(self._context.pointer))
        self._room_tokens = min(size, weights.plan.context_tokens, weights.context_trained or size)

    @property
    def name(self) -> str:
        """As the plan has it."""
        return self._weights.plan.name

    @property
    def context_tokens(self) -> int:
        """Room for prompt and answer together."""
        return self._room_tokens

    @property
    def kv_type(self) -> str:
        """How the context is kept: as planned, or 'f16' where the model can't be kept so."""
        return self._context.kv_type

    @property
    def note(self) -> str:
        """One sentence where the model's own chat template isn't used, else ''."""
        return self._weights.template.note

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of a prompt. May be called while an answer is written.

        Raises:
            ModelFailed: the model was closed.
        """
        return len(self._lay_out(messages).tokens)

    def shared_prefix(self, messages: Sequence[Message]) -> int:
        """So many of the prompt's first tokens are read already, by the last call to this context.

        Raises:
            ModelFailed: the model was closed.
        """
        return self._cache.shared(self._lay_out(messages).tokens)

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Cancel) -> Reply:
        """Write an answer; see `ChatModel.reply`. A second call waits for the first one to end.

        Raises:
            ModelFailed: the prompt is too long, the model was closed, or it can't go on.
            UsageError: the JSON schema can't be kept to.
        """
        answer = _Answer(self.name, hear)
        with self._writing(cancel) as breaker:
            prompt = self._lay_out(messages)
            if len(prompt.tokens) >= self._room_tokens:
                what = f"the prompt has {len(prompt.tokens)} tokens, and {self.name} has room for {self._room_tokens}"
                raise ModelFailed(f"{what} with its answer", "ask a shorter question, or about fewer sources")
            answer.prompt_tokens = len(prompt.tokens)
            decoder = Decoder(self._context, self._cache, self._pace, breaker, self._room_tokens)
            with sampler(self._weights.api, self._weights.vocabulary, sampling) as chooser:
                try:
                    answer.began(decoder.read_prompt(prompt.tokens, prompt.head))
                    self._write(answer, decoder, chooser, sampling, prompt)
                except BrokenOff:
                    answer.finish = "cancelled"
                    answer.say(answer.output.rest())
        return answer.reply()

    def close(self) -> None:
        """Let go of the context; an answer that is being written ends. Closing twice is once."""
        with self._state:
            if self._closed:
                return
            self._closed = True
            if self._breaker:
                self._breaker.now()
            if self._writer == threading.get_ident():
                return  # from within `hear`: the end of the answer sees to it
        with self._turn:
            self._let_go()

    def _write(self, answer: _Answer, decoder: Decoder, chooser: Sampler, sampling: Sampling, prompt: Prompt) -> None:
        vocabulary = self._weights.vocabulary
        output = answer.output = Output(
            (*sampling.stop, *self._weights.template.stops),
            in_thought=prompt.in_thought and not sampling.schema,
            leading_space=vocabulary.leading_space,
        )
        circles = Circles()
        lookup = PromptLookup() if self._weights.plan.speculation and self._weights.rewinds else None
        if lookup:
            lookup.add(prompt.tokens)
        if sampling.max_tokens < 1:
            return
        with closing(decoder.write(chooser, lookup)) as tokens:
            for token in tokens:
                answer.wrote_first()
                if vocabulary.ends(token):
                    answer.finish = "stop"
                    break
                answer.tokens += 1
                if sampling.logprobs:
                    logits = self._weights.api.llama_get_logits_ith(self._context.pointer, decoder.output)
                    answer.chances.append(chance(logits, vocabulary, token, sampling.logprobs))
                piece = vocabulary.piece(token)
                answer.say(output.add(piece))
                if output.stopped:
                    answer.finish = "stop"
                    break
                if answer.tokens >= sampling.max_tokens:
                    break
                if circles.closed(token, piece):
                    answer.finish = "repeats"
                    break
        answer.say(output.rest())

    def _lay_out(self, messages: Sequence[Message]) -> Prompt:
        with self._weights.held():
            return self._weights.template.lay_out(messages)

    @contextmanager
    def _writing(self, cancel: Cancel) -> Iterator[Breaker]:
        """The context to oneself.

        Raises:
            ModelFailed: it was closed.
        """
        with self._turn:
            with self._state:
                if self._closed:
                    raise ModelFailed(f"the model {self.name} was closed", "ask again: it is loaded anew")
                self._breaker = Breaker(self._weights.api, self._context.pointer, cancel)
                self._writer = threading.get_ident()
            try:
                with self._breaker, own_cores_kept():
                    yield self._breaker
            finally:
                with self._state:
                    self._breaker, self._writer = None, 0
                    closed = self._closed
                if closed:
                    self._let_go()

    def _let_go(self) -> None:
        if self._context.pointer:
            self._context.close()
            self._weights.release()


class _Answer:
    """What is written, as it comes to be."""

    def __init__(self, model: str, hear: Hear) -> None:
        self.finish = "length"
        self.prompt_tokens = self.tokens = 0
        self.output = Output(())
        self.chances: list[TokenChance] = []
        self._model = model
        self._hear = hear
        self._cached = 0
        self._pieces: list[str] = []
        self._start = perf_counter()
        self._first_ms = 0.0

    def began(self, cached_tokens: int) -> None:
        """The prompt was read."""
        self._cached = cached_tokens
        self._hear(Started(self.prompt_tokens, cached_tokens, self._elapsed_ms()))

    def wrote_first(self) -> None:
        """A token was chosen: the time of the first one counts."""
        if not self._first_ms:
            self._first_ms = self._elapsed_ms()

    def say(self, text: str) -> None:
        """Text that stays."""
        if text:
            self._pieces.append(text)
            self._hear(Piece(text))

    def reply(self) -> Reply:
        """The answer."""
        total_ms = self._elapsed_ms()
        return Reply(
            model=self._model,
            text="".join(self._pieces),
            finish=self.finish,
            prompt_tokens=self.prompt_tokens,
            cached_tokens=self._cached,
            tokens=self.tokens,
            first_token_ms=self._first_ms or total_ms,
            total_ms=total_ms,
            chances=tuple(self.chances),
        )

    def _elapsed_ms(self) -> float:
        return (perf_counter() - self._start) * 1000
