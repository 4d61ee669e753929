"""The ternary-vector kernel: codes of embeddings, their scalar products, and the best of many rows.

Importing it raises `KernelError`, an ImportError that says what to do, where the compiled part is missing.
"""

from __future__ import annotations

from native.levels import KernelError, force_level, level, levels  # first: it reports a missing extension

# isort: split
from native.kernel import (
    default_nnz,
    dot,
    dot_int8,
    dot_rows_int8,
    pack,
    pack_indices,
    quantise,
    scan_top_k,
    top_k,
    unpack,
)

__all__ = [
    "KernelError",
    "default_nnz",
    "dot",
    "dot_int8",
    "dot_rows_int8",
    "force_level",
    "level",
    "levels",
    "pack",
    "pack_indices",
    "quantise",
    "scan_top_k",
    "top_k",
    "unpack",
]
