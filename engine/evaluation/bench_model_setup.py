"""What all measurements of a chat model share: the file, how it is opened, and prompts of a wished-for length."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event as Flag
from time import process_time
from typing import Any

from engine.evaluation.bench_model_row import Sample
from engine.models.chat import Again, ChatModel, Message, Piece, Reply, Sampling, Started
from engine.models.llama.weights import Weights
from engine.models.plan import LoadPlan


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured. Tests take less."""

    context_tokens: int = 8_192
    written_tokens: int = 32
    prompt_tokens: int = 256
    conversation_tokens: int = 2_000
    cancelled_tokens: int = 4_000
    cancel_after_s: tuple[float, ...] = (0.4, 0.9, 1.7)
    requests: int = 12
    request_tokens: int = 8  # that each of them writes
    idle_s: float = 10.0
    loads: tuple[int, int] = (10, 100)  # of the tiny model: memory after the first so many, and after so many
    large_loads: tuple[int, int] = (2, 6)
    rounds: int = 15  # short ones, taken in turn: what else the machine does falls on both
    budget_s: float = 40.0  # of a row; a slow model gets fewer rounds


@dataclass(frozen=True, slots=True)
class Setup:
    """A model to measure."""

    path: Path
    threads: int
    text: str  # that its answers may copy
    sizes: Sizes = field(default_factory=Sizes)

    def plan(self, **changes: Any) -> LoadPlan:
        """How it is loaded: on the processor, as the peer."""
        return replace(LoadPlan(self.path.stem, self.path, self.sizes.context_tokens), **changes)

    @contextmanager
    def loaded(self, **changes: Any) -> Iterator[Weights]:
        """The weights, loaded by a plan with these changes, and closed afterwards."""
        weights = Weights.load(self.plan(**changes), Flag())
        try:
            yield weights
        finally:
            weights.close()

    @contextmanager
    def opened(self, **changes: Any) -> Iterator[ChatModel]:
        """The model, ready to answer, and closed afterwards."""
        with self.loaded(**changes) as weights, closing(weights.open(Steady(self.threads))) as chat:
            yield chat

    def sampling(self, tokens: int) -> Sampling:
        """The product's own choice among words, with a seed."""
        return Sampling(max_tokens=tokens, seed=1)


@dataclass(frozen=True, slots=True)
class Steady:
    """The pace of a measurement: always the same."""

    count: int

    def threads(self) -> int:
        return self.count

    def pause_s(self) -> float:
        return 0.0


def unheard(_: Started | Piece | Again) -> None:
    """The ear of a measurement."""


def replied(chat: ChatModel, messages: list[Message], sampling: Sampling) -> Reply:
    """The whole reply."""
    return chat.reply(messages, sampling, unheard, Flag())


def written(chat: ChatModel, messages: list[Message], sampling: Sampling) -> Sample:
    """Tokens per second of a reply, and what each took of the processor; the reading of the prompt left out."""
    begun: list[float] = []
    reply = chat.reply(messages, sampling, lambda _: begun.append(process_time()), Flag())
    return Sample(reply.tokens_per_s, (process_time() - begun[0]) * 1000 / max(1, reply.tokens - 1))


def story(chat: ChatModel, tokens: int, salt: str) -> list[Message]:
    """A prompt of about so many tokens whose first words are its own, so that no earlier one helps to read it."""
    return [Message("user", _of_length(chat, tokens, f"Story {salt}. Go on with it, at length. "))]


def repeating(text: str) -> list[Message]:
    """A prompt whose answer stands in it."""
    return [Message("user", f"Repeat this text word for word, and write nothing else.\n\n{text}")]


def conversation(chat: ChatModel, tokens: int, salt: str) -> list[Message]:
    """Turns of about so many tokens, the last of which is the user's."""
    opening = Message("system", f"Conversation {salt}. You answer in short sentences.")
    long = _of_length(chat, tokens * 3 // 4, f"Read this first, number {salt}. ")
    rest = _of_length(chat, tokens // 8, "I have read it. ")
    return [opening, Message("user", long), Message("assistant", rest), Message("user", "What comes next?")]


SENTENCES = (
    "The ferry left the harbour before the fog came in. Nobody at the office had counted the crates twice. "
    "A letter from the north said that the bridge would stay closed until spring. She wrote the figures on the back of "
    "an envelope and put it into the drawer. In the evening the lamps along the quay went out one after another. "
)


def _of_length(chat: ChatModel, tokens: int, opening: str) -> str:
    """Text that begins with `opening` and makes a prompt of at most `tokens`, and nearly as many."""
    whole = SENTENCES * (tokens * 8 // len(SENTENCES) + 1)  # a token is seldom longer than eight characters
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        if chat.count([Message("user", opening + whole[:middle])]) <= tokens:
            low = middle
        else:
            high = middle - 1
    return opening + whole[:low]
