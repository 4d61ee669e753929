"""Reads a sentence once: its telling words in comparable form, where they stand, its facts and its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.reasoning.claims.facts import Fact, facts
from engine.reasoning.claims.verbs import PRESENT
from engine.retrieval.query import STOP_WORDS
from engine.retrieval.stems import stem

PIECE = re.compile(r"\w+(?:[’']\w+)?|[^\w\s]")
COUNTED = re.compile(r"(\d{1,12})(?:st|nd|rd|th)?", re.ASCII)
BREAKS = {",": 2.0, ";": 5.0, ":": 4.0, "(": 3.0, ")": 3.0, "–": 3.0, "—": 4.0, ".": 6.0, "?": 6.0, "!": 6.0}
"""How many words further apart two words are for each mark between them: clauses hold together."""

JOINTS = {"and": 1.0, "but": 3.0, "while": 3.0, "whereas": 3.0, "which": 2.0, "who": 2.0, "although": 3.0, "or": 1.0}
"""The same for words that join clauses."""


@dataclass(frozen=True, slots=True)
class Token:
    """One telling word."""

    key: str  # stem, or '#1204' for a number: equal keys are equal words
    word: str  # lower case, as written
    start: int  # code points
    end: int
    at: float  # place in words, with clauses set apart
    part: int  # index of its part


@dataclass(frozen=True, slots=True)
class Part:
    """A fact, or neighbouring telling words that are none: the least that a claim can be wrong in."""

    start: int
    end: int
    tokens: tuple[int, ...]
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the check compares it."""

    text: str
    tokens: tuple[Token, ...]
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]
    keys: frozenset[str]


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    """The reading of a text; recent ones are remembered."""
    known = facts(text)
    tokens: list[Token] = []
    groups: list[tuple[Fact | None, list[int]]] = []
    place, ahead, open_run = 0.0, 0, False
    for match in PIECE.finditer(text):
        piece = match.group()
        while ahead < len(known) and known[ahead].end <= match.start():
            ahead += 1
        fact = known[ahead] if ahead < len(known) and known[ahead].start <= match.start() else None
        word = piece.lower().removesuffix("'s").removesuffix("’s")
        if not piece[0].isalnum():
            place += BREAKS.get(piece, 0.0)
            open_run = open_run and piece in "-'’\"“”"
            continue
        place += 1.0 + JOINTS.get(word, 0.0)
        if fact is None and word in STOP_WORDS:
            open_run = False
            continue
        if fact is not None and groups and groups[-1][0] is fact:
            if fact.kind == "number" or (fact.kind == "name" and word in STOP_WORDS):
                continue  # one number is one word
        elif fact is not None or not open_run:
            groups.append((fact, []))
        open_run = fact is None
        groups[-1][1].append(len(tokens))
        key = _key(word, fact)
        tokens.append(Token(key, word, match.start(), match.end(), place, len(groups) - 1))
    parts = [
        Part(
            fact.start if fact else tokens[indices[0]].start,
            fact.end if fact else tokens[indices[-1]].end,
            tuple(indices),
            fact,
        )
        for fact, indices in groups
    ]
    return Reading(text, tuple(tokens), tuple(parts), tuple(known), frozenset(token.key for token in tokens))


def _key(word: str, fact: Fact | None) -> str:
    if fact is not None and fact.quantity is not None:
        return f"#{fact.quantity.value:.10g}"
    counted = COUNTED.fullmatch(word)
    if counted:
        return f"#{int(counted[1])}"
    return stem(PRESENT.get(word, word)) or word  # the stem of a bare "s" is empty
