"""Which missing topics are told as one gap: all of a section, and the parts of one paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from engine.gaps.stretch import Ints, Stretch


def groups(text: Stretch, units: Sequence[Ints], found: Sequence[int]) -> Iterator[list[int]]:
    """The topics of each gap.

    Args:
        text: side A.
        units: the sentences of its topics.
        found: the numbers of the missing ones, the surest first; gaps come in this order.
    """
    told: set[int] = set()
    missing = set(found)
    for unit in found:
        if unit not in told:
            group = _section(text, units, unit, missing) or _paragraph(text, units, unit, missing)
            told.update(group)
            yield group


def is_section(text: Stretch, rows: Ints) -> bool:
    """Whether some sentences are all that stands below a heading."""
    return int((text.section == text.section[int(rows[0])]).sum()) == len(rows)


def _section(text: Stretch, units: Sequence[Ints], unit: int, missing: set[int]) -> list[int]:
    """All topics of a section where all of them are missing, but not all topics of the side; else none."""
    of_it = [at for at in range(len(units)) if _of(text.section, units, at) == _of(text.section, units, unit)]
    joined = all(int(units[last][-1]) + 1 == int(units[first][0]) for last, first in pairwise(of_it))
    return of_it if 1 < len(of_it) < len(units) and joined and missing.issuperset(of_it) else []


def _paragraph(text: Stretch, units: Sequence[Ints], unit: int, missing: set[int]) -> list[int]:
    """A topic with those beside it in its paragraph that are missing too."""
    first = last = unit
    paragraph = _of(text.paragraph, units, unit)
    while first - 1 in missing and _of(text.paragraph, units, first - 1) == paragraph:
        first -= 1
    while last + 1 in missing and _of(text.paragraph, units, last + 1) == paragraph:
        last += 1
    return list(range(first, last + 1))


def _of(which: Ints, units: Sequence[Ints], unit: int) -> int:
    return int(which[int(units[unit][0])])
