"""The algebra of hypervectors beside numpy and torchhd: the second half of `nacre bench kernel`."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

import native
from engine.evaluation.operations import Call, Operation

DIMENSION = 10_240
BATCH = 1_000

PUBLISHED = {"bind": 0.116, "dot_pairs": 0.383, "bundle": 31.7, "cosine": 2.3}
"""What the embeddenator project states of its own dense vectors of 10,000 components, in microseconds."""

PUBLISHED_BY = "embeddenator, D = 10,000 (published, another machine)"


def algebra() -> list[Operation]:
    """Bind, bundle, dot, cosine and ternarise, in batches of `BATCH` at D = `DIMENSION`; figures are of one vector.

    Ours are codes of two thirds nonzeros. The peers' vectors are dense, of +1 and -1: torchhd's own MAP form in
    float32, the same in int8, and its binary form (BSC).
    """
    left = native.random_codes(range(BATCH), DIMENSION)
    right = native.random_codes(range(BATCH, 2 * BATCH), DIMENSION)
    keys = native.keys(range(BATCH), DIMENSION)
    sums = np.zeros(DIMENSION, np.int32)
    native.bundle(sums, left)
    many = np.tile(sums, (BATCH, 1))
    peers = _numpy() + _torchhd()

    def operation(what: str, ours: Call) -> Operation:
        beside = [(name, call) for done, name, call in peers if done == what]
        return Operation(what, ours, beside, "us", BATCH)

    def bundle() -> npt.NDArray[np.int32]:
        counters = np.zeros(DIMENSION, np.int32)
        native.bundle(counters, left)
        return counters

    return [
        operation("bind", lambda: native.bind(left, keys)),
        operation("bundle", bundle),
        operation("dot_one_to_many", lambda: native.dot(left[0], right)),
        operation("dot_pairs", lambda: native.dot_pairs(left, right)),
        operation("cosine", lambda: native.cosine(left[0], right)),
        operation("ternarise", lambda: native.ternarise(many)),
    ]


def beside_published(rows: Sequence[dict[str, Any]], level: str) -> list[dict[str, Any]]:
    """Our figures of one level beside those that the public project of the same idea states of itself."""
    found = []
    for what, theirs in PUBLISHED.items():
        ours = next((row["ours"] for row in rows if row["what"] == what and row["level"] == level), None)
        if ours is not None:
            row = {"what": what, "level": level, "ours": ours, "peer": theirs, "peer_name": PUBLISHED_BY}
            found.append(row | {"unit": "us", "ratio": theirs / ours})
    return found


def _numpy() -> list[tuple[str, str, Call]]:
    generator = np.random.default_rng(5)
    left, right = (generator.choice(np.array([-1, 1], np.int8), (BATCH, DIMENSION)) for _ in range(2))
    wide, other = left.astype(np.float32), right.astype(np.float32)
    query, sums = wide[0], np.tile(left.sum(axis=0, dtype=np.int32), (BATCH, 1))
    lengths = np.linalg.norm(other, axis=1)
    return [
        ("bind", "numpy int8", lambda: left * right),
        ("bundle", "numpy int8", lambda: left.sum(axis=0, dtype=np.int32)),
        ("dot_one_to_many", "numpy float32", lambda: other @ query),
        ("dot_pairs", "numpy float32", lambda: np.einsum("ij,ij->i", wide, other)),
        ("cosine", "numpy float32", lambda: other @ query / (lengths * np.linalg.norm(query))),
        ("ternarise", "numpy int32", lambda: np.sign(sums).astype(np.int8)),
    ]


def _torchhd() -> list[tuple[str, str, Call]]:
    """torchhd's own functions; nothing where it is not installed."""
    if importlib.util.find_spec("torchhd") is None:
        return []
    torchhd, torch = importlib.import_module("torchhd"), importlib.import_module("torch")
    torch.set_num_threads(1)
    torch.manual_seed(5)
    left, right = (torchhd.random(BATCH, DIMENSION, "MAP") for _ in range(2))
    small, other = left.to(torch.int8), right.to(torch.int8)
    bits, more = (torchhd.random(BATCH, DIMENSION, "BSC") for _ in range(2))
    sums = torchhd.multiset(left).repeat(BATCH, 1)
    one, many = left.unsqueeze(1), right.unsqueeze(1)
    name, int8, binary = "torchhd MAP float32", "torchhd MAP int8", "torchhd BSC"
    return [
        ("bind", name, lambda: torchhd.bind(left, right)),
        ("bind", int8, lambda: torchhd.bind(small, other)),
        ("bind", binary, lambda: torchhd.bind(bits, more)),
        ("bundle", name, lambda: torchhd.multiset(left)),
        ("bundle", binary, lambda: torchhd.multiset(bits)),  # int8 would overflow
        ("dot_one_to_many", name, lambda: torchhd.dot_similarity(left[0], right)),
        ("dot_one_to_many", int8, lambda: torchhd.dot_similarity(small[0], other)),
        ("dot_one_to_many", binary, lambda: torchhd.hamming_similarity(bits[0], more)),
        ("dot_pairs", name, lambda: torchhd.dot_similarity(one, many)),
        ("cosine", name, lambda: torchhd.cosine_similarity(left[0], right)),
        ("ternarise", name, lambda: torchhd.normalize(sums)),
    ]
