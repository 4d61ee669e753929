"""'Why?', 'by whom?', 'how high?': a bare question word asked of the earlier question."""

from __future__ import annotations

import re

from engine.agents.reading import listed
from engine.reasoning.following.antecedents import topic
from engine.reasoning.following.contexts import Context
from engine.reasoning.following.lead import without_lead
from engine.reasoning.following.phrases import Phrase
from engine.reasoning.following.wordlists import PARTICIPLE

_I = re.IGNORECASE
_ADVERB = (
    r"(?:why|when|where|how(?: long| often| far| soon)?|since when|until when|by (?:whom|who)|with whom|to whom|"
    r"for whom|for how long|from where|at what (?:time|age|price)|in (?:which|what) (?:year|month|city|country|"
    r"century)|"
    r"(?:what|which) year|on what day|"
    r"warum|wieso|weshalb|wann|wo|wie(?: lange| oft)?|wohin|woher|seit wann|bis wann|von wem|mit wem|für wen|wozu|"
    r"womit|"
    r"pourquoi|quand|où|comment|par qui|avec qui|depuis quand|pendant combien de temps|"
    r"por qué|cuándo|dónde|cómo|con quién|por quién|para quién|desde cuándo|hasta cuándo)"
)
_BARE = re.compile(
    rf"[\s¿¡]*(?P<word>{_ADVERB}|who|wer|qui|quién|how come)(?: (?:exactly|precisely|then|so|genau|denn|exactement|"
    rf"was (?:that|this|it)|is (?:that|this)|did (?:that|this|it) happen|does (?:that|this) happen|"
    rf"war das|ist das|est-ce|c['’]était|fue eso))?[\s?!.…]*",
    _I,
)
_COUNTED = re.compile(
    r"[\s¿¡]*(?P<word>how (?:many|much)|wie ?viele?|combien|cuántos|cuántas|cuánto|which(?: one| ones)?|who "
    r"else|what else|"
    r"where else|why not|when else)[\s?!.…]*",
    _I,
)
_MEASURED = re.compile(
    r"[\s¿¡]*how (?P<measure>high|old|deep|big|large|heavy|wide|tall|expensive|thick|broad|fast|small|warm|cold|strong|"
    r"dangerous|reliable|common)[\s?!.]*|[\s¿¡]*wie (?P<masse>hoch|tief|alt|groß|lang|breit|schwer|teuer)[\s?!.]*",
    _I,
)
_VERBS = (
    "do|does|did|is|are|was|were|can|could|will|would|should|has|have|had|long|often|far|soon|"
    "ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|kann|können|lange|oft|kommt|geht|funktioniert"
)
_OPENING = re.compile(rf"(?P<lead>[\s¿]*)(?!(?:how|wie) (?!(?:{_VERBS})\b))(?P<word>{_ADVERB})(?= )", _I)
_HOW_MANY = re.compile(
    r"how (?:many|much) (?P<noun>(?:\w+ ){1,4}?)(?P<verb>are|is|was|were|have|has|had|can|will) (?P<rest>.+)",
    _I | re.DOTALL,
)
_YES_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|ist|sind|war|waren|wurde|wurden|"
    r"hat|haben|"
    r"kann) ",
    _I,
)
_WHO = re.compile(r"(?:who|which \w+) (?P<verb>\w+) (?P<what>(?:the|a|an|this|my|our) .+|[A-Z].+)", re.DOTALL | _I)
_IRREGULAR = {
    "wrote": "written", "drew": "drawn", "began": "begun", "took": "taken", "gave": "given", "chose": "chosen",
    "broke": "broken", "stole": "stolen", "threw": "thrown", "knew": "known", "saw": "seen",
    "sang": "sung", "sank": "sunk",
    "drove": "driven", "ate": "eaten", "flew": "flown", "wore": "worn", "spoke": "spoken",
}  # fmt: skip
_NO_PASSIVE = listed("went came fell rose sat became ran grew lived died was is were are did does do has had")
_BY = {"who": "by whom"}
_AND = {"en": "and", "de": "und", "fr": "et", "es": "y"}


def asked_of(question: str, context: Context) -> str | None:
    """The earlier question, asked with this question word instead; None where it is no bare question word.

    Args:
        question: the follow-up.
        context: the last exchange.
    """
    bare = without_lead(question).strip()
    earlier = context.question
    if not earlier or len(bare) > 60:
        return None
    if measured := _MEASURED.fullmatch(bare):
        subject = topic(context)
        if subject is None:
            return None
        if measured["masse"]:
            return f"Wie {measured['masse']} ist {subject}?"
        return f"How {measured['measure'].lower()} {'are' if _several(context, subject) else 'is'} {subject}?"
    if counted := _COUNTED.fullmatch(bare):
        return _joined(earlier, counted["word"], context.language)
    found = _BARE.fullmatch(bare)
    if not found:
        return None
    word = " ".join(found["word"].lower().split())
    return _reworded(earlier, "why" if word == "how come" else word, context)


def _several(context: Context, subject: str) -> bool:
    named: list[Phrase] = [phrase for phrase in context.asked.phrases if phrase.text == subject]
    return bool(named and named[0].plural)


def _reworded(earlier: str, word: str, context: Context) -> str:
    text = without_lead(earlier).strip()
    end = text.rstrip("?!. \n")
    mark = " ?" if text.endswith(" ?") else "?"
    adverb = _BY.get(word, word)
    if word not in ("wer", "qui", "quién") and (opening := _OPENING.match(text)):
        if word == "who" and not re.search(r"\b(?:was|were|is|are|been)\b", text):
            return _joined(earlier, word, context.language)
        return f"{opening['lead']}{_capital(adverb)}{end[opening.end() :]}{mark}"
    if word == "who" or word in ("wer", "qui", "quién"):
        return _joined(earlier, word, context.language)
    if _YES_NO.match(text):
        return f"{_capital(word)} {end[0].lower()}{end[1:]}{mark}"
    if many := _HOW_MANY.fullmatch(end):
        return f"{_capital(word)} {many['verb']} {many['noun'].strip()} {many['rest']}{mark}"
    if passive := _passive(end, word, context):
        return passive
    return _joined(earlier, word, context.language)


def _passive(earlier: str, word: str, context: Context) -> str | None:
    """Who built the abbey, asked for when: When was the abbey built?"""
    found = _WHO.fullmatch(earlier)
    if not found or found["verb"].lower() in _NO_PASSIVE or not PARTICIPLE.fullmatch(found["verb"]):
        return None
    verb = _IRREGULAR.get(found["verb"].lower(), found["verb"].lower())
    objects = [phrase for phrase in context.asked.phrases if found["what"].startswith(phrase.text)]
    if not objects:
        return None
    tail = found["what"][len(objects[0].text) :]
    several = objects[0].plural
    return f"{_capital(word)} {'were' if several else 'was'} {objects[0].text} {verb}{tail}?"


def _joined(earlier: str, word: str, language: str) -> str:
    """Both questions in one sentence, where no rewording is sure."""
    text = earlier.strip()
    end = text.rstrip("?!. \n")
    return f"{end}, {_AND[language]} {word.lower()}{' ?' if text.endswith(' ?') else '?'}"


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
