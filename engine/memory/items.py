"""Item memory: the code of a name and the key of a role, made from their hashes and never stored."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np

import native
from engine.memory.arrays import Bytes
from engine.memory.hypervectors import ITEM_NNZ, D


def item(name: str, d: int = D, nnz: int = ITEM_NNZ) -> Bytes:
    """The code of a name: uint8 (d // 4,), the same on every machine."""
    code: Bytes = items([name], d, nnz)[0]
    return code


def items(names: Sequence[str], d: int = D, nnz: int = ITEM_NNZ) -> Bytes:
    """The codes of names: uint8 (n, d // 4). Measured: 1.3 µs a name, and the hash of it."""
    return native.random_codes(np.array([seed("item", name) for name in names], np.uint64), d, nnz)


@lru_cache(maxsize=256)
def role(name: str, d: int = D) -> native.Keys:
    """The key that binds what fills a role."""
    return native.keys([seed("role", name)], d)


def seed(purpose: str, name: str) -> int:
    """64 bits that name something among what is made for one purpose."""
    hashed = blake2b(name.encode("utf-8", "replace"), digest_size=8, person=purpose.encode())
    return int.from_bytes(hashed.digest(), "little")
