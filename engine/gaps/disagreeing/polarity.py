"""Which way the words of a sentence point: at which pole of an axis each stands, and what is denied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from engine.gaps.disagreeing.axes import poles, root
from engine.gaps.disagreeing.ways import phrases
from engine.gaps.disagreeing.words import DISABLED, IDIOMS, JOINS, NEGATES, STOPS
from engine.reasoning.claims.direction import AFFIRMS, PIECE, REACH
from engine.retrieval.query import STOP_WORDS

PREFIXES = ("un", "non", "im", "ir", "il")
"""Before a word they make its opposite; 'in' and 'dis' do so too seldom, but for some."""

MODALS = frozenset({"may", "darf", "dürfen"})
"""Words that what denies them follows."""

NOBODY = frozenset({"nobody", "none", "neither", "nowhere", "niemand"})
FAR = 8
"""Telling words behind one of these that it denies: 'nobody had told mother or father'."""

IN_ENDS = ("able", "ible", "ent", "ant", "ive", "ect", "ete", "ate")


@dataclass(frozen=True, slots=True)
class Turn:
    """A word that points somewhere."""

    key: str  # its stem
    word: str  # lower case, as written
    start: int  # code points
    end: int
    axes: tuple[tuple[int, int], ...]  # axis, and 1 or -1 for the pole as the sentence means it
    denied: bool
    first: bool  # whether it is the first telling word behind what denies it
    since: int  # where what denies it starts, or the word itself


@dataclass(frozen=True, slots=True)
class Polarity:
    """The turns of a sentence."""

    turns: tuple[Turn, ...]
    negations: int  # words that deny

    def at(self, axis: int) -> frozenset[int]:
        """The poles of an axis that the sentence speaks for."""
        return frozenset(sign for turn in self.turns for each, sign in turn.axes if each == axis)


def is_negative_of(one: Turn, other: Turn) -> bool:
    """Whether a word is another one with a prefix that turns it round: 'unaware', 'inactive', 'disagreed'."""
    if one.key.endswith(other.key) and one.key != other.key:
        prefix = one.key.removesuffix(other.key)
        return (
            (prefix in PREFIXES and len(other.key) > 2)
            or (prefix == "in" and one.word.endswith(IN_ENDS))
            or (prefix == "dis" and one.key in DISABLED)
        )
    return False


def _denied(turn: Turn) -> Turn:
    """What 'may' means before a 'not'."""
    return replace(turn, axes=tuple((axis, -sign) for axis, sign in turn.axes), denied=True, first=True)


def _phrase(text: str, start: int, end: int, denied: bool, fresh: bool, since: int) -> Turn:
    """What a phrase says, which counts as one word."""
    said = "_".join(text[start:end].lower().replace("’", "'").split())
    axes = tuple((axis, -sign if denied else sign) for axis, sign in poles().get(said, ()))
    return Turn(said, said, start, end, axes, denied, denied and fresh, since if denied else start)


@lru_cache(maxsize=2048)
def polarity(text: str) -> Polarity:
    """The turns of a sentence word by word, those without an axis included; recent ones are remembered."""
    return _read(text, [])


@lru_cache(maxsize=2048)
def phrased(text: str) -> Polarity:
    """The same where a phrase such as 'out of order' counts as one word."""
    return _read(text, [(match.start(), match.end()) for match in phrases().finditer(text)])


def _read(text: str, known: list[tuple[int, int]]) -> Polarity:
    turns: list[Turn] = []
    reach = negations = 0
    since = 0
    fresh = False
    for match in PIECE.finditer(text):
        if known and match.start() >= known[0][0]:
            start, end = known[0]
            if match.end() >= end:
                known.pop(0)
            if match.start() == start:
                turns.append(_phrase(text, start, end, bool(reach), fresh, since))
                fresh = False
            continue
        word = match.group().lower().replace("’", "'")
        if not word[0].isalnum():
            reach = 0
            continue
        if word in NEGATES or word.endswith("n't"):
            negations += 1
            if turns and turns[-1].word in MODALS and match.start() - turns[-1].end <= 1:
                turns[-1] = _denied(turns[-1])
            reach, fresh, since = FAR if word in NOBODY else REACH, True, match.start()
            continue
        if word in JOINS or word in AFFIRMS or (fresh and word in IDIOMS):
            reach = 0
            continue
        bare = word.removesuffix("'s")
        key = root(bare)
        axes = poles().get(key, ())
        if bare in STOP_WORDS and not axes:
            continue
        sign = -1 if reach else 1
        turned = tuple((axis, pole * sign) for axis, pole in axes)
        at = match.start()
        denied = bool(reach)
        turns.append(Turn(key, bare, at, match.end(), turned, denied, denied and fresh, since if reach else at))
        fresh = False
        if bare in STOPS:
            reach, fresh, since = REACH, True, match.start()
        elif bare not in STOP_WORDS:
            reach = max(0, reach - 1)
    return Polarity(tuple(turns), negations)
