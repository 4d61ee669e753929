"""Whether a question was answered: by the next speaker, later in the conversation, or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.threads.finding.agreeing import agrees, does_not_know, refuses
from engine.threads.finding.questions import question
from engine.threads.finding.reading import said
from engine.threads.said import Message, Sentence
from engine.threads.words import shared, telling

NEXT, LATER = 0.2, 0.6
"""Share of the question's telling words in one stretch of the reply: of the next speaker, and of anything later."""

AMONG = 0.34
"""The same of the next speaker where the message asks several things."""

SUBSTANCE = 6
"""Words of a reply from which it says something by itself."""

STRETCH = 4
"""Sentences of a reply that are looked at together."""

_CLOSED = re.compile(
    r"^(?:[\w ,!']{0,20}[,.!] )?(?:is|are|was|were|do|does|did|can|could|will|would|should|have|has|isn't|wouldn't)\b"
)
_WANTS_VALUE = re.compile(
    r"\b(?:how (?:many|much|long|old|far|big|often|high|fast)|what time|what date|which (?:day|year))\b"
    r"|^\W*(?:\w+ )?when (?:is|are|was|were|do|does|did|can|will|should)\b"
)
_VALUE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|once|twice|daily|weekly|monthly|yearly|hourly"
    r"|every|never"
    r"|always|today|tomorrow|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|midnight"
    r"|morning|evening"
    r"|afternoon|january|february|march|april|may|june|july|august|september|october|november|december|few|several"
    r"|half)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what an answer to it has to hold."""

    message: int  # index of its message
    text: str
    words: tuple[str, ...]
    others: int  # further questions of its message


@dataclass(frozen=True, slots=True)
class Reply:
    """The stretch of a message that answers."""

    message: int
    start: int
    end: int


def answered(asked: Asked, talk: Sequence[Message], text: str) -> Reply | None:
    """The first reply that answers, in the order of the conversation; None where there is none.

    Args:
        asked: the question.
        talk: the messages of its branch.
        text: the canonical text.
    """
    asker = talk[asked.message].speaker
    following = [at for at in range(asked.message + 1, len(talk)) if talk[at].speaker != asker]
    for at in following:
        is_next = at == following[0] or _before_asker(talk, asked.message, at)
        found = (
            _answers_next(asked, talk[at], text) if is_next else answers_later(asked.words, asked.text, talk[at], text)
        )
        if found is not None:
            return Reply(at, *found)
    return None


def _before_asker(talk: Sequence[Message], asked: int, at: int) -> bool:
    """Whether the asker has said nothing between: in a group, several answer one question."""
    return at - asked <= 4 and all(each.speaker != talk[asked].speaker for each in talk[asked + 1 : at])


def _answers_next(asked: Asked, reply: Message, text: str) -> tuple[int, int] | None:
    kept = _statements(reply, text)
    if not kept:
        return (reply.code[0].start, reply.code[0].end) if reply.code and not asked.others else None
    first = said(text[kept[0].start : kept[0].end], by_person=True, last=False).low
    closed = bool(_CLOSED.match(asked.text.lower()))
    if closed and not asked.others and (agrees(first) or refuses(first)):
        return kept[0].start, kept[0].end
    best, share = _best_stretch(asked.words, kept, text)
    stretch = text[best[0].start : best[-1].end].lower().replace("’", "'")
    if does_not_know(stretch) and len(stretch.split()) < 60:
        return None
    if _WANTS_VALUE.search(asked.text.lower()) and not _VALUE.search(stretch):
        return None
    if asked.others and asked.words:
        return _span(best) if share >= AMONG else None
    length = sum(len(text[each.start : each.end].split()) for each in kept)
    if share >= NEXT or length >= SUBSTANCE or bool(reply.code):
        return _span(best)
    return None


def answers_later(words: Sequence[str], asked: str, reply: Message, text: str) -> tuple[int, int] | None:
    """Where a message that does not follow on a question answers it; it has to say most of its words."""
    if len(set(words)) < 2:
        return None
    kept = _statements(reply, text)
    if not kept:
        return None
    best, share = _best_stretch(words, kept, text)
    stretch = text[best[0].start : best[-1].end].lower().replace("’", "'")
    if share < LATER or does_not_know(stretch):
        return None
    if _WANTS_VALUE.search(asked.lower()) and not _VALUE.search(stretch):
        return None
    return _span(best)


def _statements(reply: Message, text: str) -> list[Sentence]:
    """The sentences of a reply that ask nothing themselves."""
    kept = []
    for each in reply.sentences:
        one = said(text[each.start : each.end], by_person=True, last=False)
        if not one.low.endswith("?") and question(one) == 0.0:
            kept.append(each)
    return kept


def _best_stretch(words: Sequence[str], kept: Sequence[Sentence], text: str) -> tuple[list[Sentence], float]:
    """The few sentences that share most with the question; the first ones where none does."""
    listed = [set(telling(text[each.start : each.end])) for each in kept]
    best, most = list(kept[:STRETCH]), 0.0
    for at in range(len(kept)):
        together = set().union(*listed[at : at + STRETCH])
        share = shared(words, together)
        if share > most + 1e-9:
            best, most = list(kept[at : at + STRETCH]), share
    return best, most


def _span(stretch: Sequence[Sentence]) -> tuple[int, int]:
    return stretch[0].start, stretch[-1].end
