"""How a sentence values what it speaks of.

English is read by VADER (vaderSentiment; Hutto and Gilbert, 2014), whose lexicon is changed in two ways: words that are
good or bad in themselves and value nothing ('war', 'fever', 'party') are taken out, words of reviews and reports are
added. German has a small lexicon of its own; denial, strength and 'but' are weighed there much as VADER weighs them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from engine.gaps.disagreeing.axes import root
from engine.gaps.disagreeing.polarity import polarity
from engine.gaps.disagreeing.said import is_german

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

FILE = "valuing.toml"

FULL = 4.0
"""The value of a sentence that says nothing but praise; one plain word has about half of it."""

NOTHING = 0.05
"""VADER's own threshold of what is neutral."""

DENIED = -0.7
"""What is left of a value that is denied: 'not excellent' is less than 'terrible'."""

STRONGER, WEAKER = 1.5, 0.5
NEAR = 14
"""Characters before a word in which a word stands that makes it stronger."""

BEFORE_BUT, BEHIND_BUT = 0.5, 1.5
"""What counts of a sentence around a 'but'."""

BUT = re.compile(r"\b(?:but|yet|however|nevertheless|aber|jedoch|doch)\b", re.IGNORECASE)
QUOTED = re.compile(r"[\"“„«][^\"”“»]{0,300}[\"”“»]")
"""What somebody else says."""

CONDITION = re.compile(r"\b(?:if|unless|would have|wenn|falls)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    words: dict[str, float]  # by stem
    phrases: dict[str, float]
    stronger: frozenset[str]
    weaker: frozenset[str]


@lru_cache(maxsize=4096)
def value(sentence: str) -> float:
    """How a sentence values its subject: > 0 praises, < 0 blames, about 2 for one plain word; 0 where it doesn't.

    Questions, conditions and what stands in quotation marks value nothing.
    """
    if sentence.rstrip().endswith("?") or CONDITION.search(sentence):
        return 0.0
    said = QUOTED.sub(lambda match: " " * len(match.group()), sentence)
    if is_german(sentence):
        return _german(said)
    compound = float(_vader().polarity_scores(said)["compound"])
    return FULL * compound if abs(compound) >= NOTHING else 0.0


def _german(said: str) -> float:
    lexicon = _lexicon()
    small = said.lower()
    turn = BUT.search(said)
    total = 0.0
    for phrase, worth in lexicon.phrases.items():
        at = small.find(phrase)
        if at >= 0:
            total += worth * _share(at, turn)
            said = said[:at] + " " * len(phrase) + said[at + len(phrase) :]
    for each in polarity(said).turns:
        worth = lexicon.words.get(each.key, 0.0)
        if worth:
            worth *= DENIED if each.denied else 1.0
            before = set(re.findall(r"\w+", small[max(0, each.start - NEAR) : each.start])[-2:])
            worth *= STRONGER if before & lexicon.stronger else 1.0
            worth *= WEAKER if before & lexicon.weaker else 1.0
            total += worth * _share(each.start, turn)
    return total


def values(key: str) -> bool:
    """Whether a stem praises or blames."""
    return key in _lexicon().words or key in _stems()


def _share(at: int, turn: re.Match[str] | None) -> float:
    if turn is None or turn.start() == 0:
        return 1.0
    return BEFORE_BUT if at < turn.start() else BEHIND_BUT


@cache
def _vader() -> SentimentIntensityAnalyzer:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # its lexicon takes 30 ms to read

    analyzer = SentimentIntensityAnalyzer()
    data = _data()
    for word in data["subjects"]["words"].split():
        analyzer.lexicon.pop(word, None)
    for worth, listed in data["words"].items():
        analyzer.lexicon |= {word: float(worth) for word in listed.split()}
    return analyzer


@cache
def _stems() -> frozenset[str]:
    return frozenset(map(root, _vader().lexicon))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(FILE).read_text("utf-8"))


@cache
def _lexicon() -> _Lexicon:
    data = _data()
    words = {root(word): float(worth) for worth, listed in data["german"].items() for word in listed.split()}
    return _Lexicon(
        words,
        {phrase: float(worth) for phrase, worth in data["phrases"].items()},
        frozenset(data["stronger"]["words"].split()),
        frozenset(data["weaker"]["words"].split()),
    )
