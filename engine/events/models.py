"""What chat models at work say."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.base import Event
from engine.records import Citation


@dataclass(frozen=True, slots=True)
class ModelWaits(Event):
    """Others are served first."""

    model: str
    ahead: int  # requests before this one


@dataclass(frozen=True, slots=True)
class ModelLoading(Event):
    """A model's file is being read into memory, after a trial in a process of its own where it is new."""

    model: str
    bytes: int


@dataclass(frozen=True, slots=True)
class ModelLoaded(Event):
    """A model is ready to answer."""

    model: str
    threads: int
    gpu_layers: int
    context_tokens: int
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class TextLeaves(Event):
    """A remote model is asked: question and passages go to another machine."""

    model: str
    host: str


@dataclass(frozen=True, slots=True)
class PromptMade(Event):
    """What a model is given to read, and what had to be left out to make it fit."""

    model: str
    tokens: int
    room_tokens: int  # the context less the reserve for the answer
    passages: int  # that the prompt holds
    cut: tuple[str, ...]  # where the passages stand that were left out or shortened, best first
    agent: str = ""  # the specialist who is given it
    messages: tuple[tuple[str, str], ...] = ()  # role and text of each, as the model reads them
    context_tokens: int = 0  # that the model holds at most, the answer included; 0 where it was not said


@dataclass(frozen=True, slots=True)
class PromptRead(Event):
    """A model has read its prompt and begins to write."""

    model: str
    tokens: int
    cached_tokens: int  # of them known from before, and not read again
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class ModelReplied(Event):
    """A model has written."""

    model: str
    tokens: int
    tokens_per_s: float
    finish: str  # 'stop', 'length', 'repeats' or 'cancelled'
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Attributed(Event):
    """Each sentence that a model wrote was held against the passages."""

    sentences: int
    supported: int  # of them by a quote
    moved: int  # marks that led to another quote than the model named, or to none
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class ModelFellBack(Event):
    """A model failed, and something else takes over."""

    model: str
    why: str
    then: str  # 'again', the next model's name, or 'extracts'


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """What `AnswerDelta` has shown so far is not part of the answer; what follows stands in its place."""


@dataclass(frozen=True, slots=True)
class DraftStands(Event):
    """A draft is whole and checked, and is the answer unless a better one comes; what was shown of it is this."""

    text: str  # its marks lead to `citations`, those of the pieces shown before may count otherwise
    citations: tuple[Citation, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Slowed(Event):
    """The governor takes less of the machine, or as much as before."""

    why: str  # 'hot: 91 °C', 'on battery', or '' when it is over
    threads: int
