"""Whether a pronoun is explained within its own question: then nothing is looked up before it."""

from __future__ import annotations

from engine.agents.reading import listed
from engine.reasoning.following import kinds
from engine.reasoning.following.mentions import DATE, PERSON, PLACE, PLURAL, THING, Mention
from engine.reasoning.following.phrases import Phrase, phrases
from engine.reasoning.following.tokens import Reader
from engine.reasoning.following.wordlists import GROUPS, PERSONS

BOUNDARIES = listed(
    ". ? ! how what why and or but , ; : when if that because while although though before after since as who "
    "which where whose whom so "
    "than whether until unless once und oder wenn dass weil während als bevor nachdem obwohl et ou quand si parce "
    "lorsque que qui y o cuando porque si ( - –"
)
_OPENERS = listed(
    "when while after before if although though as since in at during despite because upon by on with under for from "
    "until once unlike like besides als wenn nachdem bevor während in nach vor bei quand après avant pendant dans "
    "cuando después antes durante en"
)


_PREPOSITIONS_TOO = listed("before after since until than as like")
_HOLDING = listed("of for about von für de sobre")


def explained(mention: Mention, text: str, reader: Reader) -> bool:
    """Whether a phrase of the question itself can be what the pronoun stands for; where in doubt, it can."""
    if mention.kind == DATE:
        return False
    if mention.kind != PLACE and _is_who(mention, reader):
        return True
    for phrase in phrases(text, reader.name):
        if not _fits(mention, phrase, text, reader.name):
            if phrase.end <= mention.start and _may_fit(mention, phrase, reader):
                return True
            continue
        if phrase.end <= mention.start:
            if not _apart(phrase, mention, reader):
                return True
        elif phrase.start >= mention.end and _opens_with_clause(mention, phrase, reader):
            return True
    return False


def _may_fit(mention: Mention, phrase: Phrase, reader: Reader) -> bool:
    """Whether a phrase of another kind is meant all the same: the plankton when they mature, which player said he."""
    if mention.kind == PLURAL and mention.possessive and phrase.role == "asked":
        return True
    if mention.kind == PLURAL or (mention.kind == PERSON and phrase.role == "asked" and not phrase.plural):
        return _parted(phrase, mention, reader)
    return False


def _parted(phrase: Phrase, mention: Mention, reader: Reader) -> bool:
    """Whether a new clause begins between the two."""
    tokens = reader.tokens
    between = [at for at, each in enumerate(tokens) if phrase.end <= each.start < mention.start]
    if between and tokens[between[-1]].low in _PREPOSITIONS_TOO and not _has_verb(mention, reader):
        between.pop()
    return any(tokens[at].low in BOUNDARIES for at in between)


def _has_verb(mention: Mention, reader: Reader) -> bool:
    """Whether a verb follows the pronoun: before it was built, but not before it."""
    at = next((at for at, each in enumerate(reader.tokens) if each.start >= mention.end), None)
    return at is not None and (reader.tokens[at].low in reader.lists.auxiliaries or reader.verb(at))


def _apart(phrase: Phrase, mention: Mention, reader: Reader) -> bool:
    """Whether grammar forbids that the pronoun stands for a phrase before it.

    'The firm' sells something else in 'when did the firm sell it', and nothing is a part of itself: 'the mouth of it'.
    """
    between = [each.low for each in reader.tokens if phrase.end <= each.start < mention.start]
    if _parted(phrase, mention, reader):
        return False
    if between and all(word in reader.lists.auxiliaries for word in between):
        return True
    if len(between) == 1 and between[0] in _HOLDING and not phrase.name:
        return phrase.role != "rest"
    if mention.possessive:
        return False
    if phrase.role == "asked":
        return True
    return mention.is_object and len(between) == 1 and phrase.role == "subject"


def _is_who(mention: Mention, reader: Reader) -> bool:
    """Who published their letters, who announced it would leave: the one who is asked for may be meant."""
    tokens = reader.tokens
    if len(tokens) < 2 or tokens[0].low not in ("who", "whose"):
        return False
    at = next((at for at, each in enumerate(tokens) if each.start >= mention.start), 0)
    if (
        at > 1
        and not mention.possessive
        and not mention.is_object
        and tokens[at - 1].low not in reader.lists.auxiliaries
    ):
        return True
    acts = tokens[0].low == "whose" or tokens[1].low not in reader.lists.auxiliaries
    return acts and mention.possessive and mention.kind != PERSON


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
        return not phrase.plural and phrase.head not in PERSONS and not kinds.gender(phrase)
    if mention.kind == PLURAL:
        return (
            phrase.plural
            or phrase.head in GROUPS
            or (phrase.name and phrase.role != "rest")
            or bool(kinds.person(phrase, text, language))
        )
    if mention.kind == PLACE:
        return kinds.place(phrase, text, language) is not False
    return False  # a date


def _opens_with_clause(mention: Mention, phrase: Phrase, reader: Reader) -> bool:
    """When he was king, what did Charles do?"""
    tokens = reader.tokens
    if not tokens or tokens[0].low not in _OPENERS:
        return False
    return any(each.text == "," for each in tokens if mention.end <= each.start < phrase.start)
