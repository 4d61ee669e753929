"""Says once what several texts say: sentences that only repeat what stands above them are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from engine.reasoning.features import NUMBER, stems
from engine.reasoning.joining import Said
from engine.reasoning.ways.marks import cut, lines_of
from engine.reasoning.wording import LEAD, MARK
from engine.retrieval.query import WORD
from engine.retrieval.stems import stem

REPEATED = "Nothing beyond what stands above."

NEAR = 0.8
"""Share of the words of two sentences that they have in common, from which they say the same."""

NEAR_CITED = 0.5
"""The same for sentences that rest on one quote."""

LEAST_WORDS = 2
"""Telling words of a sentence that can repeat another; fewer may be a list's label."""

_DENIAL = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|cannot|kein\w*|nicht|nie|pas|jamais)\b|n['’]t\b", re.I
)
_INNER_CAPITAL = re.compile(r"(?<=\S )[^\W\d_a-zà-ÿ]\w*")

Quote = tuple[int, int, int]
"""Version and span."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]  # stems of words with a capital, but for the first word
    denials: int
    quotes: frozenset[Quote]

    def repeats(self, other: _Sentence) -> bool:
        """Whether it says nothing that the other one does not."""
        if len(self.words) < LEAST_WORDS or self.numbers != other.numbers or self.denials != other.denials:
            return False
        if not self.names <= other.words:
            return False
        shared = len(self.words & other.words) / len(self.words | other.words)
        return shared >= (NEAR_CITED if self.quotes & other.quotes else NEAR)


class Once:
    """Remembers what has been said."""

    def __init__(self) -> None:
        self._said: list[_Sentence] = []

    def fresh(self, said: Said) -> Said:
        """A text without what was said before it; one line where nothing is left. Code is left as it is."""
        quotes = {each.n: (each.place.version, each.place.char_start, each.place.char_end) for each in said.citations}
        new: list[_Sentence] = []
        kept: list[str] = []
        dropped = False
        for line, code in lines_of(said.text):
            left = line if code else self._left(line, quotes, new)
            dropped |= left != line
            if left.strip() or not line.strip():
                kept.append(left)
        self._said += new
        if not dropped:
            return said
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
        return replace(said, text=text if any(map(str.isalnum, MARK.sub("", text))) else REPEATED)

    def _left(self, line: str, quotes: dict[int, Quote], new: list[_Sentence]) -> str:
        """What is left of a line; what it says goes to `new`."""
        kept = []
        for piece in cut(line):
            sentence = _read(piece, quotes)
            if not any(sentence.repeats(earlier) for earlier in self._said):
                new.append(sentence)
                kept.append(piece)
        left = "".join(kept)
        return left if left == line else left.rstrip()


def _read(sentence: str, quotes: dict[int, Quote]) -> _Sentence:
    plain = LEAD.sub("", MARK.sub("", sentence))
    words = frozenset(stems(plain))
    return _Sentence(
        words=words,
        numbers=frozenset(word for word in WORD.findall(plain.lower()) if NUMBER.search(word)),
        names=words.intersection(stem(word.lower()) for word in _INNER_CAPITAL.findall(plain)),
        denials=len(_DENIAL.findall(plain)),
        quotes=frozenset(quotes[int(n)] for n in MARK.findall(sentence) if len(n) < 10 and int(n) in quotes),
    )
