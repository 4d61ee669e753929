"""Resonator networks: which combination of fillers a product was made from (Frady, Kent, Olshausen and Sommer, 2020).

A combination of one filler for each of F roles is the component-wise product of their bipolar hypervectors; what
occurs in many documents is the sum of their products. Looking for the best of all M ** F combinations one by one is
hopeless; the network holds an estimate for every factor and improves each in turn by taking the others out of the
product and cleaning up what remains, until nothing changes.

Measured at D = 10,240 on one thread: share of K random combinations (1 to 3 times each in the sum, each taken out with
its true count once found) that were found, mean of 5 sums, with the mean time for all K.

| factors | fillers each | K = 1 | K = 10 | K = 40 |
| --- | --- | --- | --- | --- |
| 2 | 100 | 1.0, 3 ms | 1.0, 20 ms | 1.0, 0.1 s |
| 2 | 400 | 1.0, 10 ms | 1.0, 0.1 s | 1.0, 0.5 s |
| 3 | 20 | 1.0, 2 ms | 1.0, 12 ms | 1.0, 53 ms |
| 3 | 100 | 1.0, 25 ms | 1.0, 0.4 s | 1.0, 2.2 s |
| 3 | 200 | 1.0, 0.1 s | .84, 4 s | .04, 4 s |
| 4 | 20 | 1.0, 9 ms | 1.0, 41 ms | 1.0, 0.2 s |
| 4 | 40 | 1.0, 20 ms | 1.0, 0.8 s | .25, 4 s |

On 173 linked notes, folder by link (18 by the 400 most frequent, several links to a note): all 816 combinations, ten of
them in 0.7 s; without starts from one filler, 8.

Up to a million possible combinations none was missed here; beyond that some are, and it is said that there may be more.
Counting every combination in a table is exact at any size, and faster where the facts lie in one; a product needs
nothing but itself.

What was found is counted by whoever can count, subtracted, and the search goes on in what is left ('explaining away').
Products are integers, so once all is found, nothing is left, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import shake_256

import numpy as np
import numpy.typing as npt

from engine.memory.arrays import Int8s, Int32s

Floats = npt.NDArray[np.float32]

D = 10_240
"""Components of a product."""

ITERATIONS = 100
"""Rounds in which a network has to settle; what settles at all mostly does so in ten."""

STARTS = 12
"""Times that the network is started anew, from estimates of its own, before it is said that there is no answer."""

PATIENCE = 6
"""Rounds with the same weak combination after which a start is given up: a mixture of several has settled."""

CHANCE = 4.0
"""Standard deviations of chance that a product found has to stand out of the sum by."""


def bipolar(role: str, fillers: Sequence[str], d: int = D) -> Int8s:
    """Dense hypervectors of -1 and 1 for the fillers of a role: int8 (n, d), the same on every machine."""
    rows = np.empty((len(fillers), d), np.int8)
    for at, filler in enumerate(fillers):
        name = f"{role}\x00{filler}".encode("utf-8", "replace")
        bits = np.unpackbits(np.frombuffer(shake_256(name).digest(d // 8), np.uint8))
        rows[at] = 2 * bits.astype(np.int8) - 1
    return rows


@dataclass(frozen=True, slots=True)
class Factors:
    """One combination that the network settled on."""

    chosen: tuple[int, ...]  # the row of each codebook
    iterations: int
    strength: float  # the sum's mean component along the product: about how often it is in it


class Resonator:
    """A network for one set of codebooks.

    Args:
        codebooks: int8 (m, d) each, rows of -1 and 1, at least two codebooks of at least one row.
    """

    def __init__(self, codebooks: Sequence[Int8s]) -> None:
        if len(codebooks) < 2 or any(len(book) == 0 for book in codebooks):
            raise ValueError("a resonator needs at least two factors, each with at least one known filler.")
        self._books: list[Floats] = [np.ascontiguousarray(book, np.float32) for book in codebooks]
        self.d = int(codebooks[0].shape[1])
        self._order = sorted(range(len(codebooks)), key=lambda at: -len(codebooks[at]))  # a start's one filler lasts

    def product(self, chosen: Sequence[int]) -> Int32s:
        """int32 (d,): the product of one row of each codebook."""
        found = np.ones(self.d, np.float32)
        for book, row in zip(self._books, chosen, strict=True):
            found *= book[row]
        return found.astype(np.int32)

    def factorise(self, scene: Int32s, seed: int = 0) -> Factors | None:
        """The combination that stands out of a sum of products; None where the network settles on none.

        Args:
            scene: int32 (d,), a sum of products, with whatever else is in it.
            seed: the starts differ by it; the same seed gives the same result.
        """
        if not scene.any():
            return None
        signs = scene.astype(np.float32)
        noise = float(np.linalg.norm(signs)) / self.d  # of the mean component along a product that is not in it
        for start in range(STARTS):
            found = self._settle(
                signs, max(0.5, CHANCE * noise), self._start(start, np.random.default_rng([seed, start]))
            )
            if found is not None:
                return found
        return None

    def _settle(self, scene: Floats, least: float, estimates: list[Floats]) -> Factors | None:
        """From one start to a combination that stays and stands out; None where there is none."""
        before: tuple[int, ...] = ()
        same = 0
        for iteration in range(1, ITERATIONS + 1):
            chosen = [0] * len(self._books)
            for at in self._order:
                book = self._books[at]
                others = scene.copy()
                for other, estimate in enumerate(estimates):
                    if other != at:
                        others *= estimate
                likeness = np.maximum(book @ others, 0)  # what is unlike belongs to other combinations
                chosen[at] = int(np.argmax(likeness))
                estimates[at] = _sign(likeness @ book)
            now = tuple(chosen)
            same = same + 1 if now == before else 0
            if same and (strength := self._strength(scene, now)) >= least:
                return Factors(now, iteration, strength)
            if same == PATIENCE:
                return None
            before = now
        return None

    def _start(self, number: int, rng: np.random.Generator) -> list[Floats]:
        """Estimates to begin with: everything, then by turns one filler of the smallest codebook and a random half.

        One filler tells combinations apart that share most of the others.
        """
        estimates = []
        for at, book in enumerate(self._books):
            some = book
            if number % 2 and at == self._order[-1]:
                some = book[rng.integers(len(book), size=1)]
            elif number and not number % 2 and len(book) > 3:
                some = book[rng.permutation(len(book))[: len(book) // 2]]
            estimates.append(_sign(some.sum(axis=0)))
        return estimates

    def _strength(self, scene: Floats, chosen: Sequence[int]) -> float:
        return float(scene @ self.product(chosen).astype(np.float32)) / self.d


def _sign(values: Floats) -> Floats:
    return np.where(values >= 0, np.float32(1), np.float32(-1))
