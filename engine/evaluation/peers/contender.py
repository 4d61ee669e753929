"""What every engine of the comparison is: something that is built from rows and finds the nearest of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

CANDIDATES = (100, 150, 200, 300, 400, 600, 800, 1_000, 1_500, 2_000)
GRAPH_ROWS = 100_000
"""Rows at most for what takes minutes to build or seconds to search a million."""


class Index(Protocol):
    """Rows ready to be searched."""

    @property
    def bytes_per_row(self) -> float:
        """All that is held in memory for a search, over the number of rows."""
        ...

    def tune(self, setting: int) -> None:
        """Sets how many candidates are rescored, or how wide a graph is searched."""
        ...

    def search(self, query: Vectors, k: int) -> Ids:
        """float32 (d,) to int64 (k,), best first."""
        ...

    def search_many(self, queries: Vectors, k: int) -> Ids:
        """float32 (q, d) to int64 (q, k), best first."""
        ...


@dataclass(frozen=True, slots=True)
class Contender:
    """One engine.

    Args:
        build: float32 (n, d) of unit length to an index; imports the library.
        needs: modules to import and the packages that have them.
        offers: whether the installed version can do it at all; asked only where `needs` are there.
        knob: what `settings` are, '' where there is nothing to set.
        settings: in the order of their cost; the cheapest that finds enough is reported.
        most: rows at most.
    """

    name: str
    build: Callable[[Vectors], Index]
    needs: tuple[tuple[str, str], ...] = ()
    offers: Callable[[], bool] = lambda: True
    knob: str = ""
    settings: tuple[int, ...] = ()
    most: int | None = None

    def missing(self) -> str:
        """The command that installs what this engine lacks; '' where nothing is missing."""
        lacking = [package for module, package in self.needs if importlib.util.find_spec(module) is None]
        if lacking:
            return f"pip install {' '.join(lacking)}"
        if not self.offers():
            return f"pip install --upgrade {' '.join(package for _, package in self.needs)}"
        return ""


def int8_scale(rows: Vectors) -> float:
    """By what to multiply components so that the largest of all rows becomes 127."""
    return 127 / max(float(rows.max()), -float(rows.min()), 1e-9)


def as_int8(rows: Vectors, scale: float) -> npt.NDArray[np.int8]:
    """int8 (n, d), a block of rows at a time, so that no second float array of all rows arises."""
    found = np.empty(rows.shape, np.int8)
    for start in range(0, len(rows), 65_536):
        part = rows[start : start + 65_536] * np.float32(scale)
        found[start : start + 65_536] = np.clip(np.rint(part), -127, 127)
    return found


def as_bits(rows: Vectors) -> npt.NDArray[np.uint8]:
    """The signs of rows: uint8 (n, d // 8), a block of rows at a time."""
    return np.concatenate(
        [np.packbits(rows[start : start + 65_536] > 0, axis=1) for start in range(0, max(1, len(rows)), 65_536)]
    )


def rescored(rows: Vectors, query: Vectors, candidates: Ids, k: int) -> Ids:
    """The `k` best of the candidates by their exact products with the query."""
    scores = rows[candidates] @ query
    best: Ids = candidates[np.argsort(-scores, kind="stable")[:k]].astype(np.int64)
    return best
