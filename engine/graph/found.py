"""What a rule finds in a sentence, before anyone says how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from engine.graph.prose import Sentence
from engine.graph.records import Relation

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate for a triple. A span of `None` means the document itself, by its title's concept."""

    subject: Span | None
    relation: Relation
    object: Span
    start: int  # of the sentence
    end: int
    method: str
    gap_words: int = 0  # between the two
    gap_names: int = 0  # the same
    stands_for: bool = False  # the subject is a pronoun that is taken for the title
    is_place: bool = False  # the object is named as a place elsewhere in the text, or is a country
    is_country: bool = False  # the object is a country, or another place that everybody knows
    is_agent: bool = False  # the object acts elsewhere in the text, as people and companies do
    known: bool = False  # the subject is the title's concept, or stands at the beginning of the sentence
    words: str = ""  # of `DEFINED_AS` and `DATED`


@dataclass(frozen=True, slots=True)
class Cues:
    """What the whole text says of its names: by lower-cased surface."""

    places: frozenset[str]
    agents: frozenset[str]


def in_sentence(
    each: Sentence,
    subject: Span | None,
    relation: Relation,
    obj: Span,
    method: str,
    *,
    stands_for: bool = False,
    said: str = "",
) -> Found:
    """A find whose spans are counted from the beginning of the sentence; they become spans of the text."""
    at = each.start
    x = None if subject is None else (subject[0] + at, subject[1] + at)
    gap = 0 if subject is None else max(0, obj[0] - subject[1]) // 6
    y = (obj[0] + at, obj[1] + at)
    return Found(x, relation, y, each.start, each.end, method, gap, stands_for=stands_for, words=said, known=True)
