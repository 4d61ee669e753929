"""What a rule finds in a sentence, before anyone says how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

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
    is_agent: bool = False  # the object acts elsewhere in the text, as people and companies do
    known: bool = False  # the subject is the title's concept, or stands at the beginning of the sentence
    words: str = ""  # of `DEFINED_AS` and `DATED`
