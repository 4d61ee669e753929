"""Limits that a control group of Linux puts on this process: a container or a service has less than the machine.

Both versions are read, the group itself and those above it; the tightest limit counts. Where there is no such limit,
or nothing can be read, the answer is None.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

OWN = Path("/proc/self/cgroup")
ROOT = Path("/sys/fs/cgroup")
UNLIMITED_BYTES = 1 << 60  # version 1 writes about 2 to the 63rd where there is no limit


class ControlGroup:
    """The groups of this process.

    Args:
        own: the file that names them.
        root: where they are mounted.
    """

    def __init__(self, own: Path = OWN, root: Path = ROOT) -> None:
        self._own = own
        self._root = root

    def cpus(self) -> float | None:
        """Processors whose time may be used up, in all: 1.5 is one and a half."""
        quotas = [
            *(_share(folder / "cpu.max") for folder in self._folders("")),
            *(_quota(folder) for folder in self._folders("cpu")),
        ]
        return min((quota for quota in quotas if quota is not None), default=None)

    def memory_bytes(self) -> int | None:
        """The most memory that may be taken."""
        limits = [limit for _, limit, _, _ in self._memories()]
        return min(limits, default=None)

    def free_bytes(self) -> int | None:
        """What of it is left; pages of files that were not touched for a while count as left."""
        left: list[int] = []
        for folder, limit, usage, idle in self._memories():
            used = _number(folder / usage)
            if used is not None:
                left.append(max(0, limit - max(0, used - _entry(folder / "memory.stat", idle))))
        return min(left, default=None)

    def _memories(self) -> Iterator[tuple[Path, int, str, str]]:
        """Groups with a limit: folder, limit in bytes, and the names of what says how much is used, and idle."""
        for controller, limit, usage, idle in (
            ("", "memory.max", "memory.current", "inactive_file"),
            ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            for folder in self._folders(controller):
                most = _number(folder / limit)
                if most is not None and most < UNLIMITED_BYTES:
                    yield folder, most, usage, idle

    def _folders(self, controller: str) -> Iterator[Path]:
        """The process's group and those above it; '' means those of version 2.

        A container often sees its own group as the root, under a path that does not exist there.
        """
        for line in _read(self._own).splitlines():
            _, _, rest = line.partition(":")
            names, _, path = rest.partition(":")
            if controller not in names.split(","):
                continue
            mounts = [self._root / controller] if controller else [self._root, self._root / "unified"]
            for mount in mounts:
                folder = mount / path.strip("/")
                while folder != mount:
                    yield folder
                    folder = folder.parent
                yield mount


def _share(path: Path) -> float | None:
    """'150000 100000' is 1.5 processors, 'max 100000' no limit."""
    try:
        quota, period = _read(path).split()
        return int(quota) / int(period)
    except (ValueError, ZeroDivisionError):
        return None


def _quota(folder: Path) -> float | None:
    """The same, as version 1 has it; a quota of -1 is no limit."""
    quota, period = _number(folder / "cpu.cfs_quota_us"), _number(folder / "cpu.cfs_period_us")
    return quota / period if quota and period and quota > 0 else None


def _entry(path: Path, name: str) -> int:
    """A number out of lines of 'name number'; 0 where it is not there."""
    for line in _read(path).splitlines():
        key, _, value = line.partition(" ")
        if key == name and value.isdigit():
            return int(value)
    return 0


def _number(path: Path) -> int | None:
    try:
        return int(_read(path))
    except ValueError:
        return None


def _read(path: Path) -> str:
    """What a small file says; '' where there is none, or it may not be read."""
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
