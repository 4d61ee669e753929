"""Where the words of a claim stand in a source: what belongs together in the one should stand together in the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.reasoning.claims.reading import Reading, Token

Weigh = Callable[[Token], float]
"""How telling a word is, 0 to 1."""

NEAR = 8.0
"""Words of distance at which two words hold together a third as much as side by side."""

CLOSE = 3.0
"""The same for a part and the words right beside it."""

PREFIX, PREFIX_SHARE, ALMOST = 4, 0.65, 0.7
"""Letters, and share of the longer stem, that two stems begin with to be almost the same word; what that counts."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim's words in a source."""

    found: tuple[float, ...]  # per word of the claim: 1 the same, `ALMOST` almost, 0 not there
    places: tuple[tuple[int, ...], ...]  # indices of the source's words
    weights: tuple[float, ...]  # of the claim's words
    used: frozenset[int]  # the source's words that some word of the claim found


def align(claim: Reading, source: Reading, weigh: Weigh) -> Alignment:
    """Find each telling word of the claim in the source."""
    by_key: dict[str, list[int]] = {}
    by_prefix: dict[str, list[int]] = {}
    for index, token in enumerate(source.tokens):
        by_key.setdefault(token.key, []).append(index)
        by_prefix.setdefault(token.key[:PREFIX], []).append(index)
    found, places = [], []
    for token in claim.tokens:
        same = by_key.get(token.key, [])
        alike = [] if same else [at for at in by_prefix.get(token.key[:PREFIX], []) if _alike(token, source.tokens[at])]
        found.append(1.0 if same else ALMOST if alike else 0.0)
        places.append(tuple(same or alike))
    used = frozenset(at for each in places for at in each)
    return Alignment(tuple(found), tuple(places), tuple(map(weigh, claim.tokens)), used)


def _alike(one: Token, other: Token) -> bool:
    if one.key[0] == "#" or len(one.key) < PREFIX:
        return False
    common = 0
    for mine, theirs in zip(one.key, other.key, strict=False):
        if mine != theirs:
            break
        common += 1
    return common >= PREFIX and common >= PREFIX_SHARE * max(len(one.key), len(other.key))


def affinity(claim: Reading, source: Reading, alignment: Alignment, part: int, places: Sequence[int]) -> float:
    """How near the claim's other words stand to one of `places` of the source, 0..1, by weight of those found.

    Args:
        claim: its other words are those outside `part`.
        source: where `places` are indices of words.
        alignment: of the two.
        part: index of the claim's part that is left out.
        places: where it, or what might stand for it, is found; the best one counts.
    """
    others = [
        (alignment.weights[at] * alignment.found[at], [source.tokens[place].at for place in alignment.places[at]])
        for at, token in enumerate(claim.tokens)
        if token.part != part and alignment.places[at]
    ]
    total = sum(weight for weight, _ in others)
    if not total or not places:
        return 0.0
    return (
        max(
            sum(weight * math.exp(-min(abs(at - each) for each in ats) / NEAR) for weight, ats in others)
            for at in (source.tokens[place].at for place in places)
        )
        / total
    )


def beside(claim: Reading, source: Reading, alignment: Alignment, part: int) -> float:
    """How near the words right before and right behind a part, in the claim, stand to it in the source, 0..1."""
    indices = claim.parts[part].tokens
    places = [source.tokens[place].at for at in indices for place in alignment.places[at]]
    kept = total = 0.0
    for step, edge in ((-1, indices[0]), (1, indices[-1])):
        at = edge + step
        if 0 <= at < len(claim.tokens) and alignment.places[at]:
            wanted = abs(claim.tokens[at].at - claim.tokens[edge].at)
            gaps = [(source.tokens[each].at - place) * step for each in alignment.places[at] for place in places]
            total += alignment.weights[at]
            kept += alignment.weights[at] * max(
                (math.exp(-max(0.0, gap - wanted) / CLOSE) if gap > 0 else 0.6 * math.exp(gap / CLOSE) for gap in gaps),
                default=0.0,
            )
    return kept / total if total else 0.4


def together(claim: Reading, source: Reading, alignment: Alignment) -> float:
    """The weighted share of neighbouring words of the claim that stand in the same order and close in the source."""
    kept = total = 0.0
    for at in range(len(claim.tokens) - 1):
        weight = min(alignment.weights[at], alignment.weights[at + 1])
        total += weight
        gaps = [
            source.tokens[after].at - source.tokens[before].at
            for before in alignment.places[at]
            for after in alignment.places[at + 1]
            if after != before
        ]
        if gaps:
            wanted = claim.tokens[at + 1].at - claim.tokens[at].at
            kept += weight * max(
                math.exp(-max(0.0, gap - wanted) / NEAR) if gap > 0 else 0.5 * math.exp(gap / NEAR) for gap in gaps
            )
    return kept / total if total else 0.0


def spread(source: Reading, alignment: Alignment) -> float:
    """Words of the source per word found between the first and the last one found, as a logarithm."""
    if len(alignment.used) < 2:
        return 0.0
    ats = sorted(source.tokens[at].at for at in alignment.used)
    return math.log((ats[-1] - ats[0] + 1.0) / len(ats))


def share(alignment: Alignment, extra: Mapping[int, float] | None = None) -> float:
    """The weighted share of the claim's words that are found.

    Args:
        alignment: of the claim with a source.
        extra: found elsewhere, by index of the word; counts where it is more.
    """
    total = sum(alignment.weights)
    extra = extra or {}
    got = sum(
        weight * max(found, extra.get(at, 0.0))
        for at, (weight, found) in enumerate(zip(alignment.weights, alignment.found, strict=True))
    )
    return got / total if total else 0.0
