"""Stance: how differently two sides value the same subject.

A subject is a word that both sides use. What values it are the sentences with it, and those behind them that go on with
'it' or 'she'. Two sides differ where most of what the one says praises and most of what the other says blames, and that
by chance is unlikely: an exact permutation test of the sentences' values, with the false discovery rate of all subjects
held down (Benjamini and Hochberg, 1995). Only clear cases are told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from engine.gaps.disagreeing import pairing
from engine.gaps.disagreeing.passages import Sentence, gather
from engine.gaps.disagreeing.said import Said
from engine.gaps.finder import Looking
from engine.gaps.naming import COMMON, number
from engine.gaps.records import Evidence, Gap, GapKind
from engine.gaps.side import Side
from engine.gaps.valuing import value, values
from engine.reasoning.differing.relations import SUBJECTS

LEAST = 3
"""Sentences that value a subject, on each side."""

CLEAR = 0.75
"""The share of them that point the same way, on each side."""

CHANCE = 0.1
"""False discoveries among what is told, at most."""

EXACT, DRAWN = 5_000, 4_000
"""Ways to share out the sentences up to which all are tried; how many are drawn of more."""

SUBJECT = 3
"""Letters of a word that may be a subject, at least."""

SHOWN = 3
"""Sentences of each side that are shown."""

GOES_ON = SUBJECTS | {"its", "his", "her", "their", "this", "er", "sie", "es"}
"""Words with which a sentence goes on about the subject of the one before."""

OVERLAP = 0.5
"""The share of a subject's sentences that were told of another one, from which it is the same again."""


Floats = np.typing.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """A subject that two sides value differently."""

    subject: str  # as it is written most often
    mine: tuple[int, ...]  # indices of the sentences that value it, the strongest first
    theirs: tuple[int, ...]
    values: tuple[tuple[float, ...], tuple[float, ...]]  # of those
    chance: float  # that sentences shared out at random differ as much; 1 where it isn't clear

    @property
    def praised(self) -> tuple[int, int]:
        """How many sentences of each side praise it."""
        mine, theirs = (sum(each > 0 for each in found) for found in self.values)
        return mine, theirs


class Stance:
    """Finds what one side praises and the other blames."""

    kind = GapKind.STANCE

    def find(self, a: Side, b: Side, looking: Looking) -> Iterable[Gap]:
        """Subjects that are valued the other way round, the least likely by chance first."""
        own = a.without(b)
        if not own.documents:
            return
        pieces = pairing.near_chunks(own, b, looking)
        left, right = gather(own, pieces[0], looking), gather(b, pieces[1], looking)
        looking.go_on()
        differences, weighed = compare([each.said for each in left], [each.said for each in right])
        looking.weighed += weighed
        for each in differences:
            yield _gap(a, b, left, right, each)


def compare(left: Sequence[Said], right: Sequence[Said]) -> tuple[list[Difference], int]:
    """The subjects that two texts value differently, the surest first, and how many were weighed."""
    mine, theirs = _valued(left), _valued(right)
    found = [
        each
        for key in mine.keys() & theirs.keys()
        if len(mine[key]) >= LEAST and len(theirs[key]) >= LEAST
        for each in [_difference(key, left, mine[key], right, theirs[key])]
    ]
    ranked = sorted(found, key=lambda each: (each.chance, -len(each.mine) - len(each.theirs), each.subject))
    kept = max((at for at, each in enumerate(ranked, 1) if each.chance <= CHANCE * at / len(ranked)), default=0)
    return list(_different(ranked[:kept])), len(found)


def _valued(found: Sequence[Said]) -> dict[str, list[tuple[int, float]]]:
    """By subject: the sentences that value it, each with how."""
    about: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    before: frozenset[str] = frozenset()
    for at, each in enumerate(found):
        keys = _subjects(each)
        if each.frame.raw and each.frame.raw[0] in GOES_ON:
            keys |= before
        before = keys
        worth = value(each.text)
        if worth:
            for key in keys:
                about[key].append((at, worth))
    return about


def _subjects(each: Said) -> frozenset[str]:
    return frozenset(
        word.key
        for word in each.frame.words
        if len(word.text) >= SUBJECT and word.text not in COMMON and word.text.isalpha() and not values(word.key)
    )


def _difference(
    key: str,
    left: Sequence[Said],
    mine: Sequence[tuple[int, float]],
    right: Sequence[Said],
    theirs: Sequence[tuple[int, float]],
) -> Difference:
    sides = [sorted(each, key=lambda pair: -abs(pair[1])) for each in (mine, theirs)]
    forms = Counter(
        word.text
        for said, found in ((left, mine), (right, theirs))
        for at, _ in found
        for word in said[at].frame.words
        if word.key == key
    )
    found = [tuple(worth for _, worth in side) for side in sides]
    return Difference(
        forms.most_common(1)[0][0] if forms else key,
        tuple(at for at, _ in sides[0]),
        tuple(at for at, _ in sides[1]),
        (found[0], found[1]),
        by_chance(found[0], found[1]) if _is_clear(found[0], found[1]) else 1.0,
    )


def by_chance(mine: Sequence[float], theirs: Sequence[float]) -> float:
    """How often sentences that are shared out at random have means at least as far apart, 0..1."""
    pooled = np.array([*mine, *theirs])
    n, total = len(mine), float(pooled.sum())
    sums = _sums(pooled, n)
    apart = np.abs(sums / n - (total - sums) / (len(pooled) - n))
    seen = abs(float(np.mean(mine)) - float(np.mean(theirs)))
    return float((apart >= seen - 1e-9).mean())


def _sums(pooled: Floats, n: int) -> Floats:
    """float64 (ways,): the sums of n of them, in all ways, or in many that are drawn and the one as it is."""
    if comb(len(pooled), n) <= EXACT:
        return np.array([pooled[list(chosen)].sum() for chosen in combinations(range(len(pooled)), n)])
    drawn = np.random.default_rng(0).permuted(np.tile(pooled, (DRAWN, 1)), axis=1)
    return np.append(drawn[:, :n].sum(axis=1), pooled[:n].sum())


def _is_clear(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether most of the one praises and most of the other blames, or the other way round."""
    shares = [sum(value > 0 for value in found) / len(found) for found in (one, other)]
    return min(shares) <= 1 - CLEAR and max(shares) >= CLEAR


def _different(found: Iterable[Difference]) -> Iterator[Difference]:
    """Without what rests on the same sentences as one before."""
    told: list[tuple[set[int], set[int]]] = []
    for each in found:
        mine, theirs = set(each.mine), set(each.theirs)
        if any(len(mine & other[0]) + len(theirs & other[1]) > OVERLAP * (len(mine) + len(theirs)) for other in told):
            continue
        told.append((mine, theirs))
        yield each


def _gap(a: Side, b: Side, left: Sequence[Sentence], right: Sequence[Sentence], found: Difference) -> Gap:
    sides = [
        _shown(side, sentences, at, worth)
        for side, sentences, at, worth in (
            (a, left, found.mine, found.values[0]),
            (b, right, found.theirs, found.values[1]),
        )
    ]
    mine, theirs = found.praised
    percent = max(1, round(100 * found.chance))
    return Gap(
        gap_id=number(GapKind.STANCE, f"{a.name}\0{b.name}", sides[0][0].place, found.subject),
        kind=GapKind.STANCE,
        title=f"{found.subject}: valued differently",
        why=f"{mine} of {len(found.mine)} sentences that value it praise it in {a.name}, {theirs} of"
        f" {len(found.theirs)} in {b.name}; by chance in {percent} of 100 cases.",
        confidence=1 - found.chance,
        a=sides[0],
        b=sides[1],
        question=f"What speaks for and against {found.subject}?",
        measures={"chance": found.chance},
    )


def _shown(side: Side, found: Sequence[Sentence], at: Sequence[int], worth: Sequence[float]) -> tuple[Evidence, ...]:
    """The strongest sentences that point the way of the side."""
    way = np.sign(np.sign(worth).sum())  # by their number, as it was judged: one strong word turns no side
    best = [each for each, value in zip(at, worth, strict=True) if np.sign(value) == way][:SHOWN]
    return tuple(side.evidence(found[each].version, found[each].start, found[each].end) for each in best)
