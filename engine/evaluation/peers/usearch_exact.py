"""usearch: exact search over 8-bit rows, and over signs with rescoring."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from engine.evaluation.peers.contender import (
    CANDIDATES,
    Contender,
    Ids,
    Vectors,
    as_bits,
    as_int8,
    int8_scale,
    rescored,
)

NEEDS = (("usearch", "usearch"),)


def _usearch() -> Any:
    return importlib.import_module("usearch.index")


class _Int8:
    def __init__(self, rows: Vectors) -> None:
        self._module = _usearch()
        self._scale = int8_scale(rows)
        self._rows = as_int8(rows, self._scale)
        self.bytes_per_row = float(self._rows.shape[1])

    def tune(self, setting: int) -> None:
        raise ValueError("a search of all rows has nothing to set")

    def search(self, query: Vectors, k: int) -> Ids:
        best: Ids = self.search_many(query.reshape(1, -1), k)[0]
        return best

    def search_many(self, queries: Vectors, k: int) -> Ids:
        kind = self._module.MetricKind.IP
        # A question's largest component may be larger than any row's; its own scale changes no order.
        codes = np.concatenate([as_int8(query.reshape(1, -1), int8_scale(query)) for query in queries])
        found = self._module.search(self._rows, codes, k, kind, exact=True, threads=1)
        return _keys(found, len(queries))


class _Bits:
    def __init__(self, rows: Vectors) -> None:
        self._module = _usearch()
        self._rows, self._candidates = rows, CANDIDATES[0]
        self._bits = as_bits(rows)
        self.bytes_per_row = float(self._bits.shape[1] + rows.shape[1] * rows.itemsize)

    def tune(self, setting: int) -> None:
        self._candidates = setting

    def search(self, query: Vectors, k: int) -> Ids:
        best: Ids = self.search_many(query.reshape(1, -1), k)[0]
        return best

    def search_many(self, queries: Vectors, k: int) -> Ids:
        kind, wanted = self._module.MetricKind.Hamming, min(max(k, self._candidates), len(self._rows))
        bits = as_bits(queries)
        found = self._module.search(
            self._bits, bits, wanted, kind, exact=True, threads=1, dtype=self._module.ScalarKind.B1
        )
        ids = _keys(found, len(queries))
        return np.stack([rescored(self._rows, query, each, k) for query, each in zip(queries, ids, strict=True)])


def _keys(found: Any, queries: int) -> Ids:
    keys: Ids = np.asarray(found.keys).astype(np.int64).reshape(queries, -1)
    return keys


CONTENDERS = (
    Contender("usearch-exact i8", _Int8, NEEDS),
    Contender("usearch-exact b1 + float", _Bits, NEEDS, knob="candidates", settings=CANDIDATES),
)
