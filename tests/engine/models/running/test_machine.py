from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Thread, get_native_id
from types import SimpleNamespace

import psutil
import pytest

from engine.models.governor import machine
from engine.models.governor.cgroup import ControlGroup
from engine.models.governor.machine import Machine, on_battery, one_each_core, temperature_c
from engine.models.governor.priority import BACKGROUND, LOWEST, step_back, stepped_back

GIB = 1 << 30


def group(folder: Path, own: str, files: dict[str, str]) -> ControlGroup:
    (folder / "own").write_text(own)
    for name, text in files.items():
        path = folder / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return ControlGroup(folder / "own", folder / "cgroup")


def test_limits_of_a_group_of_version_2_are_found_the_tightest_one_counts(tmp_path: Path) -> None:
    found = group(
        tmp_path,
        "0::/service/nacre\n",
        {
            "service/cpu.max": "150000 100000\n",
            "service/nacre/cpu.max": "max 100000\n",
            "service/memory.max": f"{4 * GIB}\n",
            "service/memory.current": f"{3 * GIB}\n",
            "service/memory.stat": f"anon {2 * GIB}\ninactive_file {GIB}\n",
            "service/nacre/memory.max": "max\n",
        },
    )
    assert found.cpus() == 1.5
    assert found.memory_bytes() == 4 * GIB
    assert found.free_bytes() == 2 * GIB


def test_limits_of_a_group_of_version_1_are_found_under_the_root_of_a_container(tmp_path: Path) -> None:
    found = group(
        tmp_path,
        "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n",
        {
            "cpu/cpu.cfs_quota_us": "200000\n",
            "cpu/cpu.cfs_period_us": "100000\n",
            "memory/memory.limit_in_bytes": f"{2 * GIB}\n",
            "memory/memory.usage_in_bytes": f"{GIB}\n",
            "memory/memory.stat": "cache 5\ntotal_inactive_file 0\n",
        },
    )
    assert found.cpus() == 2
    assert found.memory_bytes() == 2 * GIB
    assert found.free_bytes() == GIB


def test_groups_without_limits_or_files_limit_nothing(tmp_path: Path) -> None:
    free = group(
        tmp_path, "4:memory:/\n1:cpu:/\n0::/\n",
        {"memory/memory.limit_in_bytes": "9223372036854771712\n", "cpu/cpu.cfs_quota_us": "-1\n", "cpu.max": "odd"},
    )  # fmt: skip
    nothing = ControlGroup(tmp_path / "missing", tmp_path / "missing")
    for each in (free, nothing):
        assert (each.cpus(), each.memory_bytes(), each.free_bytes()) == (None, None, None)


def test_a_group_limits_cores_and_memory_of_the_machine(tmp_path: Path) -> None:
    tight = group(
        tmp_path, "0::/\n",
        {"cpu.max": "50000 100000", "memory.max": str(GIB), "memory.current": str(GIB // 2), "memory.stat": ""},
    )  # fmt: skip
    reading = Machine(tight).read()
    assert reading.cores == 1
    assert reading.total_bytes == GIB
    assert reading.available_bytes is not None and reading.available_bytes <= GIB // 2


def test_this_machine_can_be_read() -> None:
    reading = Machine().read()
    assert reading.cores is not None and 1 <= reading.cores <= (os.cpu_count() or 1)
    assert reading.total_bytes is not None and reading.available_bytes is not None
    assert 0 <= reading.available_bytes <= reading.total_bytes


def test_each_core_counts_once_whatever_its_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for cpu, siblings in enumerate(("0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7")):
        folder = tmp_path / f"cpu{cpu}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{siblings}\n")
    monkeypatch.setattr(machine, "usable_cpus", lambda: tuple(range(8)))
    assert one_each_core(tmp_path) == (1, 2, 3, 0)
    monkeypatch.setattr(machine, "usable_cpus", lambda: (1, 4, 5))
    assert one_each_core(tmp_path) == (4, 1)
    monkeypatch.setattr(machine, "usable_cpus", lambda: (9,))
    assert one_each_core(tmp_path) == ()


def test_the_processor_is_as_hot_as_its_hottest_core(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(**sensors: list[float | None]) -> None:
        found = {name: [SimpleNamespace(current=each) for each in values] for name, values in sensors.items()}
        monkeypatch.setattr(psutil, "sensors_temperatures", lambda: found, raising=False)

    shown(nvme=[99.0], coretemp=[61.0, 74.0, None], acpitz=[20.0])
    assert temperature_c() == 74.0
    shown(coretemp=[0.0, 255.0], acpitz=[48.0])
    assert temperature_c() == 48.0
    shown(nvme=[99.0])
    assert temperature_c() is None


def test_a_sensor_that_fails_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("no such device")

    monkeypatch.setattr(psutil, "sensors_temperatures", broken, raising=False)
    monkeypatch.setattr(psutil, "sensors_battery", broken, raising=False)
    assert (temperature_c(), on_battery()) == (None, None)
    monkeypatch.delattr(psutil, "sensors_temperatures", raising=False)
    monkeypatch.delattr(psutil, "sensors_battery", raising=False)
    assert (temperature_c(), on_battery()) == (None, None)


@pytest.mark.parametrize(("plugged", "expected"), [(True, False), (False, True), (None, None)])
def test_a_battery_is_used_when_nothing_is_plugged_in(
    monkeypatch: pytest.MonkeyPatch, plugged: bool | None, expected: bool | None
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: SimpleNamespace(power_plugged=plugged), raising=False)
    assert on_battery() is expected


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_a_thread_steps_back_alone() -> None:
    before = os.getpriority(os.PRIO_PROCESS, get_native_id())
    found: list[int] = []

    def work() -> None:
        assert step_back(LOWEST)
        found.append(os.getpriority(os.PRIO_PROCESS, get_native_id()))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert found == [LOWEST]
    assert os.getpriority(os.PRIO_PROCESS, get_native_id()) == before


def test_background_work_gives_way_and_the_thread_that_waits_does_not() -> None:
    before = os.getpriority(os.PRIO_PROCESS, get_native_id())
    found = stepped_back(lambda: os.getpriority(os.PRIO_PROCESS, get_native_id()))
    assert os.getpriority(os.PRIO_PROCESS, get_native_id()) == before
    assert found == (max(BACKGROUND, before) if sys.platform == "linux" else before)


def test_what_background_work_raises_reaches_the_thread_that_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        stepped_back(lambda: 1 // 0)
