"""A sentence as it is compared with another one: its telling words by clause, its values and its names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.reasoning.claims.direction import DENIES, Direction, direction
from engine.reasoning.claims.facts import Fact
from engine.reasoning.claims.verbs import PRESENT
from engine.reasoning.differing.values import Value, known_facts, values
from engine.reasoning.wording import LEAD
from engine.retrieval.query import STOP_WORDS
from engine.retrieval.stems import stem

LONGEST = 600
"""Characters of a sentence that is compared; longer ones say too much to differ in one thing."""

PIECE = re.compile(r"\w+(?:[’']\w+)?|[^\w\s]")
BREAKS = frozenset(",;:()–—")
JOINTS = frozenset({"which", "who", "while", "whereas", "although", "but", "where", "when", "und", "and"})

_SAME = """
height high tall hoch|length long lang|width wide broad breit|depth deep tief|weigh weight heavy
|population inhabitants people residents einwohner|build construct erect|begin start commence|end finish expire
|founded establish|buy purchase|cost price|die death|birth born|big large|near close|author write|need require call
|take last|firm company|car automobile|film movie|leave depart|shut close
"""
_KEYS: dict[str, str] = {}
for _group in _SAME.replace("\n", "").split("|"):
    _first, *_others = (stem(PRESENT.get(_word, _word)) or _word for _word in _group.split())
    for _other in (_first, *_others):
        _KEYS.setdefault(_other, _first)

SILENT = frozenset(map(stem, ("year", "years", "located", "also", "however", "given", "called", "named", "about")))
"""Stems that a sentence may have or lack and say the same."""


@dataclass(frozen=True, slots=True)
class Word:
    """A telling word that is no value."""

    key: str  # words of one key mean the same
    text: str  # lower case
    start: int
    at: int  # index among all words of the sentence, values counted as one
    clause: int


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value stands."""

    value: Value
    at: int  # as in `Word`
    clause: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence, read."""

    text: str
    words: tuple[Word, ...]
    slots: tuple[Slot, ...]
    names: tuple[Fact, ...]
    raw: tuple[str, ...]  # every word in lower case, a value as '#', a mark between clauses as ','
    keys: frozenset[str]
    way: Direction

    @property
    def values(self) -> tuple[Value, ...]:
        """Its values, in its order."""
        return tuple(slot.value for slot in self.slots)


@lru_cache(maxsize=512)
def frame(text: str) -> Frame:
    """The frame of a sentence without the mark of a list before it; recent ones are remembered."""
    text = LEAD.sub("", text)
    known = values(text)
    words: list[Word] = []
    slots: list[Slot] = []
    raw: list[str] = []
    clause = ahead = 0
    for match in PIECE.finditer(text):
        while ahead < len(known) and known[ahead].end <= match.start():
            ahead += 1
        if ahead < len(known) and known[ahead].start < match.end():
            if not slots or slots[-1].value is not known[ahead]:
                slots.append(Slot(known[ahead], len(raw), clause))
                raw.append("#")
            continue
        piece = match.group().lower().replace("’", "'").removesuffix("'s")
        if not piece[0].isalnum():
            if piece in BREAKS:
                clause += 1
                raw.append(",")
            continue
        if piece in JOINTS:
            clause += 1
        denies = piece in DENIES or piece.endswith("n't")
        bare = piece.removesuffix("n't")
        if bare not in STOP_WORDS and not denies:
            key = stem(PRESENT.get(bare, bare)) or bare
            words.append(Word(_KEYS.get(key, key), bare, match.start(), len(raw), clause))
        raw.append(piece)
    names = tuple(
        fact
        for fact in known_facts(text)
        if fact.kind == "name" and not any(each.start < fact.end and fact.start < each.end for each in known)
    )
    keys = frozenset(word.key for word in words)
    return Frame(text, tuple(words), tuple(slots), names, tuple(raw), keys, direction(text))
