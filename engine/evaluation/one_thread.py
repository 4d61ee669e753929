"""One thread for every library of a comparison, and one instruction set; asked for before any of them is loaded.

numpy and its linear algebra read the environment once, when they are imported, so this module imports none of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Mapping
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

LEVELS: Mapping[str, Mapping[str, str]] = {
    "avx2": {
        "FAISS_OPT_LEVEL": "AVX2",
        "OPENBLAS_CORETYPE": "Haswell",
        "ATEN_CPU_CAPABILITY": "avx2",  # torch
        "ONEDNN_MAX_CPU_ISA": "AVX2",
    }
}
"""What makes the peers do without the instructions that a forced level of the kernel does without."""


def ask_for_one_thread(level: str = "") -> None:
    """Sets the environment of this process: one thread, and the peers' instruction set where `level` names one.

    Without effect on what has been imported already; `limited` does what can be done then.
    """
    os.environ.update(dict.fromkeys(THREADS, "1"))
    os.environ.update(LEVELS.get(level, {}))


def limited() -> dict[str, Any]:
    """Limits what is loaded by now to one thread, and says what each library was left with.

    Returns:
        threads by library, 'by the environment' where it can't be asked.
    """
    found: dict[str, Any] = {}
    if importlib.util.find_spec("threadpoolctl") is None:
        found["numpy"] = "by the environment"
    else:
        threadpoolctl = importlib.import_module("threadpoolctl")
        threadpoolctl.threadpool_limits(1)
        for pool in threadpoolctl.threadpool_info():
            found[pool["prefix"]] = max(pool["num_threads"], found.get(pool["prefix"], 0))
    if "faiss" in sys.modules:
        faiss = sys.modules["faiss"]
        faiss.omp_set_num_threads(1)
        found["faiss"] = faiss.omp_get_max_threads()
    if "torch" in sys.modules:
        torch = sys.modules["torch"]
        torch.set_num_threads(1)
        found["torch"] = torch.get_num_threads()
    return found
