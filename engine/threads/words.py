"""The words that tell what a stretch of talk is about: stems, and pairs of neighbours, each with a way to write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.retrieval.query import STOP_WORDS
from engine.retrieval.stems import stem


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WORD = re.compile(r"[^\W_][\w'’+#-]*(?:\.\d+\w*)?")
_BREAK = re.compile(r"[.,;:!?()\[\]{}|/\n*`\"“”]|\s[-–—]\s")
_LINK = re.compile(r"https?://\S+|\S+@\S+\.\w+|\[\[[^\]]*\]\]")

CHATTER = STOP_WORDS | _set(
    """
    against called agreed decided chose able actually ahead already almost alright always amazing amount anybody
    anyone anything anyway around ask asked away awesome back bad believe best better big bit bring bro btw bunch
    busy came case chance change check come comes coming cool couple course cuz day days definitely depends dear
    different doesn don done dont easy either else enjoy enough especially even ever every everybody everyone
    everything exact exactly example excited fact far feel feels feeling felt fine first forward free fun gave get
    gets getting give given glad go goes going gonna good got gotta great guess guys haha happen happy hard hear
    heard hello help helpful helps here hey hi hmm hope hoping hours idea ideas idk im important include instead
    interesting isn ive just keep kind kinda knew know known last lately later least less let lets like likely
    little ll lol long look looking looks lot lots love loved made main make makes making many matter may maybe mean
    means mention mentioned might mind minute moment more morning most much must name near need needed needs never
    new next nice night nobody none nope nothing now number often ok okay oh old one ones open option options others
    part people perfect person pick place plan please point possible pretty probably problem put question questions
    quick quickly quite rather re read ready real really recommend remember right said same saw say says second see
    seem seems seen sense set several shall share should show side simple since small someone something sometimes
    soon sorry sort sound sounds specific start started still stuff such super suppose sure take taken takes talk
    tell thank thanks thing things think thinking third though thought three time times today together told tomorrow
    tonight total totally tried tries true try trying turn two understand until upon use used useful user uses using
    usually ve via wait want wanted wants way ways week weekend weeks welcome well went whatever whether whole will
    wish without won wonder wondering work worked working works worth would wow wrong yeah year years yep yes
    yesterday yet assistant attachment included archive original conversation approach based clear complete create
    critical current currently direct effective entire essential extract follow following full fully implementation
    implement information involves key level maximum minimum multiple original please proper provide provides rather
    reach require requires result results reveals section single specifically standard step steps strategy structure
    summary task tasks transform type
    """
)
"""Words that any talk has, whatever it is about."""


@dataclass(slots=True)
class Terms:
    """Words and pairs, counted, and how they were written."""

    counts: Counter[str] = field(default_factory=Counter)  # by stem, or two stems with a blank between
    written: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, text: str, weight: int = 1) -> None:
        """Count a text's words."""
        for key, surface in _terms(text):
            self.counts[key] += weight
            self.written.setdefault(key, Counter())[surface] += 1

    def top(self, most: int) -> list[tuple[str, str, int]]:
        """(key, as it is mostly written, count) of the most frequent, ties by key."""
        ranked = sorted(self.counts.items(), key=lambda each: (-each[1], each[0]))
        pairs = [each for each in ranked if " " in each[0] and each[1] > 1][: most // 3]
        singles = [each for each in ranked if " " not in each[0]][: most - len(pairs)]
        return [(key, _usual(self.written[key]), count) for key, count in (*singles, *pairs)]


def telling(text: str) -> list[str]:
    """The stems of a text's telling words, in order."""
    return [key for key, _ in _terms(text) if " " not in key]


def _terms(text: str) -> Iterator[tuple[str, str]]:
    for clause in _BREAK.split(_LINK.sub(" . ", text)):
        before: tuple[str, str] | None = None
        for match in WORD.finditer(clause):
            word = match[0].strip("'’-").removesuffix("'s").removesuffix("’s")
            low = word.lower().replace("’", "'")
            if not _tells(word, low):
                before = None
                continue
            key = stem(low) or low
            yield key, word
            if before is not None and before[0] != key:
                yield f"{before[0]} {key}", f"{before[1]} {word}"
            before = key, word


def _tells(word: str, low: str) -> bool:
    if len(low) < 3 and not (len(word) == 2 and word.isupper()):
        return False
    bare = low.replace("'", "")
    return low not in CHATTER and bare not in CHATTER and not low[0].isdigit() and "'" not in low


def _usual(surfaces: Counter[str]) -> str:
    """The most frequent way to write it; in small letters where that is frequent too."""
    best = max(surfaces.items(), key=lambda each: (each[1], each[0].islower(), each[0]))
    low = best[0].lower()
    return low if surfaces.get(low, 0) * 2 >= best[1] else best[0]


def shared(one: Iterable[str], other: Iterable[str]) -> float:
    """The share of the first's words that the second has, 0..1."""
    mine = set(one)
    return len(mine & set(other)) / len(mine) if mine else 0.0
