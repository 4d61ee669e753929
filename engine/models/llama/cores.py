"""A model's threads bound to cores: each to one of its own, so that the system moves none of them about."""

from __future__ import annotations

import ctypes
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine.errors import ModelMissing
from engine.models.llama.library import function

log = logging.getLogger(__name__)

MOST_CPUS = 512  # GGML_MAX_N_THREADS


class _Parameters(ctypes.Structure):
    """ggml_threadpool_params."""

    _fields_ = (
        ("cpumask", ctypes.c_bool * MOST_CPUS),
        ("n_threads", ctypes.c_int),
        ("prio", ctypes.c_int),
        ("poll", ctypes.c_uint32),
        ("strict_cpu", ctypes.c_bool),
        ("paused", ctypes.c_bool),
    )


class BoundThreads:
    """Threads of their own for one context, one on each of some cores.

    Args:
        context: pointer; it must be let go of between `detach` and `close`.
        cpus: numbers of cores that this process may use, at least one.

    Raises:
        ModelMissing: this build of llama.cpp can't do it.
        OSError: no threads could be started.
    """

    def __init__(self, context: Any, cpus: Sequence[int]) -> None:
        parameters = _Parameters()
        function("ggml_threadpool_params_init", [ctypes.c_void_p, ctypes.c_int], None)(
            ctypes.addressof(parameters), len(cpus)
        )
        for cpu in cpus:
            parameters.cpumask[cpu] = True
        parameters.strict_cpu = True
        self.most_threads = len(cpus)
        self._context = context
        attach = function("llama_attach_threadpool", [ctypes.c_void_p] * 3, None)
        self._pool = function("ggml_threadpool_new", [ctypes.c_void_p], ctypes.c_void_p)(ctypes.addressof(parameters))
        if not self._pool:
            raise OSError("no threads could be started")
        attach(context, self._pool, self._pool)

    def detach(self) -> None:
        """The context has threads of its own again."""
        function("llama_detach_threadpool", [ctypes.c_void_p], None)(self._context)

    def close(self) -> None:
        """Let go of the threads; closing twice is once."""
        if self._pool:
            function("ggml_threadpool_free", [ctypes.c_void_p], None)(self._pool)
            self._pool = None


def bind(context: Any, cpus: Sequence[int]) -> BoundThreads | None:
    """Threads on these cores, for a context (a pointer); None where there are no such cores, or it can't be done."""
    found = _usable(cpus)
    if not found:
        return None
    try:
        return BoundThreads(context, found)
    except (ModelMissing, OSError) as error:
        log.warning("threads can't be bound to cores: %s", error)
        return None


def _usable(cpus: Sequence[int]) -> tuple[int, ...]:
    """Those of the cores that this process may use; ggml would write about the others to the terminal."""
    allowed = _allowed()
    found = tuple(sorted({cpu for cpu in cpus if 0 <= cpu < MOST_CPUS and (allowed is None or cpu in allowed)}))
    if len(found) < len(set(cpus)):
        log.info("of the cores %s, this process may use %s", cpus, found or "none")
    return found


@contextmanager
def own_cores_kept() -> Iterator[None]:
    """Give the calling thread its cores back at the end: it computes too, and is bound like the others."""
    before = _allowed()
    try:
        yield
    finally:
        if before is not None and before != _allowed():
            os.sched_setaffinity(0, before)


def _allowed() -> set[int] | None:
    """Cores of the calling thread; None where the system doesn't tell."""
    return set(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
