"""What this machine is: how fast one thread reads memory, and how much its last cache holds."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt

import native

READ_BYTES = 1 << 30
ROUNDS = 5
CACHES = Path("/sys/devices/system/cpu/cpu0/cache")
CPUINFO = Path("/proc/cpuinfo")
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def processor() -> str:
    """The processor's name as it calls itself; the architecture where it has none to say."""
    if sys.platform == "darwin":
        return _sysctl("machdep.cpu.brand_string") or platform.machine()
    try:
        named = re.search(r"^model name\s*:\s*(.+)$", CPUINFO.read_text("utf-8"), re.MULTILINE)
    except OSError:
        named = None
    return named[1].strip() if named else platform.processor() or platform.machine()


def last_cache_bytes() -> int | None:
    """The size of the last-level cache as the operating system states it; None where it does not.

    A virtual machine may be told of a larger or smaller one than it can use.
    """
    if sys.platform == "darwin":
        for name in ("hw.l3cachesize", "hw.perflevel0.l2cachesize", "hw.l2cachesize"):
            if (size := _sysctl(name)).isdecimal() and int(size):
                return int(size)
        return None
    found: list[tuple[int, int]] = []
    for index in CACHES.glob("index*"):
        try:
            level, size = (index / "level").read_text("ascii"), (index / "size").read_text("ascii")
        except OSError:
            continue
        if parsed := re.fullmatch(r"(\d+)([KMG]?)", size.strip()):
            found.append((int(level), int(parsed[1]) * UNITS[parsed[2]]))
    return max(found)[1] if found else None


def read_gb_s(data: npt.NDArray[np.uint8] | None = None) -> float:
    """How fast a loop in C on one thread reads an array from end to end, in GB/s; the best of `ROUNDS`.

    Args:
        data: contiguous; None for `READ_BYTES` of memory, more than any cache holds.
    """
    # Ones, for memory that was never written is one page of zeros, which lies in the cache.
    values = np.ones(READ_BYTES, np.uint8) if data is None else data.reshape(-1)
    return gb_s(lambda: native.read_words(values), values.nbytes)


def gb_s(call: Callable[[], object], size: int) -> float:
    """`size` bytes over the shortest time of `ROUNDS` calls, after one that is not counted."""
    call()
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        call()
        times.append(perf_counter() - started)
    return size / min(times) / 1e9


def _sysctl(name: str) -> str:
    try:
        done = subprocess.run(["/usr/sbin/sysctl", "-n", name], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
