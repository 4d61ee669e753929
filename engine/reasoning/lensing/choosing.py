"""Chooses the sentences that stand under each heading: the fittest of each first, then what room is left for, and at
last what else the plain draft says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.reasoning.compose import MAX_WORDS
from engine.reasoning.lensing.fitting import Fits, Floats
from engine.reasoning.wording import count_words

RELEVANT = 0.5
"""Share of the plain draft's best relevance that a sentence must have; one that has nothing to do with the question
never gets in, however well it fits a facet."""

LEAST_RELEVANCE, MOST_NEEDED = 0.3, 0.4
"""Bounds of that bar: below the first a sentence is about something else, above the second it is about the matter."""

FITS = 0.3
"""Fit from which a sentence answers a facet's question: a sign, and a meaning that goes with it."""

OWN = 0.8
"""Share of a sentence's best fit that it must have where it stands."""

EACH = 2
"""Sentences below a heading at most."""

FURTHER = 0.6
"""Share of a heading's first sentence's worth that a second one must have."""

SAME = 0.86
"""Likeness in meaning from which two sentences say the same."""

BRIEF = 22
"""Words up to which a sentence loses nothing; a longer one takes room from the other headings."""

DECENT = 0.5
"""Share of a heading's best worth that a sentence has for which room is kept while other headings choose first."""

LEAD = 0.4
"""Share of an answer's words that its opening sentence takes at most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sentence stands where."""

    opening: tuple[int, ...]  # places of the plain draft's sentences that stand above all headings
    groups: tuple[tuple[int, ...], ...]  # by facet: places of its sentences, best first
    open: tuple[int, ...]  # facets that no sentence fits


def choose(fits: Fits, leads: Sequence[int], plain: Sequence[int], most_words: int = MAX_WORDS) -> Choice:
    """The sentences of an answer through a lens.

    Args:
        fits: what there is to choose from.
        leads: places of sentences that may open the answer, best first; the first that leaves room for the facets does.
        plain: places of the plain draft's sentences, in its order; they follow it as far as there is room in the end.
        most_words: of all sentences together.
    """
    count = fits.fit.shape[1]
    words = [count_words(text) for text in fits.texts]
    best = max((float(fits.relevance[place]) for place in leads), default=float(fits.relevance.max(initial=0.0)))
    bar = max(LEAST_RELEVANCE, min(MOST_NEEDED, RELEVANT * best))
    worth = _worth(fits, bar, words)
    lead = next((place for place in leads if 0 < words[place] <= LEAD * most_words), -1)
    taken = [] if lead < 0 else [lead]
    left = most_words - sum(words[place] for place in taken)
    groups: list[list[int]] = [[] for _ in range(count)]
    waiting = sorted(np.flatnonzero(worth.any(axis=0)).tolist(), key=lambda facet: -worth[:, facet].max())
    shortest = {facet: _shortest(worth[:, facet], words) for facet in waiting}
    while waiting:
        facet = waiting.pop(0)
        place = _best(fits, worth[:, facet], words, taken, left - _kept(waiting, shortest, left - shortest[facet]))
        if place >= 0:
            groups[facet].append(place)
            taken.append(place)
            left -= words[place]
    for facet in sorted(range(count), key=lambda facet: -worth[:, facet].max(initial=0.0)):
        while groups[facet] and len(groups[facet]) < EACH:
            least = FURTHER * worth[groups[facet][0], facet]
            place = _best(fits, np.where(worth[:, facet] >= least, worth[:, facet], 0.0), words, taken, left)
            if place < 0:
                break
            groups[facet].append(place)
            taken.append(place)
            left -= words[place]
    opening = [] if lead < 0 else [lead]
    for place in plain:
        if 0 < words[place] <= left and not any(_same(fits, place, other) for other in taken):
            opening.append(place)
            taken.append(place)
            left -= words[place]
    return Choice(tuple(opening), tuple(map(tuple, groups)), tuple(np.flatnonzero(~worth.any(axis=0)).tolist()))


def _worth(fits: Fits, bar: float, words: Sequence[int]) -> Floats:
    """float64 (n, f): what each sentence is worth below each heading; 0 where it does not belong there."""
    least = np.maximum(FITS, OWN * fits.fit.max(axis=1))
    fitting = (fits.relevance >= bar)[:, None] & (fits.fit >= least[:, None])
    brevity = np.minimum(1.0, BRIEF / np.maximum(words, 1))
    return np.where(fitting, fits.fit * (fits.relevance * brevity)[:, None], 0.0)


def _shortest(worth: Floats, words: Sequence[int]) -> int:
    """Words of the shortest decent sentence below a heading."""
    return min(words[place] for place in np.flatnonzero(worth >= DECENT * worth.max()).tolist())


def _kept(waiting: Sequence[int], shortest: Mapping[int, int], left: int) -> int:
    """Words that are kept for the headings whose turn comes later, as many of them as there is room for."""
    kept = 0
    for facet in waiting:
        if kept + shortest[facet] <= left:
            kept += shortest[facet]
    return kept


def _best(fits: Fits, worth: Floats, words: Sequence[int], taken: Sequence[int], room: int) -> int:
    """The place of the worthiest sentence that there is room for and that says something new, or -1."""
    for place in np.argsort(-worth, kind="stable"):
        if worth[place] <= 0.0:
            break
        if 0 < words[place] <= room and not any(_same(fits, int(place), other) for other in taken):
            return int(place)
    return -1


def _same(fits: Fits, one: int, other: int) -> bool:
    if one == other or float(fits.vectors[one] @ fits.vectors[other]) >= SAME:
        return True
    first, second = (" ".join(fits.texts[each].casefold().split()) for each in (one, other))
    return first in second or second in first
