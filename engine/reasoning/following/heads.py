"""'This company', 'the war', 'what is the area?': a noun that only the earlier question makes clear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.agents.reading import listed
from engine.reasoning.following import kinds
from engine.reasoning.following.antecedents import Subject, topic
from engine.reasoning.following.contexts import Context
from engine.reasoning.following.own import BOUNDARIES
from engine.reasoning.following.phrases import Phrase, phrases
from engine.reasoning.following.wordlists import (
    ADJECTIVES,
    ATTRIBUTES,
    LANGUAGES,
    PARTICIPLE,
    PERSONS,
    RELATIONS,
    SETTLEMENTS,
    VERBS,
    WORKS,
)
from engine.retrieval.stems import stem

_POINTING = re.compile(
    r"\b(?P<word>this|that|these|those|the|diese[rsmn]?|ce|cette|cet|este|esta|ese|esa) (?P<noun>[^\W\d_]{3,})\b", re.I
)
_OF_THE_APP = listed(
    "document documents file files note notes folder library week month year morning evening afternoon night time day "
    "case way kind sort type question answer page conversation chat app program"
)
_GOES_ON = listed("of in on at from with for that which who whose where when named called")
_QUANTIFIERS = listed("each every all any some no another other many few several most both such")
_TAKES = listed("owns owned built founded designed wrote painted led ruled runs")
_SETTLED = re.compile(r"\b(?:where|population|inhabitants|live|lives|lie|lies|located|capital|area|big|large)\b", re.I)
_WITHOUT_OWNER = re.compile(
    r"[\s]*(?:what|who)(?:['’]s| is| are| was| were) the (?P<rest>(?:[^\W\d_]+ ){0,2}?(?P<head>[^\W\d_]+))\s*[?.!]*\s*",
    re.IGNORECASE,
)


def completed(text: str, language: str, contexts: Sequence[Context]) -> tuple[str, Subject] | None:
    """The question with the noun made clear; None where it is clear, or nothing before makes it so.

    Args:
        text: the question.
        language: of the question.
        contexts: earlier exchanges, the last one first.
    """
    if found := _owned(text, contexts):
        return found
    own = phrases(text, language)
    if any(phrase.name and not phrase.opens for phrase in own) and language != "de":
        return None
    for match in _POINTING.finditer(text):
        noun = match["noun"].lower()
        if (
            noun in _OF_THE_APP
            or text.lower().count(noun) > 1
            or not _ends_there(text, match.end())
            or (match["noun"][0].isupper() and language != "de")
        ):
            continue
        pointing = match["word"].lower() != "the"
        if match["word"].lower() == "that" and not _points(text[: match.start()], language):
            continue  # it was discovered that primes
        if subject := _meant(noun, contexts, pointing=pointing):
            return f"{text[: match.start()]}{subject.text}{text[match.end() :]}", subject
    return None


def _ends_there(text: str, end: int) -> bool:
    """Whether the noun is all there is of its phrase: nothing further describes it."""
    after = re.match(r"\s+([^\W\d_]+)", text[end:])
    if after is None:
        return True
    word = after[1].lower()
    verb = word in VERBS or bool(PARTICIPLE.fullmatch(word)) or word in ADJECTIVES
    return word not in _GOES_ON and (
        verb or any(word in lists.stops | lists.auxiliaries for lists in LANGUAGES.values())
    )


def _points(before: str, language: str) -> bool:
    """Whether 'that' can be an article here: after an auxiliary verb, a preposition, or one that takes an object."""
    words = before.lower().split()
    lists = LANGUAGES[language]
    if not words:
        return True
    return words[-1] in lists.auxiliaries or words[-1] in lists.prepositions or words[-1] in lists.of | VERBS | _TAKES


def _meant(noun: str, contexts: Sequence[Context], *, pointing: bool) -> Subject | None:
    for context in contexts[: 2 if pointing else 1]:
        for phrase in context.asked.phrases:
            if _names(phrase, noun):
                return Subject(_with_article(phrase), context.earlier.turn_id)
        if pointing and noun in SETTLEMENTS | WORKS | PERSONS:
            names = [each for each in context.asked.phrases if each.name and not each.outer]
            if len(names) == 1 and _can_be(names[0], noun, context):
                return Subject(names[0].text, context.earlier.turn_id)
    return None


def _can_be(name: Phrase, noun: str, context: Context) -> bool:
    """Whether a name may be that of a city, a man, a company."""
    question = context.question
    is_person = kinds.person(name, question, context.language)
    is_place = kinds.place(name, question, context.language)
    if noun in PERSONS:
        return bool(is_person)
    if is_person:
        return False
    if noun in SETTLEMENTS:
        return bool(is_place) or (is_place is None and bool(_SETTLED.search(question)))
    return not is_place and (name.role == "object" or not kinds.PERSONAL.search(question))


def _names(phrase: Phrase, noun: str) -> bool:
    """Whether the phrase says more of the same thing: the Forth Bridge, the novel Brand, Castle Rising."""
    content = [word for word in phrase.words if word not in ("the", "a", "an", "this", "that")]
    if len(content) < 2 or phrase.words[0] in _QUANTIFIERS:
        return False
    return stem(phrase.head) == stem(noun) or (phrase.name and content[0] == noun)


def _with_article(phrase: Phrase) -> str:
    first, _, rest = phrase.text.partition(" ")
    return f"the {rest}" if first.lower() in ("a", "an") else phrase.text


def _owned(text: str, contexts: Sequence[Context]) -> tuple[str, Subject] | None:
    """What is the area: of what was asked about before."""
    found = _WITHOUT_OWNER.fullmatch(text)
    if not found or found["head"].lower() not in ATTRIBUTES | RELATIONS or not contexts:
        return None
    if any(word.lower() in BOUNDARIES for word in found["rest"].split()) or any(map(str.isupper, found["rest"])):
        return None
    subject = topic(contexts[0])
    if subject is None or subject.lower() in text.lower():
        return None
    at = found.end("rest")
    return f"{text[:at]} of {subject}{text[at:]}", Subject(subject, contexts[0].earlier.turn_id)
