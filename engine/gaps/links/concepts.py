"""Which concepts of the graph two pages have in common."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.links.network import BLOCK, Sparse
from engine.gaps.links.pages import Page
from engine.gaps.stretch import Ints
from engine.library.connection import in_pages
from engine.library.store import Library
from engine.retrieval.contents import Floats

MENTIONED = """SELECT m.version, k.concept, m.points FROM graph_mentions m JOIN graph_keys k ON k.id = m.key
    WHERE m.version IN (SELECT value FROM json_each(?)) AND k.concept != 0"""

NAMES = "SELECT id, name FROM graph_concepts WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True, eq=False)
class Concepts:
    """The concepts of n pages."""

    ids: Ints  # (c,): of the graph's concepts
    weights: Sparse  # csr (n, c), rows of length one: how much a concept says about a page, and how rare it is

    def likeness(self, u: Ints, v: Ints) -> Floats:
        """float32 (k,): cosines of k pairs."""
        found = np.zeros(len(u), np.float32)
        for at in range(0, len(u), BLOCK):
            both = self.weights[u[at : at + BLOCK]].multiply(self.weights[v[at : at + BLOCK]])
            found[at : at + BLOCK] = np.asarray(both.sum(axis=1)).ravel()
        return found

    def shared(self, library: Library, u: int, v: int, most: int) -> list[str]:
        """Names of the concepts that join two pages best."""
        both = self.weights[[u]].multiply(self.weights[[v]]).tocoo()
        best = both.coords[1][np.argsort(-both.data, kind="stable")][:most]
        ids = [int(self.ids[each]) for each in best]
        names = dict(library.read().execute(NAMES, (json.dumps(ids),)).fetchall())
        return [names[each] for each in ids if each in names]


def read_concepts(library: Library, pages: Sequence[Page]) -> Concepts:
    """What the graph has of these pages; nothing where it has not been made yet."""
    from scipy.sparse import coo_array, diags_array

    row = {page.version: at for at, page in enumerate(pages)}
    rows: list[Ints] = [np.zeros(0, np.int64)]
    concepts: list[Ints] = [np.zeros(0, np.int64)]
    points: list[Floats] = [np.zeros(0, np.float32)]
    for page in in_pages(sorted(row)):
        found = library.read().execute(MENTIONED, (json.dumps(page),)).fetchall()
        rows.append(np.array([row[each[0]] for each in found], np.int64))
        concepts.append(np.array([each[1] for each in found], np.int64))
        points.append(np.array([each[2] for each in found], np.float32))
    ids, columns = np.unique(np.concatenate(concepts), return_inverse=True)
    shape = (len(pages), max(1, len(ids)))
    table = coo_array((np.log1p(np.concatenate(points)), (np.concatenate(rows), columns)), shape=shape).tocsr()
    holders = np.bincount(table.indices, minlength=shape[1])
    rarity = np.log(max(1, len(pages)) / np.maximum(holders, 1)).astype(np.float32)
    table = table @ diags_array(rarity, format="csr")
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return Concepts(ids, (diags_array(1 / np.where(lengths > 0, lengths, 1), format="csr") @ table).tocsr())
