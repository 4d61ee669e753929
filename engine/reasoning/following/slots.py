"""'And in 1974?', 'what about the ferry?': the earlier question again, with one of its parts exchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.agents.reading import listed
from engine.reasoning.following import kinds
from engine.reasoning.following.antecedents import topic
from engine.reasoning.following.contexts import Context, about, series
from engine.reasoning.following.phrases import Phrase, phrases
from engine.reasoning.following.tokens import YEAR, tokens_of
from engine.reasoning.following.wordlists import ATTRIBUTES, LANGUAGES, PERSONS, RELATIONS, SERIES, Language

MOST_WORDS = 7
"""Words of a fragment; more of them are a question of their own."""

_WHEN_WORDS = listed(
    "in before after since until during by around from vor nach seit bis während um avant après depuis pendant en "
    "antes después desde hasta durante"
)
_WHERE_WORDS = listed("in at on near from to nach aus bei auf à en dans a au aux im am zu")
_LABELLED = re.compile(r"\b([^\W\d_]{2,}) (\d{1,4}(?:\.\d{1,3})*[a-z]?|[IVX]{1,5}|[A-Z])(?![\w.])")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is put into the earlier question."""

    text: str  # with its preposition
    before: str  # the preposition, '' where there is none
    core: str  # without it


def exchanged(fragment: str, context: Context, language: str) -> str | None:
    """The earlier question with the part that answers to the fragment exchanged; None where there is none.

    Args:
        fragment: what follows 'and' or 'what about', without its question mark.
        context: the last exchange.
        language: of the fragment.
    """
    piece = _piece(fragment, LANGUAGES[language])
    question = context.question
    if piece is None or not question or series(question, context.asked.phrases):
        return None
    if YEAR.fullmatch(piece.core):
        return _swap_dated(question, piece, list(YEAR.finditer(question)))
    if (found := _of_series(question, piece)) is not None:
        return found
    if label := _LABELLED.fullmatch(piece.core):
        return _labelled(question, piece, label)
    if _NUMBER.fullmatch(piece.core):
        numbers = list(_NUMBER.finditer(question))
        return _put(question, numbers[0].start(), numbers[0].end(), piece.core) if len(numbers) == 1 else None
    return _prepositional(context, piece, language) if piece.before else _bare(context, piece, language)


def _piece(fragment: str, lists: Language) -> Piece | None:
    tokens = tokens_of(fragment)
    if not tokens or len(tokens) > MOST_WORDS or any(not each.word for each in tokens):
        return None
    first = tokens[0].low
    if first in lists.questions or first in lists.auxiliaries or first in _NO_PARTS:
        return None
    if first in lists.prepositions | (lists.of - lists.determiners) and len(tokens) > 1:
        return Piece(fragment, first, fragment[tokens[1].start :])
    return Piece(fragment, "", fragment)


_NO_PARTS = listed(
    "then now if so that this it he she they we you i there here not no yes more again what else dann jetzt nun nicht "
    "alors maintenant ça entonces ahora both all one ones each also please thanks tell show give"
)


def _swap_dated(question: str, piece: Piece, found: Sequence[re.Match[str]]) -> str | None:
    """A year for a year; at the end where the question has none."""
    if not found:
        return _append(question, piece.text if piece.before else f"in {piece.core}")
    if len(found) > 1:
        return None
    return _put(question, *_with_preposition(question, found[0].start(), found[0].end(), piece))


def _of_series(question: str, piece: Piece) -> str | None:
    """A month for a month, a weekday for a weekday, a season for a season."""
    for names in SERIES:
        if piece.core.lower() not in names:
            continue
        found = [each for each in tokens_of(question) if each.low in names and each.start]
        if len(found) == 1:
            return _put(question, *_with_preposition(question, found[0].start, found[0].end, piece))
        return None if found else _append(question, piece.text) if piece.before else None
    return None


def _labelled(question: str, piece: Piece, label: re.Match[str]) -> str | None:
    for found in _LABELLED.finditer(question):
        if found[1].lower() == label[1].lower():
            return _put(question, found.start(), found.end(), piece.core)
    return None


def _with_preposition(question: str, start: int, end: int, piece: Piece) -> tuple[int, int, str]:
    """What is taken out, and what is put there: the preposition too where the fragment has one of its kind."""
    words = question[:start].split()
    before = words[-1].lower() if words else ""
    if piece.before and before in _WHEN_WORDS | _WHERE_WORDS:
        start = question[:start].rstrip().rfind(" ") + 1 if len(words) > 1 else 0
        return start, end, piece.text
    return start, end, piece.core


def _prepositional(context: Context, piece: Piece, language: str) -> str | None:
    """In Berlin for in Köln, after the war for before the war."""
    question = context.question
    with_preposition = [phrase for phrase in context.asked.phrases if phrase.before]
    same = [phrase for phrase in with_preposition if phrase.before == piece.before]
    alike = [
        phrase
        for phrase in with_preposition
        for group in (_WHEN_WORDS, _WHERE_WORDS)
        if phrase.before in group and piece.before in group
    ]
    for phrase in [*reversed(same), *reversed(alike)]:
        start = question[: phrase.start].rstrip().rfind(" ") + 1
        return _put(question, start, phrase.end, piece.text)
    own = phrases(piece.core, language)
    names = [each for each in context.asked.phrases if each.name and not each.outer]
    if piece.before not in _WHEN_WORDS | _WHERE_WORDS and own and own[0].name and len(names) == 1:
        return _put(question, names[0].start, names[0].end, piece.core)  # et pour Marseille
    return _append(question, piece.text)


def _bare(context: Context, piece: Piece, language: str) -> str | None:
    """A subject for a subject; an attribute for an attribute of the same subject."""
    question = context.question
    head = piece.core.split()[-1].lower()
    own = phrases(piece.core, language)
    if head in ATTRIBUTES | RELATIONS and not (own and own[0].name):
        return _attribute(context, piece)
    if head in PERSONS and any(each.outer and each.head in PERSONS for each in context.asked.phrases):
        return _attribute(context, piece)
    target = _target(context, piece, own[0] if own else None)
    if target is None:
        return None
    return _put(question, target.start, target.end, piece.core)


def _attribute(context: Context, piece: Piece) -> str | None:
    question = context.question
    held = [each for each in context.asked.phrases if each.head in ATTRIBUTES | RELATIONS | PERSONS]
    outer = [each for each in held if each.outer]
    if outer:
        inside = [each for each in context.asked.phrases if outer[0].start < each.start and each.end <= outer[0].end]
        if inside and inside[0].before:
            start = outer[0].start
            end = start + question[start : inside[0].start].rstrip().rfind(" ")
            return _put(question, start, end, piece.core)
    if held and not outer and held[0].role == "subject" and not held[0].name:  # the deadline for the grant
        return _put(question, held[0].start, held[0].end, piece.core)
    subject = topic(context)
    if subject is None or context.language != "en":
        return None
    article = "" if piece.core.split()[0].lower() in ("the", "its", "his", "her", "their") else "the "
    core = re.sub(r"^(?:its|his|her|their) ", "the ", piece.core, flags=re.IGNORECASE)
    return f"What is {article}{core} of {subject}?"


def _target(context: Context, piece: Piece, own: Phrase | None) -> Phrase | None:
    """The part of the earlier question that the fragment stands for."""
    found = about(context)
    head = own.head if own else piece.core.split()[-1].lower()
    for phrase in found:
        if phrase.head == head:
            return phrase
    said = [phrase for phrase in context.asked.phrases if phrase.before == "about"]
    if said:
        return said[0]  # what the lease says about pets
    if own and not own.name and not own.determiner:
        plain = [each for each in context.asked.phrases if not (each.name or each.determiner or each.outer)]
        if len(plain) == 1:
            return plain[0]
    if own and own.name and not own.determiner:
        names = [
            phrase for phrase in context.asked.phrases if phrase.name and not phrase.outer and not phrase.determiner
        ]
        is_person = kinds.person(own, piece.core, context.language)
        alike = [each for each in names if kinds.person(each, context.question, context.language) == is_person]
        ranked = sorted(alike or names, key=lambda each: each.before != "" and each.before not in ("of", "von", "de"))
        if ranked:
            return ranked[0]
    if found:
        return found[0]
    held = [each for each in context.asked.phrases if not each.outer]
    return held[0] if len(held) == 1 else None


def _append(question: str, text: str) -> str:
    bare = question.rstrip()
    end = len(bare.rstrip("?!. "))
    return f"{bare[:end]} {text}{bare[end:]}"


def _put(text: str, start: int, end: int, piece: str) -> str:
    if not text[:start].strip(" ¿"):
        piece = piece[:1].upper() + piece[1:]
    return f"{text[:start]}{piece}{text[end:]}"
