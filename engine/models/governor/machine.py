"""What the machine has, and how it is doing: cores, memory, heat, battery."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.models.governor.cgroup import ControlGroup

TOPOLOGY = Path("/sys/devices/system/cpu")
PROCESSOR_SENSORS = (
    "coretemp",  # Intel
    "k10temp",  # AMD
    "zenpower",
    "cpu_thermal",  # boards with an ARM processor
    "cpu-thermal",
    "soc_thermal",
    "x86_pkg_temp",
    "acpitz",  # near the processor, where nothing nearer tells
)
SENSIBLE_C = (1.0, 130.0)  # broken sensors show 0, or 255


@dataclass(frozen=True, slots=True)
class Reading:
    """The machine at one moment. None is what it does not tell."""

    cores: int | None = None  # physical ones that this process may use
    cpus: tuple[int, ...] = ()  # one logical processor for each of them, the first core last; () where not known
    total_bytes: int | None = None  # memory of the machine, or of the group that the process is confined to
    available_bytes: int | None = None  # memory that can be taken without driving anything out, loaded models included
    temperature_c: float | None = None  # of the processor, where it is hottest
    on_battery: bool | None = None


class Sensors(Protocol):
    """Whatever reads the machine."""

    def read(self) -> Reading: ...


class Machine:
    """This machine, by psutil and what Linux shows in files. A reading costs about a millisecond.

    Args:
        group: the limits of this process.
    """

    def __init__(self, group: ControlGroup | None = None) -> None:
        self._group = group or ControlGroup()

    def read(self) -> Reading:
        """The machine now; never raises."""
        cpus = one_each_core()
        total, available = self._memory()
        return Reading(self._cores(cpus), cpus, total, available, temperature_c(), on_battery())

    def _cores(self, cpus: tuple[int, ...]) -> int | None:
        import psutil

        cores = len(cpus) or psutil.cpu_count(logical=False) or psutil.cpu_count()
        allowed = usable_cpus()
        quota = self._group.cpus()
        limits = [cores, len(allowed) or None, max(1, int(quota)) if quota is not None else None]
        return min((limit for limit in limits if limit is not None), default=None)

    def _memory(self) -> tuple[int | None, int | None]:
        """Memory in all, and what of it is available, in bytes."""
        import psutil

        try:
            memory = psutil.virtual_memory()
            total, available = int(memory.total), max(0, int(memory.available) - mapped_bytes())
        except (OSError, psutil.Error):
            return None, None
        most, free = self._group.memory_bytes(), self._group.free_bytes()
        return min(total, most or total), available if free is None else min(available, free)


def mapped_bytes() -> int:
    """Pages of files that this process has mapped and in memory: the weights of loaded models.

    Linux counts them as available, for it could read them again; a model that lost them would crawl. 0 elsewhere.
    """
    import psutil

    try:
        return int(getattr(psutil.Process().memory_info(), "shared", 0))
    except psutil.Error:
        return 0


def usable_cpus() -> tuple[int, ...]:
    """Logical processors that this process may run on; () where the system does not tell."""
    ask = getattr(os, "sched_getaffinity", None)
    return tuple(sorted(ask(0))) if ask is not None else ()


def one_each_core(topology: Path = TOPOLOGY) -> tuple[int, ...]:
    """One usable logical processor of each physical core; () where the system does not tell.

    The first core comes last: most systems let it serve the devices.
    """
    found: dict[str, int] = {}
    for cpu in usable_cpus():
        try:
            core = (topology / f"cpu{cpu}" / "topology" / "thread_siblings_list").read_text("ascii")
        except (OSError, UnicodeDecodeError):
            return ()
        found.setdefault(core, cpu)
    cpus = tuple(found.values())
    return cpus[1:] + cpus[:1]


def temperature_c() -> float | None:
    """The processor's highest temperature in degrees Celsius."""
    import psutil

    if not hasattr(psutil, "sensors_temperatures"):  # Linux and FreeBSD have it
        return None
    try:
        sensors = psutil.sensors_temperatures()
    except (OSError, psutil.Error, ValueError):  # some drivers answer with nonsense
        return None
    for name in PROCESSOR_SENSORS:
        shown = [each.current for each in sensors.get(name, ()) if each.current is not None]
        sensible = [degrees for degrees in shown if SENSIBLE_C[0] <= degrees <= SENSIBLE_C[1]]
        if sensible:
            return float(max(sensible))
    return None


def on_battery() -> bool | None:
    """Whether the machine runs on its battery; None without one."""
    import psutil

    if not hasattr(psutil, "sensors_battery"):
        return None
    try:
        battery = psutil.sensors_battery()
    except (OSError, psutil.Error, ValueError):
        return None
    if battery is None or battery.power_plugged is None:
        return None
    return not battery.power_plugged
