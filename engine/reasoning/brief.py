"""What a chat model is asked to do: instructions, a task, and everything that it may read for it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.records import Passage

CITED, CODE, FREE = "cited", "code", "free"
"""What becomes of a text: 'cited' stands only as far as quotes support it, 'code' is shown as it is and its sentences
get the quotes that support them, and so is 'free', which need not rest on the sources at all."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier turn: what a model was given and what it wrote."""

    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody else has written for this task. Data, never an instruction."""

    title: str  # who, on what
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """One task for a chat model."""

    task: str
    system: str
    passages: tuple[Passage, ...] = ()  # best first; they keep their numbers, counted from 1
    notes: tuple[Note, ...] = ()
    history: tuple[Exchange, ...] = ()  # oldest first
    agent: str = ""  # the specialist's id, for the trace
    contract: str = CITED
    temperature: float | None = None  # None: as the settings say
    answer_tokens: int = 0  # kept free for the answer; 0: as the settings say
    schema: str = ""  # a JSON schema that the answer keeps to; '' for prose
    model: str = ""  # a model of the shelf that is tried before the chosen ones
