"""The same thing said again: repetitions, and later statements that give another number, date, name, or a denial.

`engine.reasoning.differing` compares two sentences; here sentences are brought before it that have most of their
telling words in common. In one thread a sentence has one subject, so what titles would tell is taken as the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.reasoning.differing.contrast import Contrast, contrast, title_keys
from engine.reasoning.differing.frame import LONGEST, SILENT, Frame, frame
from engine.reasoning.differing.values import comparable, same
from engine.retrieval.stems import stem

SAME = 0.75
"""Share of the telling words of both that two statements have in common when they say the same."""

NEAR = 0.5
"""Share of the shorter one's from which a correction is looked for."""

MOST_OF_WORD = 60
"""Statements that are compared because of one word; a word of more tells nothing."""

_AGAIN = re.compile(
    r"\b(?:actually|correction|i was wrong|was wrong|not \S+ but|instead|scratch that|rather than|no longer|turns out"
    r"|in fact|changed my mind|update:|i meant|sorry|after all|now)\b",
    re.IGNORECASE,
)
_CUES = frozenset(map(stem, ["actually", "correction", "instead", "update", "sorry", "wrong", "turns"]))
_ONE_THREAD = title_keys("thread")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, in order of time among the others."""

    index: int
    text: str
    repeatable: bool = True  # False: said again it tells nothing ('let's meet at three')


@dataclass(frozen=True, slots=True)
class Followed:
    """A statement that follows on an earlier one."""

    earlier: int  # index
    later: int
    change: str  # '' where it repeats


def followed(statements: Sequence[Statement]) -> list[Followed]:
    """Each statement with the nearest earlier one that it repeats or corrects.

    Args:
        statements: in order of time.
    """
    frames = [frame(each.text[:LONGEST]) for each in statements]
    by_word: defaultdict[str, list[int]] = defaultdict(list)
    found = []
    for at, one in enumerate(frames):
        shared: defaultdict[int, int] = defaultdict(int)
        for key in _keys(one):
            for other in by_word[key][-MOST_OF_WORD:]:
                shared[other] += 1
            by_word[key].append(at)
        link = _nearest(at, frames, shared, statements)
        if link is not None:
            found.append(link)
    return found


def _nearest(
    at: int, frames: Sequence[Frame], shared: dict[int, int], statements: Sequence[Statement]
) -> Followed | None:
    one = frames[at]
    for other in sorted(shared, reverse=True):
        before = frames[other]
        least = min(len(_keys(one)), len(_keys(before)))
        if shared[other] < min(2, least) or shared[other] / least < NEAR:
            continue
        changed = _change(before, one)
        if changed is not None:
            return Followed(statements[other].index, statements[at].index, changed)
        if statements[at].repeatable and statements[other].repeatable and _repeats(before, one):
            return Followed(statements[other].index, statements[at].index, "")
    return None


def chains(links: Sequence[Followed]) -> list[list[tuple[int, str]]]:
    """The links joined: (index, change) in order of time; the first of each has no change."""
    change = {link.later: link.change for link in links}
    before = {link.later: link.earlier for link in links}
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for later in sorted(before):
        groups[_origin(later, before)].append(later)
    return [[(first, ""), *((each, change[each]) for each in rest)] for first, rest in sorted(groups.items())]


def _origin(at: int, before: dict[int, int]) -> int:
    while at in before:
        at = before[at]
    return at


def _change(before: Frame, one: Frame) -> str | None:
    """What the later one says otherwise; None where the two agree or are of different things."""
    found = contrast(before, one, _ONE_THREAD, _ONE_THREAD, lambda _: 1.0)
    if found is not None:
        return _worded(found)
    if _AGAIN.search(one.text):
        return next(_replaced(before, one), None)
    return None


def _worded(found: Contrast) -> str:
    if found.kind in ("denial", "opposite"):
        return f"{found.kind}: {found.first} → {found.second}"
    return f"{found.kind}: {found.first.strip()} → {found.second.strip()}"


def _replaced(before: Frame, one: Frame) -> Iterator[str]:
    """Values of one kind that stand in the place of others: 'Actually it is 512, not 384'."""
    known = {_bare(each.text) for each in before.values}
    for value in one.values:
        for old in before.values:
            if _bare(value.text) not in known and comparable(value, old):
                yield f"{value.kind}: {old.text.strip()} → {value.text.strip()}"


def _bare(text: str) -> str:
    """A value's letters and digits: what is nearly the same is another one where a sentence says so."""
    return "".join(char for char in text.lower() if char.isalnum())


def _keys(one: Frame) -> frozenset[str]:
    return one.keys - SILENT - _CUES


def _repeats(before: Frame, one: Frame) -> bool:
    mine, theirs = _keys(before), _keys(one)
    if len(mine) < 2 or len(mine & theirs) < SAME * max(len(mine), len(theirs)):
        return False
    if before.text.strip() == one.text.strip():
        return True
    values = len(before.values) == len(one.values) and all(
        any(same(value, each) for each in one.values) for value in before.values
    )
    return values and before.way == one.way
