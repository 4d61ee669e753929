from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from engine.config import ModelSettings
from engine.errors import ModelUnfit, UsageError
from engine.events import Event, Slowed
from engine.models.governor.governor import Governor, SlowedWatch
from engine.models.governor.machine import Reading
from engine.models.shelf.fit import need_bytes
from engine.models.shelf.shelf import Entry
from tests.engine.models.running.house import FACTS, GIB, LONG_S, READING, Clock, FakeSensors


class Bench:
    """A governor with its sensors and its clock."""

    def __init__(self, reading: Reading = READING, **settings: object) -> None:
        self.sensors = FakeSensors(reading)
        self.clock = Clock()
        self.governor = Governor(ModelSettings(**settings), self.sensors, self.clock)  # type: ignore[arg-type]  # names

    def later(self, seconds: float = 2.0, **changes: object) -> tuple[int, float]:
        """Threads and pause, some time later, with other readings."""
        self.sensors.show(**changes)
        self.clock.pass_s(seconds)
        return self.governor.threads(), self.governor.pause_s()


def taken(governor: Governor) -> tuple[str, int]:
    return governor.state().mode, governor.threads()


def test_one_core_is_left_for_the_user_as_a_rule() -> None:
    bench = Bench()
    assert taken(bench.governor) == ("normal", 3)
    assert 0 < bench.governor.niceness() < 19
    assert bench.governor.pause_s() == 0


def test_burst_takes_all_cores_at_the_usual_priority() -> None:
    bench = Bench(mode="burst")
    assert taken(bench.governor) == ("burst", 4)
    assert bench.governor.niceness() == 0


def test_quiet_takes_half_of_the_cores_at_the_lowest_priority_and_rests_between_tokens() -> None:
    bench = Bench(mode="quiet")
    assert taken(bench.governor) == ("quiet", 2)
    assert bench.governor.niceness() == 19
    assert bench.governor.pause_s() > 0
    assert bench.governor.state().slowed == ""  # it was asked for


def test_auto_is_quiet_on_battery_and_burst_is_not() -> None:
    bench = Bench()
    assert bench.governor.threads() == 3
    assert bench.later(on_battery=True)[0] == 2
    assert bench.governor.state().slowed == "on battery"
    bench.governor.set_mode("burst")
    assert taken(bench.governor) == ("burst", 4)
    bench.governor.set_mode("auto")
    assert bench.later(on_battery=False) == (3, 0.0)


def test_a_number_of_threads_in_the_settings_stands_for_the_usual_one() -> None:
    assert taken(Bench(threads=2).governor) == ("normal", 2)
    assert taken(Bench(threads=1, mode="quiet").governor) == ("quiet", 1)
    assert taken(Bench(threads=2, mode="burst").governor) == ("burst", 4)


def test_every_mode_has_one_thread_on_one_core() -> None:
    for mode in ("auto", "burst", "quiet"):
        assert Bench(Reading(cores=1), mode=mode).governor.threads() == 1


def test_a_machine_that_tells_nothing_gets_one_thread_and_room_for_a_small_model() -> None:
    bench = Bench(Reading())
    state = bench.governor.state()
    assert (state.threads, state.cores, state.temperature_c, state.on_battery) == (1, 1, None, None)
    assert bench.governor.allowance_bytes() >= GIB // 2


def test_heat_takes_threads_step_by_step_and_makes_pauses() -> None:
    bench = Bench()
    assert bench.governor.threads() == 3
    steps = [bench.later(temperature_c=91.0) for _ in range(4)]
    assert [threads for threads, _ in steps] == [2, 1, 1, 1]
    pauses = [pause for _, pause in steps]
    assert pauses == sorted(pauses) and 0 < pauses[0] < pauses[-1] < 1
    assert bench.governor.state().slowed == "hot: 91 °C"


def test_heat_is_heeded_in_every_mode() -> None:
    for mode in ("burst", "quiet"):
        bench = Bench(mode=mode)
        usual = bench.governor.threads()
        assert bench.later(temperature_c=91.0)[0] == usual - 1


def test_a_little_below_the_limit_nothing_changes() -> None:
    bench = Bench()
    bench.governor.threads()
    hot = bench.later(temperature_c=86.0)
    assert [bench.later(temperature_c=83.0) for _ in range(3)] == [hot] * 3


def test_what_has_cooled_gets_its_threads_back_step_by_step() -> None:
    bench = Bench()
    bench.governor.threads()
    for _ in range(3):
        bench.later(temperature_c=95.0)
    assert [bench.later(temperature_c=70.0) for _ in range(3)][-1] == (3, 0.0)
    assert bench.governor.state().slowed == ""


def test_after_a_long_rest_the_heat_is_forgotten_at_once() -> None:
    bench = Bench()
    bench.governor.threads()
    for _ in range(8):
        bench.later(temperature_c=95.0)
    assert bench.later(seconds=600.0, temperature_c=50.0) == (3, 0.0)


def test_without_a_limit_or_a_sensor_heat_changes_nothing() -> None:
    bench = Bench(heat_limit_c=0.0)
    bench.governor.threads()
    assert bench.later(temperature_c=105.0) == (3, 0.0)
    silent = Bench()
    silent.governor.threads()
    assert silent.later(temperature_c=None) == (3, 0.0)


def test_sensors_are_read_every_two_seconds_at_most() -> None:
    bench = Bench()
    for _ in range(100):
        bench.governor.threads()
        bench.governor.pause_s()
        bench.clock.pass_s(0.1)
    assert bench.sensors.reads <= 6


def test_slow_sensors_are_read_less_often() -> None:
    bench = Bench()

    class Slow(FakeSensors):
        def read(self) -> Reading:
            bench.clock.pass_s(0.5)
            return super().read()

    slow = Slow()
    governor = Governor(ModelSettings(), slow, bench.clock)
    for _ in range(300):
        governor.threads()
        bench.clock.pass_s(0.1)
    assert slow.reads == 1


def test_no_token_waits_for_a_sensor_that_hangs() -> None:
    gate, reading = Flag(), Flag()
    gate.set()

    class Hanging(FakeSensors):
        def read(self) -> Reading:
            reading.set()
            assert gate.wait(LONG_S)
            return super().read()

    clock = Clock()
    governor = Governor(ModelSettings(), Hanging(), clock)
    assert governor.threads() == 3
    gate.clear()
    reading.clear()
    clock.pass_s(5)
    other = Thread(target=governor.threads)
    other.start()
    assert reading.wait(LONG_S)
    assert governor.threads() == 3  # from the reading before
    gate.set()
    other.join(LONG_S)


def test_a_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="turbo"):
        Bench().governor.set_mode("turbo")


def test_a_part_of_the_memory_is_left_to_everything_else() -> None:
    small = Bench(Reading(total_bytes=4 * GIB, available_bytes=3 * GIB))
    assert small.governor.allowance_bytes() == 2 * GIB
    large = Bench(Reading(total_bytes=20 * GIB, available_bytes=10 * GIB))
    assert large.governor.allowance_bytes() == 7 * GIB
    full = Bench(Reading(total_bytes=4 * GIB, available_bytes=GIB // 2))
    assert full.governor.allowance_bytes() == 0


def test_the_memory_of_the_settings_counts_what_is_in_use_and_what_there_is() -> None:
    bench = Bench(memory_mib=2048)
    assert bench.governor.allowance_bytes() == 2 * GIB
    assert bench.governor.allowance_bytes(in_use_bytes=GIB) == GIB
    assert bench.governor.allowance_bytes(in_use_bytes=3 * GIB) == 0
    bench.sensors.show(available_bytes=GIB // 4)
    assert bench.governor.allowance_bytes() == GIB // 4


def entry(tmp_path: Path) -> Entry:
    return Entry("a", "local", str(tmp_path / "a.gguf"), facts=FACTS)


def test_a_plan_has_the_context_that_was_trained_asked_for_or_fits(tmp_path: Path) -> None:
    assert Bench().governor.plan(entry(tmp_path)).context_tokens == FACTS.context_trained
    assert Bench(context_tokens=2048).governor.plan(entry(tmp_path)).context_tokens == 2048
    little = need_bytes(FACTS, 2048, "f16")
    tight = Bench(Reading(total_bytes=0, available_bytes=GIB + little))
    assert tight.governor.plan(entry(tmp_path)).context_tokens == 2048


def test_a_plan_says_how_as_the_settings_do(tmp_path: Path) -> None:
    plan = Bench(kv_type="q8_0", gpu_layers=3, speculation=True, affinity=True).governor.plan(entry(tmp_path))
    assert (plan.kv_type, plan.gpu_layers, plan.speculation) == ("q8_0", 3, True)
    assert plan.cpus == READING.cpus
    assert Bench().governor.plan(entry(tmp_path)).cpus == ()


def test_a_model_that_is_too_large_says_what_it_needs_what_there_is_and_what_to_do(tmp_path: Path) -> None:
    large = replace(entry(tmp_path), facts=replace(FACTS, file_bytes=4_000_000_000))
    with pytest.raises(ModelUnfit, match=r"'a' needs 4\.1 GB .* 2\.1 GB now.*Close other programs"):
        Bench(Reading(total_bytes=4 * GIB, available_bytes=3 * GIB)).governor.plan(large)
    with pytest.raises(ModelUnfit, match=r"models\.memory_mib"):
        Bench(memory_mib=1024).governor.plan(large)


def test_a_listener_hears_when_less_is_taken_and_when_it_is_over() -> None:
    bench = Bench()
    heard: list[Event] = []
    watch = SlowedWatch(bench.governor, heard.append)
    watch.look()
    assert heard == []
    bench.later(temperature_c=91.0)
    watch.look()
    watch.look()
    bench.later(temperature_c=92.0)
    watch.look()
    bench.later(seconds=60, temperature_c=60.0)
    watch.look()
    assert heard == [Slowed("hot: 91 °C", 2), Slowed("hot: 92 °C", 1), Slowed("", 3)]
