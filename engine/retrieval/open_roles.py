"""What fills open roles: one by unbinding and cleanup, several together by a resonator network; all verified."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.library.store import Library
from engine.memory.cleanup import fillers_of
from engine.memory.hypervectors import Form
from engine.memory.records import filler_words
from engine.memory.resonator import Resonator, bipolar
from engine.records import Combination, Filler
from engine.retrieval.fillers import pairs

MOST_FILLERS = {2: 400, 3: 100, 4: 40}
"""Fillers of each role, by the number of open roles, that combinations are sought among: the most frequent ones. So
many a resonator took apart, four roles with ten combinations at most; see its figures."""

ATTEMPTS = 4
"""Times in a row that the network may settle on nothing, or on what the facts do not bear out, before it is left."""

CLEANED = 4
"""Fillers that cleanup hands over for each one shown: several that share a word look alike to it."""

CLEANED_LEAST = 400
"""Fillers that cleanup hands over at least: one of two long records may rank behind many of one short record each."""


@dataclass(frozen=True, slots=True)
class Joint:
    """The combinations that several open roles have together."""

    found: tuple[Combination, ...]
    complete: bool  # nothing is left over when they are taken out
    note: str


NOTHING_JOINT = Joint((), True, "")


def fillers(
    form: Form,
    bundle: npt.NDArray[np.int32],
    role: str,
    known: Sequence[tuple[int, str]],
    documents: Collection[int],
    k: int,
) -> tuple[Filler, ...]:
    """What fills a role in these documents, in most of them first; only fillers that the facts bear out.

    Args:
        bundle: int32 (d,), the sum of the documents' records.
        role: the open role.
        known: its fillers in the whole library with the documents that have them, as `pairs` gives them.
        documents: ids of those of the bundle.
        k: fillers at most.
    """
    counts = _counted(role, ((document, filler) for document, filler in known if document in documents))
    everywhere = [filler for _, filler in known]
    cleaned = fillers_of(bundle, role, everywhere, max(CLEANED_LEAST, CLEANED * k), form)
    found = []
    for each in cleaned:
        documents_with = counts.get(filler_words(role, each.filler)[0], 0)
        if documents_with:
            found.append(Filler(each.filler, each.score, each.margin, documents_with))
    return tuple(sorted(found, key=lambda each: (-each.documents, -each.score))[:k])


def combinations(library: Library, roles: Sequence[str], documents: Iterable[int], k: int) -> Joint:
    """Which fillers of these roles occur together, in the order in which the network finds them, each counted.

    A document adds the product of its fillers' hypervectors; one with several fillers of a role adds every combination
    of them. What the network settles on is counted in the facts and taken out, count times, until nothing is left.
    """
    listed = sorted({int(each) for each in documents})
    held = {role: _by_document(pairs(library, role, listed)) for role in roles}
    most = MOST_FILLERS[len(roles)]
    books = {role: _frequent(known, most) for role, known in held.items()}
    empty = [role for role, book in books.items() if not book]
    if empty:
        return Joint((), True, f"No document here has the role {empty[0]}.")
    present: Counter[tuple[tuple[str, ...], ...]] = Counter(
        tuple(tuple(sorted(set(held[role].get(document, ())) & books[role].keys())) for role in roles)
        for document in listed
    )
    rows = [sorted(books[role]) for role in roles]
    codebooks = [bipolar(role, names) for role, names in zip(roles, rows, strict=True)]
    network = Resonator(codebooks)
    scene = np.zeros(network.d, np.int64)
    for groups, count in present.items():
        if all(groups):
            scene += count * _product(codebooks, rows, groups)
    found: list[Combination] = []
    seed = failures = 0
    while scene.any() and len(found) < k and failures < ATTEMPTS:
        factors = network.factorise(scene.astype(np.int32), seed)
        seed += 1
        names = [book[row] for book, row in zip(rows, factors.chosen, strict=True)] if factors else []
        count = _together(present, names) if factors else 0
        combination = dict(zip(roles, names, strict=False))
        if factors is None or not count or any(combination == each.fillers for each in found):
            failures += 1
            continue
        failures = 0
        scene -= count * network.product(factors.chosen).astype(np.int64)
        found.append(Combination(combination, count, factors.iterations))
    cut = any(len(set(_names(held[role]))) > len(books[role]) for role in roles)
    complete = not scene.any() and not cut
    if not any(all(groups) for groups in present):
        return Joint((), True, "No document here has all of these roles.")
    return Joint(tuple(found), complete, _note(len(found), k, bool(scene.any()), most if cut else 0))


def _note(found: int, k: int, left: bool, most: int) -> str:
    """Why there may be more combinations; '' where there are none."""
    among = f"Sought among the {most} most frequent fillers of each role. " if most else ""
    if not left:
        return among.strip()
    if not found:
        return f"{among}No single answer: no combination stands out of the others."
    if found == k:
        return f"{among}There are more combinations than the {k} shown."
    return f"{among}There are more combinations; none of the rest stands out of the others."


def _together(present: Counter[tuple[tuple[str, ...], ...]], names: Sequence[str]) -> int:
    """Documents that have one filler of each role."""
    return sum(
        number
        for groups, number in present.items()
        if all(name in group for name, group in zip(names, groups, strict=True))
    )


def _product(
    codebooks: Sequence[npt.NDArray[np.int8]], rows: Sequence[Sequence[str]], groups: Sequence[Sequence[str]]
) -> npt.NDArray[np.int64]:
    """The product of the sums of each role's fillers: the sum over all their combinations."""
    product = np.ones(codebooks[0].shape[1], np.int64)
    for book, names, group in zip(codebooks, rows, groups, strict=True):
        product *= book[[names.index(name) for name in group]].sum(axis=0, dtype=np.int64)
    return product


def _frequent(held: dict[int, list[str]], most: int) -> dict[str, int]:
    counts = Counter(name for names in held.values() for name in set(names))
    best = sorted(counts, key=lambda name: (-counts[name], name))[:most]
    return {name: counts[name] for name in best}


def _names(held: dict[int, list[str]]) -> list[str]:
    return [name for names in held.values() for name in names]


def _by_document(known: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for document, filler in known:
        found[document].append(filler)
    return dict(found)


def _counted(role: str, known: Iterable[tuple[int, str]]) -> Counter[str]:
    """Documents by the whole name of a filler."""
    named = {(document, names[0]) for document, filler in known if (names := filler_words(role, filler))}
    return Counter(name for _, name in named)
