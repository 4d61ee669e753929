"""What those who work on an answer together are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event as Flag
from typing import Protocol

from engine.agents.lenses.lens import Lens
from engine.agents.specialists.specialist import Specialist
from engine.events import Listener
from engine.reasoning.answering import Basis
from engine.reasoning.brief import Exchange
from engine.reasoning.features import Idf
from engine.reasoning.writing import Writer
from engine.records import Citation


class Gather(Protocol):
    """Looks a question up in the library, within the scope of the one that was asked."""

    def __call__(self, question: str, listen: Listener, cancel: Flag) -> Basis: ...


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be answered."""

    question: str
    roles: tuple[str, ...]  # as the router names them, in their order
    sub_questions: tuple[str, ...]  # where the question has several parts
    basis: Basis  # what the library offers to the whole question
    history: tuple[Exchange, ...]
    models: tuple[str, ...]  # to try instead of the chosen ones
    lens: Lens | None
    specialist: Specialist | None = None  # whom the person has named


@dataclass(frozen=True, slots=True)
class Crew:
    """Who and what is at hand."""

    specialists: Mapping[str, Specialist]  # by id
    gather: Gather
    writer: Writer | None  # None without a chat model
    at_once: int  # drafts that may be written at the same time
    idf: Idf  # how telling a stem is in the library


@dataclass(frozen=True, slots=True)
class Work:
    """What came of it."""

    text: str  # with marks
    citations: tuple[Citation, ...]
    model: str  # '' where extracts did it
    specialist: str  # ids, in the order of their work, joined by ' → ' or ' + '
    rounds: int
    halt: str
    timings: dict[str, float]  # milliseconds
    unsupported: int = 0  # sentences of models without a mark
