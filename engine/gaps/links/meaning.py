"""What pages are about, as the means of their stored embeddings, and which are nearest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.gaps.finder import Looking
from engine.gaps.links.pages import Page
from engine.gaps.side import Side
from engine.gaps.stretch import Ints
from engine.retrieval.contents import Floats, unit

SHRINK = 20
"""How many pages the common direction of a library's vectors must be seen in to count half."""

EXACT = 4_000
"""Pages up to which each is held against each."""

CELLS = 3
"""Cells that a page belongs to in a larger library; it is held against the pages of its cells only."""

LARGEST = 2_000
"""Pages of a cell that are held against each other."""

SEED = 5  # any number would do; it must only never change


def means(side: Side, pages: Sequence[Page], looking: Looking) -> Floats:
    """float32 (n, d): the mean vector of each page's passages, of length one; zeros where there are none."""
    row = {page.document_id: at for at, page in enumerate(pages)}
    found = np.zeros((len(pages), side.encoder.dim), np.float32)
    for held in side.contents():
        if held.document_id in row:
            found[row[held.document_id]] = held.floats().mean(axis=0)
            looking.go_on()
    return unit(found)


def centred(vectors: Floats) -> Floats:
    """Without what all pages have in common, so that a cosine means the same in a library on one subject and in one on
    many (after Mu and Viswanath, 2018, 'All-but-the-top')."""
    known = np.asarray(vectors.any(axis=1), bool)
    count = int(known.sum())
    if not count:
        return vectors
    middle = vectors[known].mean(axis=0) * (count / (count + SHRINK))
    return unit(np.where(known[:, None], vectors - middle, 0).astype(np.float32))


def nearest(vectors: Floats, most: int, looking: Looking) -> Iterator[tuple[int, Ints]]:
    """For each page those that are most like it, the nearest first.

    In a large library pages are sorted into cells around some of them, and held against the pages of their cells: work
    grows with n to the power of 1.5.
    """
    here = np.flatnonzero(vectors.any(axis=1))
    if len(here) <= EXACT:
        yield from _within(vectors, here, here, most, looking)
        return
    generator = np.random.default_rng(SEED)
    middles = vectors[np.sort(generator.choice(here, int(np.sqrt(len(here))), replace=False))]
    cells: list[list[int]] = [[] for _ in middles]
    for at in range(0, len(here), EXACT):
        looking.go_on()
        block = here[at : at + EXACT]
        for page, mine in zip(
            block, np.argpartition(-(vectors[block] @ middles.T), CELLS, axis=1)[:, :CELLS], strict=True
        ):
            for cell in mine:
                cells[cell].append(int(page))
    for cell_pages in cells:
        members = np.array(cell_pages, np.int64)
        for low in range(0, len(members), LARGEST):
            part = members[low : low + LARGEST]
            yield from _within(vectors, part, part, most, looking)


def _within(vectors: Floats, rows: Ints, others: Ints, most: int, looking: Looking) -> Iterator[tuple[int, Ints]]:
    kept = min(most + 1, len(others))
    for at in range(0, len(rows), 512):
        looking.go_on()
        block = rows[at : at + 512]
        likeness = vectors[block] @ vectors[others].T
        top = np.argpartition(-likeness, kept - 1, axis=1)[:, :kept] if kept < len(others) else None
        for row, page in enumerate(block):
            columns = np.arange(len(others)) if top is None else top[row]
            order = columns[np.argsort(-likeness[row, columns], kind="stable")]
            found = others[order]
            yield int(page), np.asarray(found[found != page][:most], np.int64)
