"""`nacre bench kernel`: the kernel's operations beside the same in numpy, faiss and torchhd, one thread each."""

from __future__ import annotations

import importlib.util
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

import native
from engine.errors import UsageError
from engine.evaluation import machine
from engine.evaluation.bench_algebra import algebra, beside_published
from engine.evaluation.one_thread import limited
from engine.evaluation.operations import Call, Operation
from engine.evaluation.peers import faiss_indexes
from engine.events import Listener, Notice, ignore
from engine.memory.rows import HEAD

ROWS = 100_000
DIMENSION = 384
PACKED = 1_000
KEPT = 100
SEED = 1
PEERS = (("faiss", "faiss-cpu"), ("torchhd", "torch-hd"))

Vectors = npt.NDArray[np.float32]


def run(level: str = "", listen: Listener = ignore) -> dict[str, Any]:
    """The median time of each operation, at every level that this processor has or at one of them.

    Call `one_thread.ask_for_one_thread` before numpy is imported.

    Raises:
        UsageError: this machine has no such level.
    """
    if level and level not in native.levels():
        raise UsageError(f"this machine has no kernel level '{level}'", f"it has {', '.join(native.levels())}")
    before = native.level()
    rows: list[dict[str, Any]] = []
    published: list[dict[str, Any]] = []
    try:
        operations = _retrieval() + algebra()
        threads = limited()  # faiss and torch are loaded by now
        for operation in operations:
            listen(Notice(f"timing {operation.what}"))
            rows += operation.rows([level] if level else native.levels())
        native.force_level(level or before)
        published = beside_published(rows, level or before)
    finally:
        native.force_level(before)
    missing = [
        {"engine": module, "install": f"pip install {package}"}
        for module, package in PEERS
        if importlib.util.find_spec(module) is None
    ]
    return {
        "processor": machine.processor(),
        "vectors": ROWS,
        "dimension": DIMENSION,
        "threads": threads,
        "rows": rows,
        "published": published,
        "missing": missing,
    }


def _retrieval() -> list[Operation]:
    """What a search does, at the size of an embedding."""
    generator = np.random.default_rng(SEED)
    vectors = generator.standard_normal((ROWS, DIMENSION), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    query = vectors[0] + 0.1 * generator.standard_normal(DIMENSION, dtype=np.float32)
    codes = native.pack(vectors)
    quantised, scales = native.quantise(vectors)
    query_int8 = native.quantise(query.reshape(1, -1))[0][0]
    query_code = native.pack(query.reshape(1, -1))[0]
    unpacked = native.unpack(codes, DIMENSION).astype(np.float32)
    floats, chosen = query_int8.astype(np.float32), np.arange(KEPT, dtype=np.int64) * (ROWS // KEPT)
    head = min(HEAD, DIMENSION)
    signs, query_head = native.sign_blocks(quantised, head), query_int8[:head].copy()
    product: tuple[str, Call] = ("numpy float32 product", lambda: unpacked @ floats)
    scans: list[tuple[str, Call]] = [
        ("numpy float32 product and argpartition", lambda: np.argpartition(-(unpacked @ floats), KEPT)[:KEPT])
    ]
    if importlib.util.find_spec("faiss") is not None:
        scans += [(name, partial(search, query, KEPT)) for name, search in faiss_indexes.scans(vectors)]
    return [
        Operation("scan_signs_100", lambda: native.scan_signs(query_head, signs, ROWS, KEPT), scans),
        Operation("scan_top_100", lambda: native.scan_top_k(query_int8, codes, KEPT), scans),
        Operation("dot_ternary", lambda: native.dot(query_code, codes), [product]),
        Operation("dot_int8_query", lambda: native.dot_int8(query_int8, codes), [product]),
        Operation(
            "rescore_100",
            lambda: native.dot_rows_int8(query, quantised, scales, chosen),
            [("numpy float32 product of 100 rows", lambda: vectors[chosen] @ query)],
        ),
        Operation(
            "pack_1000",
            lambda: native.pack(vectors[:PACKED]),
            [("numpy argpartition and packbits", lambda: _numpy_pack(vectors[:PACKED]))],
        ),
    ]


def _numpy_pack(vectors: Vectors) -> object:
    kept = native.default_nnz(vectors.shape[1])
    cut = np.partition(np.abs(vectors), -kept, axis=1)[:, -kept][:, None]
    mask = np.abs(vectors) >= cut
    return np.packbits(mask, axis=1), np.packbits(mask & (vectors < 0), axis=1)
