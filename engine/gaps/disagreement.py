"""Disagreement: sentences that speak of the same thing with other numbers, dates or names, or deny it.

Sentences that are each other's nearest are held against each other (`disagreeing.pairing`); what either has for itself
is weighed by a small model (`disagreeing.judging`). Two passages of a few sentences are taken to speak of one thing,
and all their sentences are compared. Who is right is not decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from engine.gaps.disagreeing import pairing
from engine.gaps.disagreeing.judging import Judge, Judged, Matter
from engine.gaps.disagreeing.passages import Sentence, gather
from engine.gaps.disagreeing.subject import of_one_thing
from engine.gaps.disagreeing.wording import question, title, why
from engine.gaps.finder import Looking
from engine.gaps.naming import number
from engine.gaps.records import Gap, GapKind
from engine.gaps.side import Side
from engine.records import Place

BY_WORDS = "Compared by words alone, for the embedder is not there: contradictions in other words are missed."


PASSAGE = 3
"""Sentences that say something, at most, of what is a passage: two of them that are compared speak of one thing, and
each sentence of the one is held against each of the other. Of whole texts only the nearest are."""


class Disagreement:
    """Finds what two sides say differently of the same thing."""

    kind = GapKind.DISAGREEMENT

    def find(self, a: Side, b: Side, looking: Looking) -> Iterable[Gap]:
        """Pairs of sentences that can't both be true, the surest first."""
        own = a.without(b)
        if not own.documents:
            return []
        return _found(own, b, looking)


class DisagreementWithin:
    """Finds what the documents of a library say differently of the same thing."""

    kind = GapKind.DISAGREEMENT

    def find(self, whole: Side, looking: Looking) -> Iterable[Gap]:
        """The same between each two documents that come near each other; of a large library the nearest passages."""
        return _found(whole, whole, looking)


def _found(a: Side, b: Side, looking: Looking) -> list[Gap]:
    if a.encoder.tier == 0:
        looking.notes.append(BY_WORDS)
    pieces = pairing.near_chunks(a, b, looking)
    left = gather(a, pieces[0], looking)
    right = left if a is b else gather(b, pieces[1], looking)
    place = {id(each.said): each for each in (*left, *right)}
    short = a is not b and max(len(left), len(right)) <= PASSAGE
    near = [
        (left[mine], right[theirs], likeness)
        for mine, theirs, likeness in (pairing.all_pairs if short else pairing.pairs)(left, right, a.vectors, looking)
        if a is not b or mine < theirs
    ]
    looking.weighed += len(near)
    looking.go_on()
    judge = Judge(a.vectors, Matter.PASSAGES if short else Matter.TEXTS)
    likely = [
        each
        for each in judge.of((one.said, other.said) for one, other, _ in near)
        if each.probability >= judge.weights.least
    ]
    likeness = {(id(one.said), id(other.said)): near_ for one, other, near_ in near}
    gaps: list[Gap] = []
    told: set[frozenset[str]] = set()
    for each in sorted(likely, key=lambda found: -found.probability):
        looking.go_on()
        one, other = place[id(each.one)], place[id(each.other)]
        said = frozenset(span.casefold() for span in each.spans) | {each.conflict.kind}
        if said in told or not (short or of_one_thing(a, one, b, other, each, (*left, *right))):
            continue
        told.add(said)
        gaps.append(_gap(a, b, one, other, each, likeness[id(each.one), id(each.other)]))
    return gaps


def _gap(a: Side, b: Side, one: Sentence, other: Sentence, judged: Judged, near: float) -> Gap:
    score = min(1.0, max(0.0, near))
    here = a.evidence(one.version, one.start, one.end)
    there = b.evidence(other.version, other.start, other.end, score)
    names = _names(here.place, there.place)
    differing = " ".join(judged.spans)
    return Gap(
        gap_id=number(GapKind.DISAGREEMENT, f"{b.name}\0{there.place.path}", here.place, f"{differing} {here.quote}"),
        kind=GapKind.DISAGREEMENT,
        title=title(judged),
        why=why(judged, here.place, there.place, names),
        confidence=judged.probability,
        a=(here,),
        b=(there,),
        question=question(judged),
        measures={"likeness": score},
    )


def _names(here: Place, there: Place) -> tuple[str, str]:
    """What the two are called: their titles where these tell them apart, else their files."""
    if here.title and there.title and here.title != there.title:
        return here.title, there.title
    return PurePath(here.path).name, PurePath(there.path).name
