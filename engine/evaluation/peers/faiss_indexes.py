"""faiss: its flat indexes, plain and compressed with rescoring, and its graph."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine.evaluation.peers.contender import (
    CANDIDATES,
    GRAPH_ROWS,
    Contender,
    Ids,
    Index,
    Vectors,
    as_bits,
    rescored,
)

NEEDS = (("faiss", "faiss-cpu"),)
TOP = 10  # what k_factor multiplies
NEIGHBOURS = 32
EF = (32, 64, 128, 256, 512, 1_024)


def _faiss() -> Any:
    faiss = importlib.import_module("faiss")
    faiss.omp_set_num_threads(1)
    return faiss


class _Faiss:
    """An index of faiss. `knob` sets it, where there is something to set."""

    def __init__(self, index: Any, rows: Vectors, knob: Callable[[Any, int], None] | None = None) -> None:
        if not index.is_trained:
            index.train(rows)
        index.add(rows)
        self._index, self._knob = index, knob
        self.bytes_per_row = size(index) / len(rows)

    def tune(self, setting: int) -> None:
        if self._knob is None:
            raise ValueError("an exact search has nothing to set")
        self._knob(self._index, setting)

    def search(self, query: Vectors, k: int) -> Ids:
        ids: Ids = self._index.search(query.reshape(1, -1), k)[1][0]
        return ids

    def search_many(self, queries: Vectors, k: int) -> Ids:
        ids: Ids = self._index.search(queries, k)[1]
        return ids


class _Binary:
    """Signs by Hamming distance, then the exact products of the candidates."""

    def __init__(self, rows: Vectors) -> None:
        self._rows, self._candidates = rows, CANDIDATES[0]
        self._index = _faiss().IndexBinaryFlat(rows.shape[1])
        bits = as_bits(rows)
        self._index.add(bits)
        self.bytes_per_row = float(bits.shape[1] + rows.shape[1] * rows.itemsize)

    def tune(self, setting: int) -> None:
        self._candidates = setting

    def search(self, query: Vectors, k: int) -> Ids:
        best: Ids = self.search_many(query.reshape(1, -1), k)[0]
        return best

    def search_many(self, queries: Vectors, k: int) -> Ids:
        wanted = min(max(k, self._candidates), len(self._rows))
        found = self._index.search(as_bits(queries), wanted)[1]
        return np.stack([rescored(self._rows, query, ids, k) for query, ids in zip(queries, found, strict=True)])


def size(index: Any) -> int:
    """Bytes of an index, counted while it is written to nowhere: what it holds, but for a few hundred bytes."""
    faiss = _faiss()
    count = 0

    def counted(data: bytes) -> None:
        nonlocal count
        count += len(data)

    writer = faiss.PyCallbackIOWriter(counted, 1 << 20)
    faiss.write_index(index, faiss.BufferedIOWriter(writer, 1 << 20))
    return count


def _candidates(index: Any, setting: int) -> None:
    index.k_factor = setting / TOP


def _ef(index: Any, setting: int) -> None:
    index.hnsw.efSearch = setting


def _flat(make: Callable[[Any, int], Any]) -> Callable[[Vectors], Index]:
    return lambda rows: _Faiss(make(_faiss(), rows.shape[1]), rows)


def _with_floats(make: Callable[[Any, int], Any]) -> Callable[[Vectors], Index]:
    def build(rows: Vectors) -> Index:
        faiss = _faiss()
        base = make(faiss, rows.shape[1])
        return _Faiss(faiss.IndexRefineFlat(base), rows, _candidates)

    return build


def _with_8_bits(make: Callable[[Any, int], Any]) -> Callable[[Vectors], Index]:
    def build(rows: Vectors) -> Index:
        faiss = _faiss()
        base, fine = make(faiss, rows.shape[1]), _sq8(faiss, rows.shape[1])
        return _Faiss(faiss.IndexRefine(base, fine), rows, _candidates)

    return build


def _sq8(faiss: Any, d: int) -> Any:
    return faiss.IndexScalarQuantizer(d, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)


def _pq(codes: int) -> Callable[[Any, int], Any]:
    """Product quantisation with so many codes of 4 bits for 384 components."""
    return lambda faiss, d: faiss.IndexPQFastScan(d, d * codes // 384, 4, faiss.METRIC_INNER_PRODUCT)


def _rabitq(faiss: Any, d: int) -> Any:
    return faiss.IndexRaBitQ(d, faiss.METRIC_INNER_PRODUCT)


def _rabitq_fast(faiss: Any, d: int) -> Any:
    return faiss.IndexRaBitQFastScan(d, faiss.METRIC_INNER_PRODUCT)


def _hnsw(rows: Vectors) -> Index:
    faiss = _faiss()
    return _Faiss(faiss.IndexHNSWFlat(rows.shape[1], NEIGHBOURS, faiss.METRIC_INNER_PRODUCT), rows, _ef)


def _contenders() -> Iterator[Contender]:
    def entry(name: str, build: Callable[[Vectors], Index], needed: str, **more: Any) -> Contender:
        return Contender(f"faiss-{name}", build, NEEDS, lambda: hasattr(_faiss(), needed), **more)

    tried: dict[str, Any] = {"knob": "candidates", "settings": CANDIDATES}
    yield entry("IndexFlatIP", _flat(lambda faiss, d: faiss.IndexFlatIP(d)), "IndexFlatIP")
    yield entry("IndexScalarQuantizer 8 bits", _flat(_sq8), "IndexScalarQuantizer")
    yield entry("IndexBinaryFlat + float", _Binary, "IndexBinaryFlat", **tried)
    yield entry("IndexRaBitQ + float", _with_floats(_rabitq), "IndexRaBitQ", **tried)
    yield entry("IndexRaBitQFastScan + float", _with_floats(_rabitq_fast), "IndexRaBitQFastScan", **tried)
    yield entry("IndexRaBitQFastScan + SQ8", _with_8_bits(_rabitq_fast), "IndexRaBitQFastScan", **tried)
    yield entry("IndexPQFastScan 48x4 + float", _with_floats(_pq(48)), "IndexPQFastScan", **tried)
    yield entry("IndexPQFastScan 96x4 + float", _with_floats(_pq(96)), "IndexPQFastScan", **tried)
    yield entry("IndexPQFastScan 48x4 + SQ8", _with_8_bits(_pq(48)), "IndexPQFastScan", **tried)
    yield entry("IndexPQFastScan 96x4 + SQ8", _with_8_bits(_pq(96)), "IndexPQFastScan", **tried)
    yield entry("IndexHNSWFlat 32", _hnsw, "IndexHNSWFlat", knob="efSearch", settings=EF, most=GRAPH_ROWS)


CONTENDERS = tuple(_contenders())


def scans(rows: Vectors) -> list[tuple[str, Callable[[Vectors, int], object]]]:
    """What faiss scans all rows with, without rescoring: names and searches for the k best of a query."""
    faiss, d = _faiss(), rows.shape[1]
    found: list[tuple[str, Callable[[Vectors, int], object]]] = [
        (f"faiss {name}", _Faiss(make(faiss, d), rows).search)
        for name, needed, make in (
            ("IndexFlatIP", "IndexFlatIP", lambda faiss, d: faiss.IndexFlatIP(d)),
            ("IndexPQFastScan 96x4", "IndexPQFastScan", _pq(96)),
            ("IndexRaBitQFastScan", "IndexRaBitQFastScan", _rabitq_fast),
        )
        if hasattr(faiss, needed)
    ]
    binary = faiss.IndexBinaryFlat(d)
    binary.add(as_bits(rows))
    found.append(("faiss IndexBinaryFlat", lambda query, k: binary.search(as_bits(query.reshape(1, -1)), k)))
    return found


def level() -> str:
    """The instructions that faiss uses, as it names them."""
    faiss = _faiss()
    if hasattr(faiss, "SIMDConfig"):
        return str(faiss.SIMDConfig.get_level_name()).lower()
    return str(faiss.get_compile_options()).strip().lower()


def force_level(name: str) -> None:
    """Makes faiss do without faster instructions where it chooses them at run time; older versions read the
    environment when they are imported (`one_thread`)."""
    faiss = _faiss()
    if hasattr(faiss, "SIMDConfig") and hasattr(faiss, f"SIMDLevel_{name.upper()}"):
        faiss.SIMDConfig.set_level(getattr(faiss, f"SIMDLevel_{name.upper()}"))
