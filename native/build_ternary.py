"""Builds `native._ternary` with cffi's API mode; `setup.py` names the `ffibuilder` below.

`ternary.h` is the only place that declares the kernel: what cffi learns is that header without its preprocessor lines.
No option here ties the build to the machine it runs on; levels are chosen at run time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from cffi import FFI

# setuptools wants paths relative to setup.py
SOURCES = ["ternary", "ternary_pack", "ternary_select", "ternary_scalar", "ternary_avx2", "ternary_neon"]
HEADERS = ["ternary.h", "ternary_levels.h"]


def declarations(header: str) -> str:
    """The C declarations in `header`, with every preprocessor line left out."""
    return "\n".join(line for line in header.splitlines() if not line.lstrip().startswith("#"))


def compiler_options() -> dict[str, Any]:
    """Options of GCC and Clang, or of MSVC on Windows."""
    if sys.platform == "win32":
        return {"extra_compile_args": ["/O2"]}
    # No fused multiply-add: each level must give the same bits.
    return {"extra_compile_args": ["-O3", "-std=c11", "-ffp-contract=off"], "libraries": ["m"]}


ffibuilder = FFI()
ffibuilder.cdef(declarations(Path(__file__).with_name("ternary.h").read_text(encoding="utf-8")))
ffibuilder.set_source(
    "native._ternary",
    '#include "ternary.h"',
    sources=[f"native/{name}.c" for name in SOURCES],
    include_dirs=["native"],
    depends=[f"native/{name}" for name in HEADERS],
    **compiler_options(),
)
