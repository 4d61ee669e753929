"""More rows than there are real ones, no easier and no harder to tell apart; and the exact neighbours of queries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.evaluation.vectors import SEED, Pool, Vectors, made_up, normalise

TOP = 10
PROBES = 512
NEAR = 64  # real rows whose copies can be a probe's nearest neighbour; those of farther ones never were
STEPS = 20  # of the bisection, which leave an interval of a few millionths
MOST_NOISE = 4.0
BLOCK = 65_536  # rows at a time: 100 MB of 384 floats, however many rows there are

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Task:
    """What is searched, and what is to be found.

    `rows` is float32 (n, d) and `queries` float32 (q, d), all of unit length; `exact` is int64 (q, TOP), best first.
    """

    rows: Vectors
    queries: Vectors
    exact: Ids
    real: int  # rows that are nobody's copy
    noise: float  # length of what was added to a copy before it was made a unit vector again; 0 for no copies
    median_real: float  # cosine of a real row to its nearest neighbour among the real ones
    median: float  # the same among all rows, measured


def task(pool: Pool, n: int) -> Task:
    """`n` rows from a pool: a part of its real rows, or all of them and copies."""
    if not pool.is_real:
        pool = made_up(n)
    generator = np.random.default_rng(SEED + 1)
    real = pool.rows[:n]
    median_real = neighbour_median(real, real)
    if n == len(real):
        return Task(real, pool.queries, nearest(real, pool.queries, TOP)[0], n, 0.0, median_real, median_real)
    noise = matching_noise(real, n, median_real)
    rows = np.empty((n, real.shape[1]), np.float32)
    rows[: len(real)] = real
    for start in range(len(real), n, BLOCK):
        part = rows[start : start + BLOCK]
        _scatter(part, real[np.arange(start, start + len(part)) % len(real)], noise, generator)
    queries = pool.queries
    if pool.held_out:
        queries = np.empty_like(pool.queries)
        _scatter(queries, pool.queries, noise, generator)
    return Task(
        rows, queries, nearest(rows, queries, TOP)[0], len(real), noise, median_real, neighbour_median(rows, rows)
    )


def nearest(rows: Vectors, queries: Vectors, k: int) -> tuple[Ids, Vectors]:
    """The `k` rows with the largest scalar product with each query, exactly: int64 and float32 (q, k), best first."""
    best = np.full((len(queries), 0), 0.0, np.float32)
    ids = np.zeros((len(queries), 0), np.int64)
    for start in range(0, len(rows), BLOCK):
        scores = queries @ rows[start : start + BLOCK].T
        kept = min(k, scores.shape[1])
        found = np.argpartition(-scores, kept - 1, axis=1)[:, :kept]
        best = np.concatenate([best, np.take_along_axis(scores, found, axis=1)], axis=1)
        ids = np.concatenate([ids, found + start], axis=1)
    order = np.argsort(-best, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(ids, order, axis=1), np.take_along_axis(best, order, axis=1)


def neighbour_median(rows: Vectors, among: Vectors) -> float:
    """The median cosine of `PROBES` of the rows to their nearest other row."""
    generator = np.random.default_rng(SEED + 2)
    probes = rows[generator.choice(len(rows), min(PROBES, len(rows)), replace=False)]
    return float(np.median(nearest(among, probes, 2)[1][:, 1]))


def matching_noise(real: Vectors, n: int, median: float) -> float:
    """The noise with which `n` rows, all of `real` and copies of them, have this median cosine of nearest neighbours.

    Found by bisection on `PROBES` rows. No copies are made for it: a copy is a real row b plus Gaussian noise g, and
    its product with a probe p needs only |g| and the parts of g along b and p, which are drawn instead.
    """
    generator = np.random.default_rng(SEED + 3)
    sample = _Sample.draw(real, n, generator)
    low, high = 0.0, MOST_NOISE
    for _ in range(STEPS):
        middle = (low + high) / 2
        if sample.median(real, middle) > median:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@dataclass(frozen=True, slots=True)
class _Sample:
    """Random numbers that stay the same while the noise changes, so that the median falls steadily as it grows."""

    bases: Ids  # (p,) the real row that a probe is, or is a copy of
    is_copy: npt.NDArray[np.bool_]  # (p,)
    noise: Vectors  # (p, d) of unit length on average
    along: Vectors  # (p, NEAR, c) the part of a copy's noise along its real row
    across: Vectors  # (p, NEAR, c) the part across it, in the plane of the row and the probe
    rest: Vectors  # (p, NEAR, c) the square of the remaining length
    exists: npt.NDArray[np.bool_]  # (p, NEAR, c) some rows have one copy fewer than others

    @classmethod
    def draw(cls, real: Vectors, n: int, generator: np.random.Generator) -> _Sample:
        count, d = real.shape
        each = (n - count) / count
        size = (min(PROBES, count), min(NEAR, count), int(np.ceil(each)))
        scale = np.float32(1 / np.sqrt(d))
        exists = np.ones(size, np.bool_)
        exists[:, :, -1] = generator.random(size[:2]) < each - (size[2] - 1)
        return cls(
            bases=generator.choice(count, size[0], replace=False),
            is_copy=generator.random(size[0]) < (n - count) / n,
            noise=generator.standard_normal((size[0], d), dtype=np.float32) * scale,
            along=generator.standard_normal(size, dtype=np.float32) * scale,
            across=generator.standard_normal(size, dtype=np.float32) * scale,
            rest=(generator.chisquare(d - 2, size) / d).astype(np.float32),
            exists=exists,
        )

    def median(self, real: Vectors, noise: float) -> float:
        probes = real[self.bases] + np.where(self.is_copy, noise, 0)[:, None].astype(np.float32) * self.noise
        normalise(probes)
        ids, cosines = nearest(real, probes, self.along.shape[1])
        is_base = ids == self.bases[:, None]
        others = np.where(is_base & ~self.is_copy[:, None], -1, cosines).max(axis=1)
        c = cosines[:, :, None]
        products = c + noise * (c * self.along + np.sqrt(np.maximum(0, 1 - c * c)) * self.across)
        lengths = 1 + 2 * noise * self.along + noise**2 * (self.along**2 + self.across**2 + self.rest)
        itself = is_base & self.is_copy[:, None]  # a copy is no neighbour of its own
        exists = self.exists.copy()
        exists[:, :, 0] &= ~itself
        copies = np.where(exists, products / np.sqrt(lengths), -1).max(axis=(1, 2))
        return float(np.median(np.maximum(others, copies)))


def _scatter(out: Vectors, around: Vectors, noise: float, generator: np.random.Generator) -> None:
    """Fills `out` with unit vectors: rows plus Gaussian noise of that length."""
    generator.standard_normal(out=out, dtype=np.float32)
    out *= np.float32(noise / np.sqrt(out.shape[1]))
    out += around
    normalise(out)
