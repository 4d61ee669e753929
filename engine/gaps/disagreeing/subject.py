"""Whether two sentences of whole texts can be of one thing, as far as titles, names and rare words tell it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from engine.gaps.disagreeing.conflicts import Kind
from engine.gaps.disagreeing.judging import Judged
from engine.gaps.disagreeing.passages import Sentence
from engine.gaps.disagreeing.said import words_in
from engine.gaps.side import Side
from engine.reasoning.claims.agreement import agree
from engine.reasoning.differing.contrast import title_keys
from engine.reasoning.differing.relations import PRONOUNS, SPEAKERS
from engine.reasoning.differing.sources import YEAR
from engine.records import Place

RARE = 0.5
"""ln(N / n) / ln N of a shared word from which it tells that two sentences under other titles speak of one thing:
half of all that there is to tell; in a thousand sentences, thirty at most have it."""

FEW = 2
"""Telling words that both must have besides what differs; rare ones where neither titles nor names are shared."""

SHARED = {Kind.NUMBER: 0.4, Kind.DATE: 0.5, Kind.NAME: 0.6, Kind.NEGATION: 0.65}
"""The share of the telling words of the sentence with fewer that both must have, besides what differs: an opposite or
another name means little where the rest is not the same."""

LONG = 3
"""Letters of a stem that tells something."""


def of_one_thing(a: Side, one: Sentence, b: Side, other: Sentence, judged: Judged, among: Sequence[Sentence]) -> bool:
    """Whether a reader would take them to be.

    Args:
        a: the side of `one`.
        one: a sentence.
        b: the side of `other`.
        other: one of another document.
        judged: what they may disagree in.
        among: the sentences that were read, by which a word is rare.
    """
    left = {word.key for word in words_in(judged.one.frame, *judged.conflict.first)}
    right = {word.key for word in words_in(judged.other.frame, *judged.conflict.second)}
    shared = (judged.one.keys - left) & (judged.other.keys - right)
    least = min(len(judged.one.keys - left), len(judged.other.keys - right))
    if len(shared) < max(FEW, SHARED[judged.conflict.kind] * least):
        return False
    if any(SPEAKERS & set(each.frame.raw[:3]) for each in (judged.one, judged.other)):
        return False
    places = [side.library.place(each.version, each.start, each.end) for side, each in ((a, one), (b, other))]
    if _years(places[0]) and _years(places[1]) and not _years(places[0]) & _years(places[1]):
        return False  # the report of one year, and of another
    mine, theirs = map(_titles, places)
    own, others = mine - theirs - judged.other.around_keys, theirs - mine - judged.one.around_keys
    if mine & theirs and not (own and others):
        return True
    if any(PRONOUNS & set(each.frame.raw[:2]) for each in (judged.one, judged.other)):
        return bool(mine & theirs)
    if any(agree(name, each) for name in judged.one.frame.names for each in judged.other.frame.names):
        return True
    return len(_rare(shared, among)) >= FEW


def _titles(place: Place) -> frozenset[str]:
    return title_keys(place.title, *place.headings)


def _rare(keys: frozenset[str], among: Sequence[Sentence]) -> list[str]:
    total = max(2, len(among))
    counts = Counter(key for each in among for key in keys & each.said.keys)
    return [key for key in keys if len(key) >= LONG and math.log(total / max(1, counts[key])) >= RARE * math.log(total)]


def _years(place: Place) -> frozenset[str]:
    return frozenset(YEAR.findall(place.title))
