"""The aspects of a question that are looked at side by side: a lens's, the parts of the question, or its sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.agents.lenses.lens import Lens
from engine.agents.lenses.load import SUBJECT
from engine.agents.subjects import subject_of
from engine.reasoning.brief import FREE
from engine.reasoning.crew import Task
from engine.reasoning.ways.abreast import MOST_TEXTS
from engine.records import Passage
from engine.retrieval.query import STOP_WORDS, WORD


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things that are written about."""

    title: str
    question: str  # looked up in the library
    task: str  # put to a specialist
    passages: tuple[Passage, ...] = ()  # where they are known already, and nothing is looked up
    contract: str = ""  # instead of the specialist's


@dataclass(frozen=True, slots=True)
class _Side:
    title: str
    words: str  # looked for together with the question
    task: str
    contract: str = ""


_MISSING = _Side(
    "What is missing in the sources",
    "unknown open uncertain not known",
    "In at most three sentences: what would one have to know to answer it that the passages do not say?",
    FREE,  # what is not there has no quote
)
_CHOICE = (
    _Side("What the sources say for it", "reason for advantage because safe", "Only what the passages say for it."),
    _Side(
        "What the sources say against it",
        "reason against risk danger problem but",
        "Only what the passages say against it.",
    ),
    _MISSING,
)
_HOW = (
    _Side("How it is done", "steps first then method", "Only how it is done, step by step."),
    _Side("What it needs", "need require before tools material", "Only what it needs beforehand."),
    _Side("What can go wrong", "problem error risk warning careful", "Only what can go wrong, and what helps then."),
)
_WHY = (
    _Side("Reasons that the sources give", "because reason cause due to", "Only the reasons that the passages give."),
    _Side("What speaks against them", "however but instead although", "Only what speaks against the usual reasons."),
    _MISSING,
)
_FACT = (
    _Side("What the sources say", "", "Only the answer, with what it rests on."),
    _Side(
        "What speaks against it",
        "however but disputed instead",
        "Only what in the passages contradicts or restricts the likeliest answer.",
    ),
    _MISSING,
)
_SIDES = (
    (
        re.compile(
            r"\W*(?:how (?:to|do|does|can|could|should|would)|wie (?:kann|macht|geht)|comment|c[oó]mo)\b",
            re.I,
        ),
        _HOW,
    ),
    (re.compile(r"\W*(?:why|what (?:causes?|caused)|warum|weshalb|wieso|pourquoi|por qu[eé])\b", re.I), _WHY),
    (
        re.compile(
            r"\W*(?:is|are|was|were|do|does|did|can|could|should|would|will|may|must|has|have|ist|sind|soll|kann|darf|"
            r"est-ce|faut-il|es|debo|debe)\b|.*\b(?:better|worth|versus|vs|pros and cons|besser|mieux|mejor)\b",
            re.I | re.S,
        ),
        _CHOICE,
    ),
)  # fmt: skip


def aspects(task: Task) -> tuple[Part, ...]:
    """What is looked at side by side, two at least and `MOST_TEXTS` at most."""
    if len(task.sub_questions) > 1:  # what was asked goes before what a lens would ask
        return tuple(Part(each, each, each) for each in gathered_up(task.sub_questions))
    if task.lens is not None and len(task.lens.facets) > 1:
        return facets(task.lens, task.question)
    sides = next((sides for opening, sides in _SIDES if opening.match(task.question)), _FACT)
    return tuple(
        Part(
            title=side.title,
            question=f"{task.question} {side.words}".strip(),
            task=f"{task.question}\n\n{side.task}",
            contract=side.contract,
        )
        for side in sides
    )


def facets(lens: Lens, question: str) -> tuple[Part, ...]:
    """One part for each of a lens's facets, the first `MOST_TEXTS` of them."""
    told = dict.fromkeys(word for word in WORD.findall(question) if word.lower() not in STOP_WORDS)
    subject = subject_of(question) or " ".join(told) or question
    asked = [(facet.title, facet.question.replace(SUBJECT, subject)) for facet in lens.facets[:MOST_TEXTS]]
    return tuple(Part(title, each, f"{question}\n\nOnly this side of it: {each}") for title, each in asked)


def gathered_up(questions: Sequence[str]) -> tuple[str, ...]:
    """At most `MOST_TEXTS` questions: what comes after them stays in the last one."""
    if len(questions) <= MOST_TEXTS:
        return tuple(questions)
    return (*questions[: MOST_TEXTS - 1], " ".join(questions[MOST_TEXTS - 1 :]))
