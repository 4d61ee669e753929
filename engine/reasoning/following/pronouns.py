"""Puts what a pronoun stands for in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from engine.reasoning.following.antecedents import Subject, find
from engine.reasoning.following.contexts import Context
from engine.reasoning.following.mentions import PERSON, THING, Mention, english
from engine.reasoning.following.mentions_abroad import ANY, abroad
from engine.reasoning.following.own import explained
from engine.reasoning.following.tokens import Reader, tokens_of

_ARTICLE = re.compile(r"(?:the|a|an|my|our|your|this|that|these|those) ")

MOST_WORDS = 40
"""Words of a question; a longer one explains itself."""


def replaced(text: str, language: str, contexts: Sequence[Context]) -> tuple[str, tuple[Subject, ...]]:
    """The question with its pronouns replaced, and by what; the same text and () where none points outside it.

    Args:
        text: the question.
        language: of the question.
        contexts: earlier exchanges, the last one first.
    """
    if len(text.split()) > MOST_WORDS:
        return text, ()
    reader = Reader(tokens_of(text), language)
    mentions = english(reader, text) if language == "en" else abroad(text, language)
    done: list[tuple[Mention, Subject]] = []
    for mention in mentions:
        if explained(_for_own(mention), text, reader):
            continue
        subject = _find(replace(mention, within=text.lower()), contexts)
        if subject and subject.text.lower() not in text.lower():
            done.append((mention, subject))
    made = text
    for mention, subject in sorted(done, key=lambda each: -each[0].start):
        made = _put(made, mention, subject.text, language)
    return made, tuple(subject for _, subject in done)


def _for_own(mention: Mention) -> Mention:
    return replace(mention, kind=THING) if mention.kind == ANY else mention


def _find(mention: Mention, contexts: Sequence[Context]) -> Subject | None:
    if mention.kind != ANY:
        return find(mention, contexts)
    for context in contexts:  # the nearest, person or thing
        for kind in (PERSON, THING):
            if found := find(replace(mention, kind=kind), [context]):
                return found
    return None


def _put(text: str, mention: Mention, subject: str, language: str) -> str:
    before, after = text[: mention.start], text[mention.end :]
    if language == "fr" and before.endswith("-"):
        return _inverted(before, text[mention.start : mention.end], after, subject)
    if language == "fr" and before.lower().endswith(("qu'", "qu’")):
        before = before[:-1] + "e "
    if language == "de":
        subject = _declined(subject, text[mention.start : mention.end].lower())
    elif language == "en" and before.endswith(" of ") and subject.islower() and not _ARTICLE.match(subject):
        subject = f"the {subject}"  # which of them: which of the planets
    word = mention.before + subject
    if mention.possessive:
        ending = (
            ("’" if subject.endswith("s") else "s") if language == "de" else ("'" if subject.endswith("s") else "'s")
        )
        word += ending
    if language == "fr":
        word = word.replace("de le ", "du ").replace("de les ", "des ")
    elif language == "es":
        word = word.replace("de el ", "del ")
    if not before.strip(" ¿¡"):
        word = word[0].upper() + word[1:]
    return before + word + after


def _declined(subject: str, pronoun: str) -> str:
    """The article in the case of the pronoun, where that is plain."""
    article, _, rest = subject.partition(" ")
    cases = {("ihn", "der"): "den", ("ihm", "der"): "dem", ("ihm", "das"): "dem"}
    return f"{cases[pronoun, article]} {rest}" if rest and (pronoun, article) in cases else subject


def _inverted(before: str, pronoun: str, after: str, subject: str) -> str:
    """Quand a-t-elle été détruite: the subject stands before the verb, the pronoun stays."""
    verb = before.rstrip("-").removesuffix("-t")
    place = verb.rfind(" ") + 1
    return f"{before[:place]}{subject} {before[place:]}{pronoun}{after}"
