"""sqlite-vec: virtual tables of floats, of 8-bit rows and of signs with rescoring, in a database in memory.

It is loaded into the SQLite of `apsw`, because the `sqlite3` of many Pythons takes no extensions.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from engine.evaluation.peers.contender import (
    GRAPH_ROWS,
    Contender,
    Ids,
    Vectors,
    as_bits,
    as_int8,
    int8_scale,
    rescored,
)

NEEDS = (("sqlite_vec", "sqlite-vec"), ("apsw", "apsw"))
CANDIDATES = (100, 200, 400, 1_000)  # many cost it much, and it gives 4,096 at most


class _Table:
    """A table `t` of rows in one form; `form` is its SQL type, `wrap` the function that names the type of a blob."""

    def __init__(self, rows: Any, form: str, wrap: str) -> None:
        apsw = importlib.import_module("apsw")
        connection = apsw.Connection(":memory:")
        connection.enable_load_extension(True)
        connection.load_extension(importlib.import_module("sqlite_vec").loadable_path())
        connection.enable_load_extension(False)
        connection.execute(f"CREATE VIRTUAL TABLE t USING vec0(v {form})")
        with connection:
            connection.executemany(
                f"INSERT INTO t (rowid, v) VALUES (?, {wrap})", ((at, row.tobytes()) for at, row in enumerate(rows))
            )
        self._connection = connection
        self._sql = f"SELECT rowid FROM t WHERE v MATCH {wrap} AND k = ? ORDER BY distance"
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        self.size = float(pages * connection.execute("PRAGMA page_size").fetchone()[0])

    def nearest(self, query: Any, k: int) -> Ids:
        found = self._connection.execute(self._sql, (query.tobytes(), k)).fetchall()
        return np.array([row[0] for row in found], np.int64)


class _Floats:
    def __init__(self, rows: Vectors) -> None:
        self._table = _Table(rows, f"float[{rows.shape[1]}]", "?")
        self.bytes_per_row = self._table.size / len(rows)

    def tune(self, setting: int) -> None:
        raise ValueError("a search of all rows has nothing to set")

    def search(self, query: Vectors, k: int) -> Ids:
        return self._table.nearest(query, k)

    def search_many(self, queries: Vectors, k: int) -> Ids:
        return np.stack([self.search(query, k) for query in queries])


class _Int8(_Floats):
    def __init__(self, rows: Vectors) -> None:
        self._scale = int8_scale(rows)
        self._table = _Table(as_int8(rows, self._scale), f"int8[{rows.shape[1]}]", "vec_int8(?)")
        self.bytes_per_row = self._table.size / len(rows)

    def search(self, query: Vectors, k: int) -> Ids:
        return self._table.nearest(as_int8(query.reshape(1, -1), self._scale), k)


class _Bits(_Floats):
    def __init__(self, rows: Vectors) -> None:
        self._rows, self._candidates = rows, CANDIDATES[0]
        self._table = _Table(as_bits(rows), f"bit[{rows.shape[1]}]", "vec_bit(?)")
        self.bytes_per_row = self._table.size / len(rows) + rows.shape[1] * rows.itemsize

    def tune(self, setting: int) -> None:
        self._candidates = setting

    def search(self, query: Vectors, k: int) -> Ids:
        found = self._table.nearest(as_bits(query.reshape(1, -1)), min(self._candidates, len(self._rows)))
        return rescored(self._rows, query, found, k)


CONTENDERS = (
    Contender("sqlite-vec float", _Floats, NEEDS, most=GRAPH_ROWS),
    Contender("sqlite-vec int8", _Int8, NEEDS, most=GRAPH_ROWS),
    Contender("sqlite-vec bit + float", _Bits, NEEDS, knob="candidates", settings=CANDIDATES, most=GRAPH_ROWS),
)
