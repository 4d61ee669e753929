"""What every chat model is to the rest of the engine: messages in, text out, a piece at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import Protocol

from engine.config import ModelSettings


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: str  # 'system', 'user' or 'assistant'
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen, and when to stop."""

    max_tokens: int = 512
    temperature: float = 0.3  # 0 takes the likeliest token
    top_p: float = 0.95
    top_k: int = 40  # 0 means all
    repeat_penalty: float = 1.1  # 1 means none
    seed: int = 0  # 0 means another one each time
    stop: tuple[str, ...] = ()  # the text ends before the first of these
    schema: str = ""  # a JSON schema: what is written is valid JSON of that form
    logprobs: int = 0  # alternatives to report for each token; 0 reports nothing


def sampling_of(settings: ModelSettings, max_tokens: int) -> Sampling:
    """What the settings say about choosing words, for an answer of at most so many tokens."""
    return Sampling(
        max_tokens=max_tokens,
        temperature=settings.temperature,
        top_p=settings.top_p,
        top_k=settings.top_k,
        repeat_penalty=settings.repeat_penalty,
        seed=settings.seed,
    )


@dataclass(frozen=True, slots=True)
class TokenChance:
    """A token that was written, with the natural logarithm of its chance."""

    text: str
    logprob: float
    others: tuple[tuple[str, float], ...]  # the likeliest ones, itself included where it is among them


@dataclass(frozen=True, slots=True)
class Started:
    """The prompt has been read."""

    tokens: int
    cached_tokens: int
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that was just written: whole characters, nothing of a stop string."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model has written."""

    model: str
    text: str
    finish: str  # 'stop', 'length' (the limit or the context is used up), 'repeats' (it went in circles), 'cancelled'
    prompt_tokens: int
    cached_tokens: int  # of the prompt, that were not read again
    tokens: int  # written
    first_token_ms: float  # from the call to the first token
    total_ms: float
    chances: tuple[TokenChance, ...] = field(default=())

    @property
    def tokens_per_s(self) -> float:
        """Speed of writing, the reading of the prompt left out; 0 below two tokens."""
        writing_ms = self.total_ms - self.first_token_ms
        return (self.tokens - 1) * 1000 / writing_ms if self.tokens > 1 and writing_ms > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Again:
    """What was heard so far is void: the same model, or another, begins anew."""


Hear = Callable[[Started | Piece | Again], None]


class ChatModel(Protocol):
    """A model that is ready to answer; one call at a time."""

    @property
    def name(self) -> str: ...

    @property
    def context_tokens(self) -> int:
        """Room for prompt and answer together."""
        ...

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of a prompt as the model's template lays it out; an estimate for remote models, rather too high."""
        ...

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Flag) -> Reply:
        """Write an answer. A cancelled call returns what was written so far, with the finish 'cancelled'.

        Args:
            messages: the prompt; it must leave room for at least one token.
            sampling: how to choose, when to stop.
            hear: called on the calling thread with each piece, the moment it is written.
            cancel: looked at all the time, while the prompt is read too.

        Raises:
            ModelFailed: no answer could be had.
        """
        ...

    def close(self) -> None:
        """Let go of memory and connections; the model can't be used any more."""
        ...
