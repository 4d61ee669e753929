"""Completes a follow-up question from the conversation before it, so that it can be looked for by itself.

Precision first: a question that stands by itself stays as it is, letter for letter, and where it is not clear what a
question points to, it stays too. No language model, no documents: only the turns of the conversation are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from engine.reasoning.following.antecedents import topic
from engine.reasoning.following.contexts import Context
from engine.reasoning.following.earlier import LONGEST_QUESTION, Earlier, exchanges, is_small_talk
from engine.reasoning.following.heads import completed
from engine.reasoning.following.lead import asks_example, asks_more, fragment, without_lead
from engine.reasoning.following.order import compared, numbered
from engine.reasoning.following.pronouns import replaced
from engine.reasoning.following.question_words import asked_of
from engine.reasoning.following.resolved import Resolved, untouched
from engine.reasoning.following.slots import exchanged
from engine.reasoning.following.wordlists import language
from engine.records import Turn
from engine.retrieval.query import WORD

LOOKED_BACK = 4
"""Exchanges in which the subject of a pronoun is looked for."""

_EXAMPLE = {"en": "An example of", "de": "Ein Beispiel für", "fr": "Un exemple de", "es": "Un ejemplo de"}
_MORE = {"en": "Tell me more about", "de": "Mehr über", "fr": "Plus sur", "es": "Más sobre"}
_WORKS_ON = re.compile(
    r"\W*(?:please |can you |could you |now )*(?:make|rewrite|rephrase|shorten|translate|summari[sz]e|fix|change|"
    r"improve|correct|continue|expand|format|test|run|refactor|save|export|copy|open|delete|print|write|add|"
    r"remove|put|turn|"
    r"mach|übersetze|kürze|traduis|traduce|resume|résume)\b",
    re.IGNORECASE,
)


def resolve(question: str, turns: Sequence[Turn], resolved: Mapping[int, str] | None = None) -> Resolved:
    """What a question asks, taken together with the conversation.

    Args:
        question: as typed.
        turns: the conversation before it, in order; its own turn may already be the last one.
        resolved: what earlier questions were resolved to, by turn id, where that is known. Others are resolved again.
    """
    if not question.strip() or len(question) > LONGEST_QUESTION or "\n" in question.strip() or is_small_talk(question):
        return untouched(question)
    before = list(turns)
    if before and before[-1].role == "user" and before[-1].text == question:
        before.pop()
    contexts: list[Context] = []  # the last one first
    for earlier in exchanges(before, resolved or {}, LOOKED_BACK):
        if earlier.small_talk or not earlier.question.strip():
            continue
        known = earlier.question
        if known == earlier.asked and contexts:
            known = _resolve(known, contexts).question
        contexts.insert(0, Context(_as_looked_for(earlier, known)))
    return _resolve(question, contexts) if contexts else untouched(question)


def _as_looked_for(earlier: Earlier, question: str) -> Earlier:
    return Earlier(
        earlier.turn_id, earlier.asked, question, earlier.answer, earlier.role, earlier.abstained, earlier.partial
    )


def _resolve(question: str, contexts: Sequence[Context]) -> Resolved:
    spoken = language(question, contexts[0].question)
    for attempt in (_more, _bare_word, _numbered, _exchange, _pronouns, _noun):
        made = attempt(question, spoken, contexts)
        if made is not None:
            return made
    return untouched(question)


Attempt = Callable[[str, str, Sequence[Context]], Resolved | None]


def _more(question: str, spoken: str, contexts: Sequence[Context]) -> Resolved | None:
    example = asks_example(question)
    if not (example or asks_more(question)):
        return None
    subject = topic(contexts[0])
    if subject is None:  # then the same is looked for once more
        return _made(question, contexts[0].question, contexts[0].earlier.turn_id, "the earlier question once more")
    opening = (_EXAMPLE if example else _MORE)[spoken]
    return _made(question, f"{opening} {subject}.", contexts[0].earlier.turn_id, "more on the same subject")


def _bare_word(question: str, spoken: str, contexts: Sequence[Context]) -> Resolved | None:
    made = asked_of(question, contexts[0])
    if made is None:
        return None
    return _made(question, made, contexts[0].earlier.turn_id, "the earlier question, asked another way")


def _numbered(question: str, spoken: str, contexts: Sequence[Context]) -> Resolved | None:
    found = numbered(question, contexts) or compared(question, contexts)
    return _made(question, found[0], found[1].turn_id, f"one of those named: {found[1].text}") if found else None


def _exchange(question: str, spoken: str, contexts: Sequence[Context]) -> Resolved | None:
    found = fragment(question)
    if found is None or not found[0]:
        return None
    made = exchanged(found[0], contexts[0], spoken)
    if made is None or made == contexts[0].question:
        return None
    return _made(question, made, contexts[0].earlier.turn_id, f"the earlier question, for {found[0]}")


def _pronouns(question: str, spoken: str, contexts: Sequence[Context]) -> Resolved | None:
    if _WORKS_ON.match(question):
        return None  # make it shorter: the answer itself is meant
    made, subjects = replaced(question, spoken, contexts)
    if not subjects:
        return None
    bare = without_lead(made)
    made = bare[:1].upper() + bare[1:] if bare != made else made
    named = ", ".join(dict.fromkeys(subject.text for subject in subjects))
    return _made(question, made, subjects[0].turn_id, f"about {named}")


def _noun(question: str, spoken: str, contexts: Sequence[Context]) -> Resolved | None:
    if _WORKS_ON.match(question):
        return None
    found = completed(question, spoken, contexts)
    return _made(question, found[0], found[1].turn_id, f"about {found[1].text}") if found else None


def _made(asked: str, question: str, turn_id: int, why: str) -> Resolved:
    had = {word.lower() for word in WORD.findall(asked)}
    added = dict.fromkeys(word for word in WORD.findall(question) if word.lower() not in had)
    return Resolved(asked, question, turn_id, tuple(added), why)
