"""Emphasis: terms that both sides speak of, and one of them far more than chance would have it.

Counts are compared by log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008, 'Fightin'
Words', section 3.3.2): the prior is how often both sides have the term together, so that rare terms need more to show.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np

from engine.gaps import naming
from engine.gaps.finder import Looking
from engine.gaps.records import Evidence, Gap, GapKind
from engine.gaps.side import Side
from engine.retrieval.query import STOP_WORDS, WORD
from engine.retrieval.stems import stem
from engine.sources.sentences import sentences

PRIOR = 400.0
"""Words that the prior is worth."""

FAR = 4.0
"""Standard deviations of the log-odds from which a difference is worth telling. Words come in flocks: at 3, half
of what was told of ten pairs of articles was how they happen to be written."""

SURE = 9.0
"""Standard deviations that count as .84 of certainty, by the error function: a gap that one may want to know of, and
seldom as telling as a topic that is missing."""

TIMES = 3.0
"""How much more often one side must speak of it, for the same number of words."""

LEAST = 5
"""How often it must, at least."""

LITTLE = 0.002
"""The share of the other side's words that the term may be: what is said at every turn is not said too little."""

PLACES = 3
"""Chunks that must have the term on the side that makes much of it: a single table makes much of nothing."""

PART = 0.6
"""The share of a word's places where it stands in one pair of words, from which the pair is the term."""

CALENDAR = frozenset(map(stem, naming.CALENDAR))
"""When something was written or counted is no subject."""

MOST_CHARACTERS = 4_000_000
"""Of a side that are counted: forty long books."""

MOST = 10
"""Terms that are told."""

BEST_OF = 12
"""Sentences with a term of which the one to show is chosen."""

SAYING = 40, 260
"""Characters of a sentence that is worth showing."""

ADDRESS = re.compile(r"!\[\[[^\]\n]*\]\]|\w+://\S+|www\.\S+|\]\([^)\s]*\)|\S+@\S+\.\w+|<[^<>\n]{1,200}>")
"""What is no word of a text: embedded files, addresses and tags."""


@dataclass(slots=True)
class _Counted:
    """The terms of one side, by stem; two words in a row are a term too."""

    counts: Counter[str] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=dict)
    documents: dict[str, set[int]] = field(default_factory=dict)
    chunks: Counter[str] = field(default_factory=Counter)  # that have each term
    called: set[str] = field(default_factory=set)  # stems of its name and its only title: it says them all the time
    words: int = 0


class Emphasis:
    """Finds what one side makes much of and the other little."""

    kind = GapKind.EMPHASIS

    def find(self, a: Side, b: Side, looking: Looking) -> Iterable[Gap]:
        """Terms that one side has far more often than the other, the farthest first."""
        if looking.is_foreign:
            return  # all words are weighed differently
        left, right = _count(a, looking), _count(b, looking)
        called = left.called | right.called | CALENDAR
        both = [term for term in left.counts if term in right.counts and called.isdisjoint(term.split())]
        inside = _inside(left, both) | _inside(right, both)
        both = [term for term in both if term not in inside]
        looking.weighed += len(both)
        far = sorted(_far(left, right, both), key=lambda each: (-abs(each[1]), each[0]))
        told: list[str] = []
        for term, deviations in far:
            if len(told) == MOST:
                return
            if any(set(term.split()) & set(other.split()) for other in told):
                continue  # 'worker bee' after 'bee'
            gap = self._gap(a, b, left, right, term, deviations)
            if gap is not None:
                told.append(term)
                yield gap

    def _gap(self, a: Side, b: Side, left: _Counted, right: _Counted, term: str, deviations: float) -> Gap | None:
        here, there = _saying(a, left, term), _saying(b, right, term)
        if here is None or there is None:
            return None
        more = left if deviations > 0 else right
        name = more.forms[term].most_common(1)[0][0]
        times = f"{_times(left.counts[term])} in {a.name}, {_times(right.counts[term])} in {b.name}"
        return Gap(
            gap_id=naming.number(self.kind, f"{a.name}\0{b.name}", here.place, term),
            kind=self.kind,
            title=name,
            why=f"{times}, of {left.words:,} and {right.words:,} words.",
            confidence=math.erf(abs(deviations) / SURE),
            a=(here,),
            b=(there,),
            question=f"Why does {(b if deviations > 0 else a).name} say so little of {name}?",
            measures={
                "deviations": deviations,
                "times_a": float(left.counts[term]),
                "times_b": float(right.counts[term]),
                "words_a": float(left.words),
                "words_b": float(right.words),
            },
        )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _count(side: Side, looking: Looking) -> _Counted:
    counted = _Counted(called=_stems(PurePath(side.name).stem))
    read = 0
    for held in side.contents():
        looking.go_on()
        text = side.library.text(held.version)
        if len(side.documents) == 1:
            counted.called |= _stems(side.library.place(held.version, 0, 0).title)
        for start, end in held.spans:
            _add(counted, text[start:end], held.document_id)
        read += len(text)
        if read > MOST_CHARACTERS:
            break
    return counted


def _add(counted: _Counted, text: str, document: int) -> None:
    before = ""
    here: set[str] = set()
    for word in WORD.findall(ADDRESS.sub(" ", text)):
        counted.words += 1
        small = word.lower()
        if len(word) < 3 or small in STOP_WORDS or small in naming.COMMON or word.isdigit():
            before = ""
            continue
        for form in (small, f"{before} {small}") if before else (small,):
            term = " ".join(map(stem, form.split()))
            counted.counts[term] += 1
            counted.forms.setdefault(term, Counter())[form] += 1
            counted.documents.setdefault(term, set()).add(document)
            here.add(term)
        before = small
    counted.chunks.update(here)


def _stems(name: str) -> set[str]:
    return {stem(word.lower()) for word in re.split(r"[\W_]+", name) if len(word) > 2}


def _inside(counted: _Counted, terms: Sequence[str]) -> set[str]:
    """The words that mostly stand in one pair of words that both sides have."""
    found: set[str] = set()
    for term in terms:
        if " " in term:
            found |= {word for word in term.split() if counted.counts[term] >= max(LEAST, PART * counted.counts[word])}
    return found


def _far(left: _Counted, right: _Counted, terms: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Terms with the standard deviations that they are off; positive where the left side has them more often."""
    total = left.words + right.words
    for term in terms:
        a, b = left.counts[term], right.counts[term]
        if max(a, b) < LEAST:
            continue
        rate_a, rate_b = a / left.words, b / right.words
        if max(rate_a, rate_b) < TIMES * min(rate_a, rate_b) or min(rate_a, rate_b) > LITTLE:
            continue
        if (left if rate_a > rate_b else right).chunks[term] < PLACES:
            continue
        prior = PRIOR * (a + b) / total
        odds = math.log((a + prior) / (left.words + PRIOR - a - prior)) - math.log(
            (b + prior) / (right.words + PRIOR - b - prior)
        )
        deviations = odds / math.sqrt(1 / (a + prior) + 1 / (b + prior))
        if abs(deviations) >= FAR:
            yield term, deviations


def _saying(side: Side, counted: _Counted, term: str) -> Evidence | None:
    """The sentence with a term that is most like all the others that have it."""
    wanted = term.split()
    found: list[tuple[int, int, int]] = []
    for held in side.contents():
        if held.document_id not in counted.documents[term]:
            continue
        text = side.library.text(held.version)
        for low, high in held.spans:
            for start, end in sentences(text, low, high):
                stems = [stem(word.lower()) for word in WORD.findall(text, start, end)]
                if SAYING[0] <= end - start <= SAYING[1] and _has(stems, wanted):
                    found.append((held.version, start, end))
        if len(found) >= BEST_OF:
            break
    if not found:
        return None
    found = found[:BEST_OF]
    vectors = side.vectors.of([side.library.text(version)[start:end] for version, start, end in found])
    return side.evidence(*found[int(np.argmax(vectors @ vectors.mean(axis=0)))])


def _has(stems: list[str], wanted: list[str]) -> bool:
    return any(stems[at : at + len(wanted)] == wanted for at in range(len(stems) - len(wanted) + 1))
