"""What a phrase may name: a person, a place, a thing, and whether a pronoun fits it."""

from __future__ import annotations

import re

from engine.reasoning.following.phrases import Phrase
from engine.reasoning.following.wordlists import FEMALE, MALE, PERSONS, PLACES, THINGS

PERSONAL = re.compile(
    r"\b(?:born|die[ds]?|death|marr(?:y|ied)|wrote|write|stud(?:y|ied)|live[ds]?|invent(?:ed)?|discover(?:ed)?|"
    r"paint(?:ed)?|compose[ds]?|says?|said|think|thought|believed?|argue[ds]?|childhood|wife|husband|teach|taught|"
    r"become|became|travel(?:led)?|retire[ds]?|grow up|grew up|attend(?:ed)?|publish(?:ed)?|claim(?:ed)?|"
    r"who (?:is|was)|geboren|gestorben|geheiratet|studiert|gelebt|wer (?:ist|war)|"
    r"né|née|mort|morte|vécu|épousé|étudié|écrit|qui (?:est|était|fut)|nació|murió|vivió|casó|estudió|escribió|"
    r"quién (?:es|fue|era))\b",
    re.IGNORECASE,
)
"""What is said of people."""

_SOUGHT_PERSON = re.compile(
    r"^\W*(?:(?:by|with|to|from) )?(?:who|whom|(?:which|what) (?P<noun>\w+)|wer|wen|wem|qui|quién)\b", re.IGNORECASE
)
_NAMED_PERSON = re.compile(
    r"^\W*(?:who|wer|qui|quién)(?:'s| is| was| are| were| ist| war| est| était| fut| es| fue| era)\b", re.IGNORECASE
)
_DO = re.compile(r"^\W*(?:who|whom) (?:did|does|do|has|had|can|could|will|would)\b", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z\d][A-Z\d&.]+")


def gender(phrase: Phrase) -> str:
    """'m', 'f' or '' where its words do not tell."""
    male = any(word in MALE for word in phrase.words)
    female = any(word in FEMALE for word in phrase.words)
    return "" if male == female else "m" if male else "f"


def person(phrase: Phrase, said: str, language: str) -> bool | None:
    """Whether it names one person; None where that is open.

    Args:
        phrase: a phrase of `said`.
        said: the question or the sentence that it stands in.
        language: of both.
    """
    if phrase.head in PERSONS:
        return not phrase.head.endswith("s") or phrase.head in ("boss", "princess", "duchess", "actress")
    if any(word in THINGS or word in PLACES for word in phrase.words) or phrase.outer:
        return False
    german_noun = language == "de" and phrase.determiner
    if not phrase.name or german_noun:
        return bool(
            _is_of(phrase, said) and not phrase.determiner and len(phrase.words) in (2, 3) and not phrase.plural
        )
    if phrase.words[0] in ("the", "a", "an", "le", "la", "el", "der", "die", "das") or _ACRONYM.fullmatch(phrase.text):
        return False
    if gender(phrase):
        return True
    if phrase.role == "rest" and phrase.before not in (
        "by",
        "with",
        "about",
        "of",
        "von",
        "par",
        "por",
        "from",
        "than",
    ):
        return False
    about = phrase.role == "subject" or phrase.opens or _is_of(phrase, said)
    if about and PERSONAL.search(said):
        return True
    if len(phrase.words) in (2, 3) and not any(word.isdigit() or word in ("of", "the") for word in phrase.words):
        return True if phrase.before == "by" else None
    return None


def _is_of(phrase: Phrase, said: str) -> bool:
    """Whether the question is who this is."""
    match = _NAMED_PERSON.match(said)
    return bool(match) and not said[match.end() : phrase.start].strip() if match else False


def seeks_person(question: str) -> bool:
    """Whether the answer is a person: who built it. Who did Ada marry is about her, though."""
    found = _SOUGHT_PERSON.match(question)
    if not found or _DO.match(question):
        return False
    return found["noun"] is None or found["noun"].lower() in PERSONS


def place(phrase: Phrase, said: str, language: str) -> bool | None:
    """Whether it names a place; None where that is open."""
    if phrase.head in PLACES:
        return True
    if person(phrase, said, language) or phrase.plural:
        return False
    if not phrase.name:
        return False
    if phrase.before in ("in", "at", "near", "to", "from", "nach", "aus", "à", "en", "a", "bei"):
        return True
    return None
