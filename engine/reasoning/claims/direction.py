"""Which way a sentence points: what it denies, and words that turn it into its opposite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.reasoning.claims.verbs import PRESENT
from engine.retrieval.query import STOP_WORDS
from engine.retrieval.stems import stem

PIECE = re.compile(r"\w+(?:[’']\w+)?|[.,;:()]")
_DENYING = "not no never without neither nor none cannot nobody nothing hardly barely scarcely nowhere"
_UNDOING = "fail fails failed failing refuse refuses refused unable deny denies denied prevented prohibited forbidden"
DENIES = frozenset(_DENYING.split())
UNDOES = frozenset(_UNDOING.split())
AFFIRMS = frozenset({"until", "only", "just", "merely", "least"})
"""Words that make a statement of a denial: 'not until 1823'."""
REACH = 3
"""Telling words behind a denying word that it denies, within its clause."""

_PAIRS = """
increase decrease|increase reduce|increase decline|increase drop|increase shrink|rise fall|rise drop|rise decline
|grow shrink|grow decline|gain lose|win lose|more less|more fewer|most least|many few|high low|higher lower
|highest lowest|large small|larger smaller|largest smallest|big small|long short|longer shorter|longest shortest
|fast slow|faster slower|strong weak|stronger weaker|early late|earlier later|first last|before after|above below
|north south|northern southern|east west|eastern western|northeast southwest|northwest southeast|left right
|begin end|start end|start stop|open close|enter leave|arrive depart|accept reject|accept refuse|allow forbid
|allow prohibit|permit prohibit|allow prevent|support oppose|agree disagree|approve reject|include exclude|add remove
|create destroy|build destroy|male female|man woman|men women|husband wife|father mother|son daughter|positive negative
|true false|possible impossible|legal illegal|like unlike|always never|all none|buy sell|import export|rich poor
|hot cold|warm cold|wet dry|old new|older newer|young old|public private|internal external|inside outside
|success failure|successful unsuccessful|victory defeat|love hate|maximum minimum|upper lower|live die|alive dead
|birth death|attack defend|push pull|heavy light|dark light|hard soft|hard easy|difficult easy|common rare
|regular irregular|stable unstable|known unknown|dependent independent|able unable|better worse|best worst
|up down|inner outer
"""
OPPOSITES: dict[str, frozenset[str]] = {}
"""Opposites of a stem, as stems."""

OPPOSITE_WORDS: dict[str, str] = {}
"""One opposite of a word, both as written."""

for _pair in _PAIRS.replace("\n", "").split("|"):
    _word, _opposite = _pair.split()
    OPPOSITE_WORDS.setdefault(_word, _opposite)
    OPPOSITE_WORDS.setdefault(_opposite, _word)
    _one, _other = stem(_word), stem(_opposite)
    OPPOSITES[_one] = OPPOSITES.get(_one, frozenset()) | {_other}
    OPPOSITES[_other] = OPPOSITES.get(_other, frozenset()) | {_one}


@dataclass(frozen=True, slots=True)
class Direction:
    """The stems of a text, and those of them that it denies."""

    words: dict[str, str]  # as written, by stem
    denied: frozenset[str]


@lru_cache(maxsize=512)
def direction(text: str) -> Direction:
    """Which words a text denies and nowhere states, names and numbers left out; recent ones are remembered."""
    words: dict[str, str] = {}
    denied: set[str] = set()
    stated: set[str] = set()
    reach = 0
    for match in PIECE.finditer(text):
        word = match.group().replace("’", "'")
        named = word != word.lower() or word.isdigit()
        word = word.lower()
        if not word[0].isalnum():
            reach = 0
            continue
        denies = word in DENIES or word.endswith("n't")
        bare = word.removesuffix("n't").removesuffix("'s")
        key = stem(PRESENT.get(bare, bare))
        words.setdefault(key, bare)
        if denies or word in UNDOES:
            reach = REACH
        elif word in AFFIRMS:
            reach = 0
        elif bare not in STOP_WORDS:
            if not named:
                (denied if reach else stated).add(key)
            reach = max(0, reach - 1)
    return Direction(words, frozenset(denied - stated))


def denials(claim: Direction, source: Direction) -> frozenset[str]:
    """Stems that both texts have, and only one of them denies."""
    return frozenset((claim.denied ^ source.denied) & claim.words.keys() & source.words.keys())


def opposites(claim: Direction, source: Direction) -> list[tuple[str, str]]:
    """Words of the claim with their opposite in the source, where neither text has both."""
    return [
        (word, source.words[other])
        for key, word in claim.words.items()
        if key in OPPOSITES and key not in source.words
        for other in OPPOSITES[key]
        if other in source.words and other not in claim.words
    ]
