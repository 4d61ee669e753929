"""'This company', 'the war', 'what is the area?': a noun that only the earlier question makes clear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.agents.reading import listed
from engine.reasoning.following.antecedents import Subject, topic
from engine.reasoning.following.contexts import Context
from engine.reasoning.following.own import BOUNDARIES
from engine.reasoning.following.phrases import Phrase, phrases
from engine.reasoning.following.wordlists import ATTRIBUTES, GENERIC, RELATIONS
from engine.retrieval.stems import stem

_POINTING = re.compile(
    r"\b(?P<word>this|that|these|those|the|diese[rsmn]?|ce|cette|cet|este|esta|ese|esa) (?P<noun>[^\W\d_]{3,})\b", re.I
)
_OF_THE_APP = listed(
    "document documents file files note notes folder library week month year morning evening afternoon night time day "
    "case way kind sort type question answer page conversation chat app program"
)
_GOES_ON = listed("of in on at from with for that which who whose where when named called")
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
            or not _ends_there(text, match.end())
            or (match["noun"][0].isupper() and language != "de")
        ):
            continue
        pointing = match["word"].lower() != "the"
        if subject := _meant(noun, contexts, pointing=pointing):
            return f"{text[: match.start()]}{subject.text}{text[match.end() :]}", subject
    return None


def _ends_there(text: str, end: int) -> bool:
    """Whether the noun is all there is of its phrase: nothing further describes it."""
    after = re.match(r"\s+([^\W\d_]+)", text[end:])
    return after is None or after[1].lower() not in _GOES_ON


def _meant(noun: str, contexts: Sequence[Context], *, pointing: bool) -> Subject | None:
    for context in contexts[: 2 if pointing else 1]:
        for phrase in context.asked.phrases:
            if _names(phrase, noun):
                return Subject(_with_article(phrase), context.earlier.turn_id)
        if pointing and noun in GENERIC:
            names = [each for each in context.asked.phrases if each.name and not each.outer]
            if len(names) == 1:
                return Subject(names[0].text, context.earlier.turn_id)
    return None


def _names(phrase: Phrase, noun: str) -> bool:
    """Whether the phrase says more of the same thing: the Forth Bridge, the novel Brand, Castle Rising."""
    content = [word for word in phrase.words if word not in ("the", "a", "an", "this", "that")]
    if len(content) < 2:
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
