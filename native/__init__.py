"""The ternary-vector kernel: codes, their scalar products, the best of many rows, and the algebra of hypervectors.

Importing it raises `KernelError`, an ImportError that says what to do, where the compiled part is missing.
"""

from __future__ import annotations

from native.levels import KernelError, force_level, level, levels  # first: it reports a missing extension

# isort: split
from native.algebra import (
    bundle,
    cosine,
    dot_counters,
    dot_pairs,
    nonzeros,
    squared_norms,
    ternarise,
)
from native.binding import (
    Keys,
    bind,
    bind_counters,
    keys,
    permute,
    permute_counters,
    random_codes,
    unbind,
    unbind_counters,
)
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
from native.signs import BLOCK_ROWS, MAX_BATCH, block_bytes, read_words, scan_signs, search, sign_blocks

__all__ = [
    "BLOCK_ROWS",
    "MAX_BATCH",
    "KernelError",
    "Keys",
    "bind",
    "bind_counters",
    "block_bytes",
    "bundle",
    "cosine",
    "default_nnz",
    "dot",
    "dot_counters",
    "dot_int8",
    "dot_pairs",
    "dot_rows_int8",
    "force_level",
    "keys",
    "level",
    "levels",
    "nonzeros",
    "pack",
    "pack_indices",
    "permute",
    "permute_counters",
    "quantise",
    "random_codes",
    "read_words",
    "scan_signs",
    "scan_top_k",
    "search",
    "sign_blocks",
    "squared_norms",
    "ternarise",
    "top_k",
    "unbind",
    "unbind_counters",
    "unpack",
]
