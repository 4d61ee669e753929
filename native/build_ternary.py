"""Builds `native._ternary` with cffi's API mode; `setup.py` names the `ffibuilder` below.

`ternary.h`, `ternary_algebra.h`, `postings.h` and `flag.h` are the only places that declare what is in it: cffi learns
those headers without their preprocessor lines.
No option here ties the build to the machine it runs on; levels are chosen at run time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from cffi import FFI

# setuptools wants paths relative to setup.py
SOURCES = [
    "ternary",
    "ternary_pack",
    "ternary_largest",
    "ternary_select",
    "ternary_scalar",
    "ternary_avx2",
    "ternary_neon",
]
SOURCES += ["ternary_cpu", "ternary_avx512"]
SOURCES += ["signs", "signs_scalar", "signs_avx2", "signs_neon", "signs_avx512"]
SOURCES += ["ternary_algebra", "ternary_bind", "ternary_bundle", "ternary_random"]
SOURCES += ["ternary_algebra_scalar", "ternary_algebra_avx2", "ternary_algebra_neon"]
SOURCES += ["ternary_algebra_avx512"]
SOURCES += ["postings", "flag"]
MANUALS = ["ternary.h", "ternary_algebra.h", "postings.h", "flag.h"]
HEADERS = [*MANUALS, "ternary_levels.h", "ternary_slices.h"]


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
for manual in MANUALS:
    ffibuilder.cdef(declarations(Path(__file__).with_name(manual).read_text(encoding="utf-8")))
ffibuilder.set_source(
    "native._ternary",
    "\n".join(f'#include "{manual}"' for manual in MANUALS),
    sources=[f"native/{name}.c" for name in SOURCES],
    include_dirs=["native"],
    depends=[f"native/{name}" for name in HEADERS],
    **compiler_options(),
)
