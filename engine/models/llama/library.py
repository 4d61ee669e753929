"""llama.cpp itself: loaded the first time it is needed, and its log led into Python's.

What it says never goes to file descriptors 1 and 2, where the screen is. llama-cpp-python's own class `Llama` would
swap those descriptors to be quiet, so nothing of it is used but the ctypes declarations.
"""

from __future__ import annotations

import atexit
import ctypes
import hashlib
import importlib.metadata
import importlib.util
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from engine.errors import ModelMissing
from native.flag import deaf_ear

PACKAGE = "llama-cpp-python"
OLDEST = (0, 3, 36)
"""Before it, the samplers took other arguments: a call would read past them."""

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # or Python would print warnings where no log is set up

# ggml's levels; it writes hundreds of lines of level 2 while it loads a model.
LEVELS = {1: logging.DEBUG, 2: logging.DEBUG, 3: logging.INFO, 4: logging.WARNING}
CONTINUES = 5


SPIN_COUNT = "10000"
"""How often a thread of a model looks for the others before it sleeps, in libgomp. Its own choice, 300,000, wastes
whole turns of a core that something else wants: two threads on two busy cores wrote less than half as fast."""


def available() -> bool:
    """Whether llama-cpp-python is installed, in a version that can be used here. Nothing of it is loaded."""
    return importlib.util.find_spec("llama_cpp") is not None and _version() >= OLDEST


def build_id() -> str:
    """What a trial of a model is true of: a rebuilt or another library counts as another. Nothing of it is loaded.

    Raises:
        ModelMissing: the library isn't installed.
    """
    found = importlib.util.find_spec("llama_cpp")
    if found is None or found.origin is None:
        raise ModelMissing(f"{PACKAGE} isn't installed, which runs models on this machine", REMEDY)
    files = sorted((Path(found.origin).parent / "lib").glob("*"))
    seen = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return f"{importlib.metadata.version(PACKAGE)}-{hashlib.sha256(repr(seen).encode()).hexdigest()[:12]}"


def supports_gpu() -> bool:
    """Whether this build can put layers on a graphics card, and there is one.

    Raises:
        ModelMissing: the library isn't installed, or can't be loaded.
    """
    return bool(library().llama_supports_gpu_offload())


@cache
def _loaded() -> ModuleType:
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)  # it is read when the library is loaded
    try:
        from llama_cpp import llama_cpp
    except ImportError as error:
        raise ModelMissing(f"llama.cpp can't be loaded ({error})", REMEDY) from error
    except (OSError, RuntimeError) as error:  # its shared libraries
        what = f"llama.cpp was built for another machine, or in part ({error})"
        raise ModelMissing(what, f"build it again: pip install --force-reinstall --no-cache-dir {PACKAGE}") from error
    ear = llama_cpp.llama_log_callback(_hear)
    _kept.append(ear)  # ctypes frees a callback that nobody holds
    llama_cpp.llama_log_set(ear, None)
    atexit.register(llama_cpp.llama_log_set, llama_cpp.llama_log_callback(deaf_ear()), None)
    llama_cpp.llama_backend_init()
    module: ModuleType = llama_cpp
    return module


REMEDY = f'install it: pip install "{PACKAGE}>={".".join(map(str, OLDEST))}" (it compiles for some minutes)'
_loading = threading.Lock()
_kept: list[object] = []


def library() -> Any:
    """The module `llama_cpp.llama_cpp`, with one function for each of llama.h.

    Raises:
        ModelMissing: it isn't installed, is too old, or can't be loaded.
    """
    with _loading:
        if importlib.util.find_spec("llama_cpp") is None:
            raise ModelMissing(f"{PACKAGE} isn't installed, which runs models on this machine", REMEDY)
        if _version() < OLDEST:
            raise ModelMissing(f"{PACKAGE} {importlib.metadata.version(PACKAGE)} is too old", REMEDY)
        return _loaded()


def function(name: str, arguments: list[Any], result: Any) -> Callable[..., Any]:
    """A function of the shared library that llama-cpp-python doesn't declare.

    Raises:
        ModelMissing: as `library`, or this build hasn't got it.
    """
    library()
    from llama_cpp import _ggml, llama_cpp

    for shared in (llama_cpp._lib, _ggml.libggml):
        found = getattr(shared, name, None)
        if found is not None:
            # of its own: the attribute of the library is one object that others may have declared otherwise
            prototype = ctypes.CFUNCTYPE(result, *arguments)
            made: Callable[..., Any] = prototype((name, shared))
            return made
    raise ModelMissing(f"this build of llama.cpp has no {name}", REMEDY)


@contextmanager
def complaints() -> Iterator[list[str]]:
    """The errors that llama.cpp logs meanwhile, one text each: why something failed is said nowhere else."""
    heard: list[str] = []
    _listening.append(heard)
    try:
        yield heard
    finally:
        _listening[:] = [each for each in _listening if each is not heard]


_listening: list[list[str]] = []
_line = threading.local()  # what a thread has begun to say


def _hear(level: int, text: bytes | None, _data: object) -> None:
    said = (text or b"").decode("utf-8", "replace")
    if level == CONTINUES:
        level = getattr(_line, "level", 1)
        said = getattr(_line, "text", "") + said
    _line.level, _line.text = level, said
    if not said.endswith("\n"):
        return
    _line.text = ""
    line = said.strip()
    if level == 4:
        for heard in _listening:
            heard.append(line)
    if line:
        log.log(LEVELS.get(level, logging.DEBUG), "%s", line)


def _version() -> tuple[int, ...]:
    try:
        parts = importlib.metadata.version(PACKAGE).split(".")[:3]
    except importlib.metadata.PackageNotFoundError:
        return ()
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in parts)
