"""Sets of passages as bundles: what a document, a folder or a library says, added up, taken apart, compared.

A bundle counts, component by component, the codes of what is in it. So it is a multiset that has forgotten its members
and can still be asked about them: a passage is 'in' a bundle as far as its code points the way the counters do.
Counters are int32 (d,), codes uint8 (n, d // 4).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

import native
from engine.memory.arrays import Bytes, Int32s

Float64s = npt.NDArray[np.float64]

STEPS = 1 << 14
"""The largest counter of a direction: fine enough for bundles of any size, and scored fast."""


def union(bundles: Iterable[Int32s], d: int) -> Int32s:
    """Everything that is in any of the bundles, as often as it is in them together: their sum, exactly.

    Raises:
        OverflowError: a counter leaves int32.
    """
    total = np.zeros(d, np.int64)
    for bundle in bundles:
        total += bundle
    if int(np.abs(total).max(initial=0)) > np.iinfo(np.int32).max:
        raise OverflowError("the bundles add up to more than counters hold.")
    return total.astype(np.int32)


def difference(one: Int32s, other: Int32s) -> Int32s:
    """What is left of a bundle when the members of another are taken out: exact where all of them were in it.

    Raises:
        OverflowError: a counter leaves int32.
    """
    return union([one, np.negative(other)], len(one))


def lacking(one: Int32s, other: Int32s) -> Int32s:
    """The direction in which one bundle goes and another does not: one less the other, both scaled to length one.

    Scaled, because a folder of a thousand passages would drown a note of ten. Where either is empty, the direction of
    the one that is left, or zeros.

    Returns:
        int32 (d,), the largest counter 2**14 in magnitude.
    """
    left = _unit(one) - _unit(other)
    largest = float(np.abs(left).max(initial=0.0))
    if largest < 1e-9:  # the same direction: there is nothing that only one has
        return np.zeros(len(one), np.int32)
    return np.rint(left * (STEPS / largest)).astype(np.int32)


def overlap(one: Int32s, other: Int32s) -> float:
    """Cosine of two bundles: 1 for the same members in the same shares, about 0 for unrelated ones; 0 with nothing."""
    return next(overlaps(one, [other]))


def overlaps(one: Int32s, others: Iterable[Int32s]) -> Iterator[float]:
    """`overlap` of one bundle with each of many."""
    own = _unit(one)
    return (float(own @ _unit(other)) for other in others)


def membership(codes: Bytes, bundle: Int32s) -> Float64s:
    """How far each code points the way of a bundle: their cosines, float64 (n,); 0 where either is nothing."""
    length = math.sqrt(float(native.squared_norms(bundle))) * np.sqrt(native.nonzeros(codes).astype(np.float64))
    scores = native.dot_counters(bundle, codes).astype(np.float64)
    found: Float64s = np.divide(scores, length, out=np.zeros_like(scores), where=length > 0)
    return found


def _unit(bundle: Int32s) -> Float64s:
    counters = bundle.astype(np.float64)
    length = float(np.linalg.norm(counters))
    return counters / length if length > 0 else counters
