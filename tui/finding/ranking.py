"""The best of many texts for what has been typed, in steps that can be broken off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from tui.finding.pattern import BITS, INITIALS, PART, Pattern, tier_of

STEP = 2_000  # texts between two looks whether the answer is still wanted
ALIGNED = 200  # texts that are looked at letter by letter; of more, those whose letters stand closest
LIMIT = 50

NEVER: Callable[[], bool] = lambda: False  # noqa: E731 - a default that can be compared


class Obsolete(Exception):
    """Something else has been typed meanwhile; nobody waits for this answer."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What was left of a list when less had been typed: whatever is typed behind it can only be among these."""

    typed: str
    left: tuple[int, ...]

    def serves(self, pattern: Pattern) -> bool:
        """Whether all that fits `pattern` is among these."""
        return bool(self.typed) and pattern.typed.startswith(self.typed)


@dataclass(frozen=True, slots=True)
class Found:
    """The indexes of the texts that fit, best first, and what the next letter can be looked for in."""

    best: tuple[int, ...]
    narrowed: Narrowed


def find(
    folded: Sequence[str],
    pattern: Pattern,
    *,
    limit: int = LIMIT,
    recent: Callable[[int], int] | None = None,
    names: Sequence[int] | None = None,
    among: Narrowed | None = None,
    obsolete: Callable[[], bool] = NEVER,
) -> Found:
    """The texts that have the words typed; where no word begins so, those that have at least the letters in order.

    All, in their order, where nothing is typed.

    Args:
        folded: the texts, as `fold` makes them.
        limit: how many are wanted.
        recent: how long ago an index was last used: 0 for just now; it comes first among those that fit alike.
        names: how many characters of each text are its name: letters alone count only there; None for all of it.
        among: an earlier answer for the same texts.
        obsolete: asked every few milliseconds.

    Raises:
        Obsolete: the answer is not wanted any more.
    """
    age = recent or (lambda _: 0)
    if not pattern:
        everything: Iterable[int] = range(len(folded))
        if recent is not None:
            everything = nsmallest(limit, everything, key=lambda i: (age(i), i))
        return Found(tuple(everything)[:limit], Narrowed("", ()))
    pool: Sequence[int] = among.left if among is not None and among.serves(pattern) else range(len(folded))
    left: list[int] = []
    ranked: list[int] = []
    for step in _steps(pool, obsolete):
        # words may stand in any order, so that only one word can be narrowed by its letters
        fits = [i for i in step if pattern.has_letters(folded[i])] if len(pattern.words) == 1 else step
        left += fits
        ranked += [_key(pattern.by_words(folded[i]), age(i), i) for i in fits if pattern.has_words(folded[i])]
    # letters alone would only be noise below words that begin so
    if len(ranked) < limit and not (ranked and _tier(min(ranked)) < INITIALS):
        taken = {key & INDEX for key in ranked}
        heads = {i: folded[i] if names is None else folded[i][: names[i]] for i in left if i not in taken}
        ranked += _by_letters(heads, pattern, limit, age, obsolete)
    return Found(tuple(key & INDEX for key in nsmallest(limit, ranked)), Narrowed(pattern.typed, tuple(left)))


INDEX_BITS = 32
INDEX = (1 << INDEX_BITS) - 1
WITHIN = (1 << 3 * BITS) - 1  # of a rank: all but its tier


def _key(rank: int, age: int, index: int) -> int:
    """By tier, then by use, then by the rest of the rank, then by place; plain numbers sort ten times as fast."""
    return ((tier_of(rank) << BITS | min(age, PART)) << 3 * BITS | rank & WITHIN) << INDEX_BITS | index


def _tier(key: int) -> int:
    return key >> (4 * BITS + INDEX_BITS)


def _by_letters(
    heads: Mapping[int, str],
    pattern: Pattern,
    limit: int,
    age: Callable[[int], int],
    obsolete: Callable[[], bool],
) -> list[int]:
    """Those that have the letters; `heads` are what they may stand in, by index."""
    reach: list[tuple[int, int, int]] = []
    for step in _steps(tuple(heads), obsolete):
        fits = (i for i in step if pattern.has_letters(heads[i]))
        reach += [(pattern.roughly(heads[i]), len(heads[i]), i) for i in fits]
    near = [i for *_, i in nsmallest(max(limit, ALIGNED), reach)]
    return [_key(pattern.by_letters(heads[i]), age(i), i) for step in _steps(near, obsolete) for i in step]


def _steps(pool: Sequence[int], obsolete: Callable[[], bool]) -> Iterable[Sequence[int]]:
    for start in range(0, len(pool), STEP):
        if obsolete():
            raise Obsolete
        yield pool[start : start + STEP]
