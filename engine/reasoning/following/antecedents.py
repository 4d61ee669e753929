"""What a pronoun stands for: searched in the earlier question first, then in its answer, by kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.agents.reading import listed
from engine.reasoning.features import asked_for
from engine.reasoning.following import kinds
from engine.reasoning.following.contexts import Context, about, series
from engine.reasoning.following.mentions import DATE, PERSON, PLACE, PLURAL, THING, Mention
from engine.reasoning.following.phrases import Phrase
from engine.reasoning.following.wordlists import ATTRIBUTES, GROUPS, PERSONS

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"\b(?:\d{{1,2}} )?(?:(?:{_MONTH}) (?:\d{{1,2}},? )?)?(?:1\d{{3}}|20\d\d)\b(?!-)")
_WHEN = re.compile(r"^\W*(?:wann|quand|cuándo)\b", re.IGNORECASE)
_WHERE = re.compile(r"^\W*(?:where|wo|où|dónde)\b", re.IGNORECASE)
_MEASURES = re.compile(r"^\W*how (?:far|big|large|deep|high|wide|long|heavy|much)\b", re.IGNORECASE)
_DEFINES = re.compile(r"^\W*(?:what|who) (?:is|are|was|were) ", re.IGNORECASE)
_LOOSE = listed("any some no each every")
_WRITTEN = listed("notes papers documents files reports articles letters minutes pages books essays")
_GENDERS = {"der": "m", "die": "f", "das": "n"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a pronoun stands for."""

    text: str
    turn_id: int


def find(mention: Mention, contexts: Sequence[Context]) -> Subject | None:
    """The nearest subject that fits.

    Args:
        mention: the pronoun.
        contexts: earlier exchanges, the last one first.
    """
    search: Callable[[Context, Mention], str | None] = _SEARCHES[mention.kind]
    for context in contexts:
        if found := search(context, mention):
            return Subject(found, context.earlier.turn_id)
    return None


def topic(context: Context) -> str | None:
    """What a question is about, person or thing, for 'tell me more' and 'how high?'."""
    described = _described(context, any_kind=True)
    if described:
        return described
    found = about(context)
    return _text(context, found[0]) if found else None


def _person(context: Context, mention: Mention) -> str | None:
    question = context.question
    fit = _fitting(context, mention)
    if not kinds.seeks_person(question):
        return fit
    own = [each for each in context.asked.phrases if kinds.person(each, question, context.language)]
    if own and own[0].role == "subject" and not own[0].outer and not (context.description and own[0].head in PERSONS):
        return fit  # who was Ada Lovelace
    return (
        _answered_person(context, mention)
        or (_described(context, any_kind=True) if context.description else None)
        or fit
    )


def _fitting(context: Context, mention: Mention) -> str | None:
    """A person of the question, else of its answer."""
    open_ones: list[Phrase] = []
    for phrase in about(context):
        is_person = kinds.person(phrase, context.question, context.language)
        if is_person is False or phrase.plural or _taken(mention, phrase) or _clashes(mention, phrase):
            continue
        if is_person:
            return _text(context, phrase)
        if phrase.role != "rest" or phrase.before not in ("in", "at", "on", "from", "to", "near"):
            open_ones.append(phrase)
    held = [each for each in context.asked.phrases if each.possessive]
    open_ones += [each for each in held if kinds.person(each, context.question, context.language) is not False]
    open_ones = [each for each in open_ones if not _clashes(mention, each) and not _taken(mention, each)]
    if open_ones and not _MEASURES.match(context.question):
        return _text(context, open_ones[0])
    return _answered_person(context, mention)


def _answered_person(context: Context, mention: Mention) -> str | None:
    for phrase, sentence in context.new_names:
        is_person = kinds.person(phrase, sentence, context.language)
        likely = is_person or (is_person is None and 2 <= len(phrase.words) <= 4)
        if likely and not phrase.plural and not _taken(mention, phrase) and not _clashes(mention, phrase):
            return phrase.text
    return None


def _taken(mention: Mention, phrase: Phrase) -> bool:
    """Whether the follow-up names it already."""
    return phrase.text.lower() in mention.within


def _clashes(mention: Mention, phrase: Phrase) -> bool:
    known = kinds.gender(phrase)
    return bool(known and mention.gender in ("m", "f") and known != mention.gender)


def _thing(context: Context, mention: Mention) -> str | None:
    described = _described(context, any_kind=False)
    if described:
        return described
    if mention.points and not _DEFINES.match(context.question):
        return None  # what was said, as likely as a thing
    fitting = [
        phrase
        for phrase in [*about(context), *_of_persons(context)]
        if phrase.role != "asked"
        and not _taken(mention, phrase)
        and not kinds.person(phrase, context.question, context.language)
        and not _speaks_of_person(context, phrase)
        and (not phrase.plural or (phrase.name and phrase.role == "subject"))
        and not _other_gender(mention, phrase)
    ]
    if not fitting:
        return None
    same = [phrase for phrase in fitting if phrase.role == ("object" if mention.is_object else "subject")]
    return _text(context, (same or fitting)[0])


def _of_persons(context: Context) -> list[Phrase]:
    """What persons belong to: the firm in 'the head of the firm'."""
    outer = [each for each in context.asked.phrases if each.outer and each.head in PERSONS]
    return [
        phrase
        for phrase in context.asked.phrases
        if phrase.before and any(each.start < phrase.start and phrase.end <= each.end for each in outer)
    ]


def _speaks_of_person(context: Context, phrase: Phrase) -> bool:
    """Whether a name of open kind is one of whom something human is asked."""
    if not phrase.name or phrase.words[0] == "the" or phrase.role != "subject":
        return False
    return kinds.person(phrase, context.question, context.language) is not False and bool(
        kinds.PERSONAL.search(context.question)
    )


def _other_gender(mention: Mention, phrase: Phrase) -> bool:
    article = _GENDERS.get(phrase.words[0])
    return bool(article and mention.gender and not phrase.before and article != mention.gender)


def _plural(context: Context, mention: Mention) -> str | None:
    listed = series(context.question, context.asked.phrases)
    if listed:
        return context.question[listed[0].start : listed[-1].end]
    order = ("subject", "asked", "object", "rest")
    found = sorted(about(context), key=lambda each: order.index(each.role))
    several = [
        phrase
        for phrase in found
        if (phrase.plural or phrase.head in GROUPS)
        and phrase.head not in ATTRIBUTES | _WRITTEN
        and not _taken(mention, phrase)
    ]
    if several:
        return _text(context, several[0])
    names = [name.text for name, _ in context.new_names if not _taken(mention, name)]
    if kinds.seeks_person(context.question) and len(names) == 1:
        return names[0]
    for phrase in found:  # one person, a company: they
        if phrase.role != "rest" and phrase.name and phrase.text[0].isupper() and not _taken(mention, phrase):
            return _text(context, phrase)
    return None


def _place(context: Context, mention: Mention) -> str | None:
    question = context.question
    if _WHERE.match(question):
        for sentence in context.answer:
            for phrase in sentence.phrases:
                new = phrase.text.lower() not in question.lower()
                if new and phrase.before and kinds.place(phrase, sentence.text, context.language):
                    return phrase.text
    described = _described(context, any_kind=False)
    if described:
        return described
    ranked: dict[bool | None, list[Phrase]] = {True: [], None: [], False: []}
    for phrase in context.asked.phrases:
        is_place = kinds.place(phrase, question, context.language)
        if is_place is None and _speaks_of_person(context, phrase):
            continue
        if phrase.role == "asked" or _taken(mention, phrase) or phrase.outer:
            continue
        ranked[is_place].append(phrase)
    likely = [*ranked[True], *ranked[None]]
    if likely:
        return _text(context, likely[0])
    places = [
        phrase
        for sentence in context.answer
        for phrase in sentence.phrases
        if phrase.before and kinds.place(phrase, sentence.text, context.language)
    ]
    return places[0].text if places else None


def _date(context: Context, mention: Mention) -> str | None:
    if context.earlier.abstained:
        return None
    asked: list[str] = _DATE.findall(context.question)
    answered: list[str] = [match for sentence in context.answer for match in _DATE.findall(sentence.text)]
    if asked_for(context.question) == "time" or _WHEN.match(context.question):
        return answered[0] if answered else None
    if len(asked) == 1:
        return asked[0]
    return answered[0] if len(set(answered)) == 1 else None


def _described(context: Context, *, any_kind: bool) -> str | None:
    """The description that a question gives, with the name that its answer gives, where both are clear."""
    if context.description is None:
        return None
    phrase, text = context.description
    if phrase.head in ATTRIBUTES or phrase.plural or (phrase.head in PERSONS and not any_kind):
        return None
    names = [name for name, _ in context.new_names if not name.before]
    return f"{text} ({names[0].text})" if len(names) == 1 else text


def _text(context: Context, phrase: Phrase) -> str:
    """The phrase as it is put into another question."""
    first, _, rest = phrase.text.partition(" ")
    if first.lower() in ("a", "an") and rest and not _DEFINES.match(context.question):
        return f"the {rest}"
    if first.lower() in _LOOSE and rest:
        return rest
    if phrase.opens and phrase.words[0] in ("the", "a", "an", "der", "die", "das", "le", "la", "el"):
        return f"{first.lower()} {rest}"
    if phrase.opens and phrase.plural:
        return phrase.text[0].lower() + phrase.text[1:]
    return phrase.text


_SEARCHES: dict[str, Callable[[Context, Mention], str | None]] = {
    PERSON: _person,
    THING: _thing,
    PLURAL: _plural,
    PLACE: _place,
    DATE: _date,
}
