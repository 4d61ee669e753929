"""The one language in which the engine says what it is doing, the moment it does it.

The trace pane, `nacre ask --json`, `nacre ask --stream` and the log all show these same events. Each is a frozen
dataclass; `to_json` turns any of them into plain data, and `from_json` makes the event of it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.plain import read
from engine.records import Answer, FileOutcome, IngestReport

_KINDS: dict[str, type[Event]] = {}
"""Every event class by its name; one that is defined elsewhere is known once its module is imported."""


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""

    def __init_subclass__(cls) -> None:
        _KINDS[cls.__name__] = cls  # slots make a class twice; the second one stays


Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """The listener of those who do not listen."""


def to_json(event: Event) -> dict[str, Any]:
    """The event as plain data, with its kind under the key 'event'."""
    if isinstance(event, Unknown):
        return {**event.data, "event": event.kind}
    return {"event": type(event).__name__, **asdict(event)}


def from_json(data: Mapping[str, Any]) -> Event:
    """The event that `to_json` made the data of.

    A kind that is not known here, and one that another version gave a shape which can't be read here, come back as
    `Unknown` with all their data. What a known kind has besides is left out.
    """
    kind = str(data.get("event", ""))
    known = _KINDS.get(kind)
    if known is not None and known is not Unknown:
        try:
            event: Event = read(known, data)
        except (TypeError, ValueError, OverflowError):
            pass  # of another version
        else:
            return event
    return Unknown(kind, {name: value for name, value in data.items() if name != "event"})


@dataclass(frozen=True, slots=True)
class Unknown(Event):
    """An event that another version of Nacre has stored."""

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TraceCut(Event):
    """A stored trace was too large to be kept whole: long texts and lists are shortened."""

    left_out: int  # events that stood here


# --- asking -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TurnStored(Event):
    """The user's question is on disk, before anything else happens with it."""

    conversation_id: int
    turn_id: int


@dataclass(frozen=True, slots=True)
class QueryRead(Event):
    """What the search will look for."""

    question: str
    terms: tuple[str, ...]  # the words that carry it, stop words left out
    scope: str  # what --in said, '' for the whole library


@dataclass(frozen=True, slots=True)
class Searched(Event):
    """One arm of the retrieval has answered."""

    arm: str  # 'words' or 'codes'
    candidates: int
    best: str  # title of its first document
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Fused(Event):
    """The arms are one ranking now."""

    passages: tuple[tuple[str, float], ...]  # (where it stands, fused score), best first
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Drafted(Event):
    """Sentences were chosen."""

    considered: int
    chosen: int
    support: float
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Checked(Event):
    """Every quote was compared with its source, letter for letter."""

    citations: int
    exact: int
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Halted(Event):
    """Why the work on this question ended."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerDelta(Event):
    """A piece of the answer's text, to be shown at once."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The whole answer; the last event of a question."""

    answer: Answer


# --- chat models --------------------------------------------------------------------------------------------------


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
class Slowed(Event):
    """The governor takes less of the machine, or as much as before."""

    why: str  # 'hot: 91 °C', 'on battery', or '' when it is over
    threads: int


# --- taking documents in ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FilesFound(Event):
    """The tree has been walked."""

    files: int


@dataclass(frozen=True, slots=True)
class FileDone(Event):
    """One file is searchable by its words."""

    path: str
    outcome: str  # 'added', 'changed', 'unchanged', 'removed'
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FileSkipped(Event):
    """One file was left out on purpose."""

    file: FileOutcome
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FileFailed(Event):
    """One file could not be taken in; the rest goes on."""

    file: FileOutcome
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class JobProgress(Event):
    """Background work of one kind: 'embed' counts chunks, 'layout' documents."""

    kind: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class IngestDone(Event):
    """The last event of an ingest."""

    report: IngestReport


@dataclass(frozen=True, slots=True)
class SetupProgress(Event):
    """Fetching and preparing a model; `total` is 0 where the size is not known."""

    what: str
    done: int
    total: int
    unit: str  # 'bytes' or 'steps'


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """One sentence for the user."""

    text: str
    level: str = "info"  # 'info', 'warning' or 'error'
