"""Whether a pronoun is explained within its own question: then nothing is looked up before it."""

from __future__ import annotations

from engine.agents.reading import listed
from engine.reasoning.following import kinds
from engine.reasoning.following.mentions import PERSON, PLACE, PLURAL, THING, Mention
from engine.reasoning.following.phrases import Phrase, phrases
from engine.reasoning.following.tokens import Reader

BOUNDARIES = listed(
    "and or but , ; : when if that because while although though before after since as who which where whose whom so "
    "than whether until unless once und oder wenn dass weil während als bevor nachdem obwohl et ou quand si parce "
    "lorsque que qui y o cuando porque si ( - –"
)
_OPENERS = listed(
    "when while after before if although though as since in at during despite because upon by on with under for from "
    "until once unlike like besides als wenn nachdem bevor während in nach vor bei quand après avant pendant dans "
    "cuando después antes durante en"
)


def explained(mention: Mention, text: str, reader: Reader) -> bool:
    """Whether a phrase of the question itself can be what the pronoun stands for.

    A phrase in the same clause is not what 'it' stands for, but what 'its' may belong to.
    """
    found = phrases(text, reader.name)
    for phrase in found:
        if not _fits(mention, phrase, text, reader.name):
            continue
        if phrase.end <= mention.start:
            parted = any(each.low in BOUNDARIES for each in reader.tokens if phrase.end <= each.start < mention.start)
            if parted or (mention.possessive and phrase.role != "asked"):
                return True
        elif phrase.start >= mention.end and _opens_with_clause(mention, phrase, reader):
            return True
    return False


def _fits(mention: Mention, phrase: Phrase, text: str, language: str) -> bool:
    if mention.kind == PERSON:
        is_person = kinds.person(phrase, text, language)
        known = kinds.gender(phrase)
        return (
            is_person is not False
            and phrase.name | bool(is_person)
            and not (known and mention.gender and known != mention.gender)
        )
    if mention.kind == THING:
        return not phrase.plural and not kinds.person(phrase, text, language)
    if mention.kind == PLURAL:
        return phrase.plural or phrase.name or bool(kinds.person(phrase, text, language))
    if mention.kind == PLACE:
        return kinds.place(phrase, text, language) is not False
    return False  # a date


def _opens_with_clause(mention: Mention, phrase: Phrase, reader: Reader) -> bool:
    """When he was king, what did Charles do?"""
    tokens = reader.tokens
    if not tokens or tokens[0].low not in _OPENERS:
        return False
    return any(each.text == "," for each in tokens if mention.end <= each.start < phrase.start)
