"""Coverage: what A treats and B does not, topic by topic.

Two small sides are read sentence by sentence. Of large ones only the most promising chunks are (`coarse`), with what
is nearest to them in B and what competes with them for that in A.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps import coarse, naming, weights
from engine.gaps.features import FEATURES, Compared, Weighed
from engine.gaps.finder import Looking
from engine.gaps.grouping import groups, is_section
from engine.gaps.records import Evidence, Gap, GapKind
from engine.gaps.side import Side
from engine.gaps.stretch import Ints, Piece, Stretch, read
from engine.gaps.topics import topics
from engine.gaps.weights import Bar, Weights
from engine.retrieval.contents import Floats

CLOSELY = 24_000, 60_000
"""Characters of A and of B up to which all their sentences are compared: a few seconds where none is embedded yet."""

CANDIDATES = 16
"""Chunks of a large side that are looked at closely."""

EACH = 4
"""Of one document at most."""

SMALLEST = 60
"""Characters of a topic that is worth reporting: less is a greeting, a caption, a signature."""

FOREIGN = (0.16, 0.41)
"""The likeness to B that a fifth of A's topics must have, or the two are hardly about the same thing; by tier. Of
494 pairs on one subject the lowest has .434 (of 42 in tier 0 .179), of 988 on two subjects three in four have less than
.41 (in tier 0 they are no less alike)."""

FAMILIAR = 80.0
"""The percentile of topics that this looks at: A may have much that B lacks."""

NOTHING = (0.15, 0.3)
"""The likeness below which nothing comes near, by tier."""

UNRELATED = "'{a}' and '{b}' are hardly about the same thing: nearly all of the first is missing from the second."
BY_WORDS = "Compared by words alone, for the embedder is not there: expect more gaps that are none. See nacre setup."


@dataclass(frozen=True, slots=True, eq=False)
class Close:
    """Two stretches that were compared, and what came of it."""

    a: Stretch
    b: Stretch
    units: list[Ints]
    weighed: Weighed
    log_odds: Floats  # of each unit: -inf for what is too short to be told of

    def bar(self, rule: Weights) -> Bar:
        """What it takes for any gap to be reported, where this is all there is of both sides."""
        wealth = math.log(len(np.unique(self.b.sentence)) / len(self.a))
        return rule.bar(int(np.isfinite(self.log_odds).sum()), wealth)


class Coverage:
    """Finds what one side treats and the other does not."""

    kind = GapKind.COVERAGE

    def find(self, a: Side, b: Side, looking: Looking) -> Iterable[Gap]:
        """Topics of A that B lacks, the surest first."""
        if a.encoder.tier == 0:
            looking.notes.append(BY_WORDS)
        own = a.without(b)
        if not own.documents:
            return ()
        rule = weights.load(a.encoder.tier)
        found = (self._all if _small(own, b) else self._some)(own, b, rule, looking)
        if found is None:
            return ()
        close, among, bar = found
        looking.weighed += len(close.units)
        likely = np.percentile([close.weighed.alike[unit] for unit in among], FAMILIAR) if among else 1.0
        if likely < FOREIGN[min(a.encoder.tier, 1)]:
            looking.is_foreign = True
            looking.notes.append(UNRELATED.format(a=a.name, b=b.name))
            return ()
        listed = np.array(sorted(among), np.int64)
        missing = [int(listed[at]) for at in bar.missing(close.log_odds[listed])]
        return tuple(self._gap(own, b, close, group) for group in groups(close.a, close.units, missing))

    def _all(self, a: Side, b: Side, rule: Weights, looking: Looking) -> tuple[Close, list[int], Bar] | None:
        close = compare(a, b, _pieces(a), _pieces(b), looking)
        return (close, list(range(len(close.units))), close.bar(rule)) if close else None

    def _some(self, a: Side, b: Side, rule: Weights, looking: Looking) -> tuple[Close, list[int], Bar] | None:
        looking.is_partial = True
        left, right = coarse.gather(a), coarse.gather(b)
        if not len(left) or not len(right):
            return None
        looking.weighed += len(left)
        compared = coarse.compare(left, right, looking)
        order = np.argsort(-compared.promise(), kind="stable").tolist()
        chosen = coarse.spread(order, left.documents, CANDIDATES, EACH)
        near = list(dict.fromkeys(int(each) for row in chosen for each in compared.nearest[row]))
        rivals = list(dict.fromkeys(int(each) for column in near for each in compared.claimants[column]))
        close = compare(
            a,
            b,
            [left.pieces[row] for row in dict.fromkeys([*chosen, *rivals])],
            [right.pieces[column] for column in near],
            looking,
        )
        if close is None:
            return None
        wanted = [left.pieces[row] for row in chosen]
        among = [at for at, unit in enumerate(close.units) if _is_in(close.a.pieces[int(unit[0])], wanted)]
        return close, among, rule.bar(len(left), 0.0)

    def _gap(self, a: Side, b: Side, close: Close, group: Sequence[int]) -> Gap:
        rows = np.concatenate([close.units[unit] for unit in group])
        version, start, _ = close.a.pieces[int(rows[0])]
        end = close.a.pieces[int(rows[-1])][2]
        best = max(group, key=lambda unit: float(close.weighed.alike[unit]))
        alike = float(close.weighed.alike[best])
        here = a.evidence(version, start, end)
        there = _nearest(b, close.b, int(close.weighed.nearest[best]), alike)
        whole = is_section(close.a, rows)
        known = frozenset().union(*close.b.words)
        sure = weights.load(a.encoder.tier).probability(max(float(close.log_odds[unit]) for unit in group))
        return Gap(
            gap_id=naming.number(self.kind, b.name, here.place, here.quote),
            kind=self.kind,
            title=naming.title(here.quote, here.place.headings, whole),
            why=_why(b, alike),
            confidence=sure,
            a=(here,),
            b=(there,),
            question=naming.question(here.quote, here.place.headings, whole, known),
            measures={"likeness": alike, "claim": float(close.weighed.rows[best][FEATURES.index("claim")])},
        )


def compare(a: Side, b: Side, left: Sequence[Piece], right: Sequence[Piece], looking: Looking) -> Close | None:
    """Read some spans of both sides and weigh the topics of the first; None where one side says nothing."""
    looking.go_on()
    mine = read(a, left)
    looking.go_on()
    theirs = read(b, right, apart=True)
    looking.go_on()
    if not len(mine) or not len(theirs):
        return None
    return judge(Compared(mine, theirs, a.encoder.tier), weights.load(a.encoder.tier))


def judge(compared: Compared, rule: Weights) -> Close:
    """Divide A into topics and weigh each."""
    units = topics(compared.a)
    weighed = compared.weigh(units)
    small = np.array([_length(compared.a, unit) < SMALLEST for unit in units])
    odds = np.where(small, -np.inf, rule.log_odds(weighed.rows)).astype(np.float32)
    return Close(compared.a, compared.b, units, weighed, odds)


def _small(a: Side, b: Side) -> bool:
    return all(side.sizes()[1] <= most for side, most in zip((a, b), CLOSELY, strict=True))


def _pieces(side: Side) -> list[Piece]:
    return [(held.version, *span) for held in side.contents() for span in held.spans]


def _length(text: Stretch, unit: Ints) -> int:
    return text.pieces[int(unit[-1])][2] - text.pieces[int(unit[0])][1]


def _is_in(piece: Piece, wanted: Sequence[Piece]) -> bool:
    return any(version == piece[0] and start <= piece[1] < end for version, start, end in wanted)


def _nearest(b: Side, text: Stretch, row: int, alike: float) -> Evidence:
    """The nearest sentence of B, with the one behind it in the same paragraph."""
    first, last = np.searchsorted(text.sentence, [text.sentence[row], text.sentence[row] + 1])
    if last < len(text) and text.paragraph[last] == text.paragraph[row]:
        last = np.searchsorted(text.sentence, text.sentence[last] + 1)
    version, start, _ = text.pieces[int(first)]
    return b.evidence(version, start, text.pieces[int(last) - 1][2], min(1.0, max(0.0, alike)))


def _why(b: Side, alike: float) -> str:
    if alike < NOTHING[min(b.encoder.tier, 1)]:
        return f"Nothing in {b.name} comes near it."
    return f"What comes nearest in {b.name} speaks of something else."
