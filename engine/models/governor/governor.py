"""Decides how much of the machine chat models may take, from what the user wants and how the machine is doing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from engine.config import MIB, MODES, ModelSettings
from engine.errors import ModelUnfit, UsageError
from engine.events import Listener, Slowed
from engine.models.governor.heat import Heat
from engine.models.governor.machine import Machine, Reading, Sensors
from engine.models.governor.priority import BELOW, LOWEST, NORMAL
from engine.models.plan import LoadPlan
from engine.models.shelf.fit import LEAST_CONTEXT_TOKENS, largest_context, need_bytes
from engine.models.shelf.shelf import Entry
from engine.records import MachineState

GIB = 1024 * MIB
READ_EVERY_S = 2.0
READ_SHARE = 0.01  # of the time at most may go into reading sensors: some drivers take a tenth of a second
QUIET_PAUSE_S = 0.01
RESERVE_BYTES = GIB
RESERVE_SHARE = 0.15
UNKNOWN_BYTES = 2 * GIB  # taken as available where the system does not tell: enough for a small model
CONTEXT_TOKENS = 8192
NICENESS = {"burst": NORMAL, "normal": BELOW, "quiet": LOWEST}


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a model may take at this moment."""

    mode: str  # 'burst', 'normal' or 'quiet'
    threads: int
    pause_s: float  # before each token
    why: str  # 'hot' or 'on battery' where that is less than usual, '' otherwise
    slowed: str  # the same for the user: 'hot: 91 °C'


class Governor:
    """The pace of all chat models of this process. May be used by several threads.

    Sensors are read by whoever asks once the last reading is 2 s old; others are answered from that one meanwhile, and
    nothing runs while nobody asks.

    Args:
        sensors: what reads the machine.
        clock: seconds that only ever grow.
    """

    def __init__(
        self, settings: ModelSettings, sensors: Sensors | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._sensors: Sensors = sensors or Machine()
        self._clock = clock
        self._chosen = settings.mode
        self._heat = Heat(settings.heat_limit_c)
        self._reading = Reading()
        self._stale_at = float("-inf")
        self._allowed: Allowed | None = None  # until the first reading
        self._guard = Lock()

    def threads(self) -> int:
        """Threads for the next token, at least 1."""
        return self.allowed().threads

    def pause_s(self) -> float:
        """Seconds to rest before the next token."""
        return self.allowed().pause_s

    def niceness(self) -> int:
        """What a model's thread should have, from 0 to 19."""
        return NICENESS[self.allowed().mode]

    def allowed(self) -> Allowed:
        """What a model may take now; where another thread is reading the sensors, what was true before."""
        known = self._allowed
        if known is not None and (self._clock() < self._stale_at or not self._guard.acquire(blocking=False)):
            return known
        if known is None:
            self._guard.acquire()
        try:
            return self._look() if self._clock() >= self._stale_at or self._allowed is None else self._allowed
        finally:
            self._guard.release()

    def set_mode(self, mode: str) -> None:
        """Choose 'auto', 'burst' or 'quiet' until this process ends.

        Raises:
            UsageError: it is none of these.
        """
        if mode not in MODES:
            raise UsageError(f"there is no mode '{mode}'", f"choose one of {', '.join(MODES)}")
        with self._guard:
            self._chosen = mode
            if self._allowed is not None:
                self._allowed = self._decide()

    def state(self) -> MachineState:
        """The machine and what is taken of it."""
        allowed = self.allowed()
        with self._guard:
            reading = self._reading
            return MachineState(
                mode=allowed.mode,
                chosen=self._chosen,
                threads=allowed.threads,
                cores=reading.cores or 1,
                available_bytes=reading.available_bytes or 0,
                temperature_c=reading.temperature_c,
                on_battery=reading.on_battery,
                slowed=allowed.slowed,
            )

    def allowance_bytes(self, in_use_bytes: int = 0) -> int:
        """Memory that models may take on top of what they have, never more than is available.

        Args:
            in_use_bytes: what loaded models take already; it counts against the setting `memory_mib`.
        """
        with self._guard:
            self._look()
            reading = self._reading
        available = reading.available_bytes if reading.available_bytes is not None else UNKNOWN_BYTES
        if self._settings.memory_mib:
            return max(0, min(self._settings.memory_mib * MIB - in_use_bytes, available))
        reserve = max(RESERVE_BYTES, round((reading.total_bytes or 0) * RESERVE_SHARE))
        return max(0, available - reserve)

    def plan(self, entry: Entry, in_use_bytes: int = 0) -> LoadPlan:
        """How a local model that was tried is to be loaded now.

        Args:
            entry: with its facts.
            in_use_bytes: what models take that stay in memory.

        Raises:
            ModelUnfit: there is too little memory even for a small context.
        """
        facts, settings = entry.facts, self._settings
        if facts is None:
            raise ModelUnfit(
                f"nothing is known yet about the model '{entry.name}'", f"run nacre models test {entry.name}"
            )
        allowance = self.allowance_bytes(in_use_bytes)
        wanted = settings.context_tokens or CONTEXT_TOKENS
        tokens = largest_context(facts, allowance, settings.kv_type, wanted)
        if not tokens:
            least = min(LEAST_CONTEXT_TOKENS, wanted, facts.context_trained)
            need = need_bytes(facts, least, settings.kv_type)
            needs, may = f"{need / 1e9:.1f} GB", f"{allowance / 1e9:.1f} GB"
            what = f"'{entry.name}' needs {needs} of memory at least, and may take {may} now"
            raise ModelUnfit(what, _remedy(settings, allowance, self._reading.available_bytes))
        return LoadPlan(
            name=entry.name,
            path=Path(entry.place),
            context_tokens=tokens,
            gpu_layers=settings.gpu_layers,
            kv_type=settings.kv_type,
            speculation=settings.speculation,
            cpus=self._reading.cpus if settings.affinity else (),
        )

    def _look(self) -> Allowed:
        """Read the sensors; the guard is held."""
        began = self._clock()
        self._reading = self._sensors.read()
        now = self._clock()
        self._heat.note(self._reading.temperature_c, now)
        self._stale_at = now + max(READ_EVERY_S, (now - began) / READ_SHARE)
        self._allowed = self._decide()
        return self._allowed

    def _decide(self) -> Allowed:
        """What follows from reading, heat and choice; the guard is held."""
        reading, settings = self._reading, self._settings
        cores = reading.cores or 1
        normal = settings.threads or max(1, cores - 1)
        saving = self._chosen == "auto" and bool(reading.on_battery)
        mode = "quiet" if saving else {"auto": "normal"}.get(self._chosen, self._chosen)
        threads = {"burst": max(cores, normal), "normal": normal, "quiet": min(normal, max(1, cores // 2))}[mode]
        pause_s = QUIET_PAUSE_S if mode == "quiet" else 0.0
        why = slowed = "on battery" if saving else ""
        if self._heat.steps:
            why, slowed = "hot", f"hot: {reading.temperature_c:.0f} °C"
        return Allowed(mode, self._heat.threads(threads), pause_s + self._heat.pause_s(), why, slowed)


class SlowedWatch:
    """Tells one listener, whenever it is asked to look, if less is taken than before, or as much as usual again."""

    def __init__(self, governor: Governor, listen: Listener) -> None:
        self._governor = governor
        self._listen = listen
        self._told = ("", 0)

    def look(self) -> None:
        """Emit `Slowed` if that is news."""
        allowed = self._governor.allowed()
        news = (allowed.why, allowed.threads if allowed.why else 0)
        if news != self._told:
            self._told = news
            self._listen(Slowed(allowed.slowed, allowed.threads))


def _remedy(settings: ModelSettings, allowance: int, available: int | None) -> str:
    if settings.memory_mib and (available is None or allowance < available):
        return "raise models.memory_mib in settings.toml, or choose a smaller model (nacre models list)"
    return "close other programs, or choose a smaller model (nacre models list)"
