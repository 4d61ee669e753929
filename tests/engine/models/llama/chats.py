"""Chat models at work, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from engine.models.chat import Again, Message, Piece, Reply, Sampling, Started
from engine.models.llama.chat import LlamaChat
from engine.models.llama.weights import Weights
from engine.models.plan import LoadPlan

GREEDY = Sampling(max_tokens=40, temperature=0.0, repeat_penalty=1.0)
QUESTION = (Message("system", "You are careful."), Message("user", "What is nacre?"))


@dataclass
class Steady:
    """A pace that stays the same, unless a test changes it."""

    at_once: int = 1
    pause: float = 0.0
    asked: int = 0

    def threads(self) -> int:
        self.asked += 1
        return self.at_once

    def pause_s(self) -> float:
        return self.pause


@dataclass
class Listener:
    """Hears an answer."""

    started: list[Started] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def __call__(self, event: Started | Piece | Again) -> None:
        if isinstance(event, Started):
            self.started.append(event)
        if isinstance(event, Piece):
            self.pieces.append(event.text)


def loaded(path: Path, context_tokens: int = 512, **plan: object) -> Weights:
    return Weights.load(LoadPlan("model", path, context_tokens, **plan), Event())  # type: ignore[arg-type]  # by name


@contextmanager
def opened(path: Path, context_tokens: int = 512, pace: Steady | None = None, **plan: object) -> Iterator[LlamaChat]:
    weights = loaded(path, context_tokens, **plan)
    chat = weights.open(pace or Steady())
    try:
        yield chat
    finally:
        chat.close()
        weights.close()


def ask(chat: LlamaChat, sampling: Sampling = GREEDY, messages: tuple[Message, ...] = QUESTION) -> Reply:
    return chat.reply(messages, sampling, Listener(), Event())
