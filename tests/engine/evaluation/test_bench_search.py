"""Vector search beside its peers at its smallest: it runs, and says what it measured. No time is judged."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import native
from engine.errors import UsageError
from engine.evaluation import bench_growth, bench_search, machine, topping, vectors
from engine.evaluation.bench_growth import slope
from engine.evaluation.peers import contender, measure, ours
from engine.evaluation.peers.contender import Contender

KEYS = {"engine", "n", "recall@10", "p50_ms", "p95_ms", "build_s", "bytes_per_row", "batch8_ms", "level"}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "READ_BYTES", 1 << 20)
    monkeypatch.setattr(vectors, "QUERIES", 16)
    monkeypatch.setattr(vectors, "CENTRES", 50)
    monkeypatch.setattr(measure, "PASSES", 1)


def own_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_search, "CONTENDERS", ours.CONTENDERS)
    monkeypatch.setattr(bench_growth, "GROWING", ours.CONTENDERS[:1])


def test_every_installed_engine_is_measured_and_every_other_named() -> None:
    found = bench_search.run(vectors.made_up(0), [1_000])
    assert json.loads(json.dumps(found)) == found
    measured, missing = {row["engine"] for row in found["rows"]}, {row["engine"] for row in found["missing"]}
    assert measured | missing == {each.name for each in bench_search.CONTENDERS}
    assert not measured & missing
    assert all(row["install"].startswith("pip install ") for row in found["missing"])
    assert all(row.keys() >= KEYS and row["n"] == 1_000 for row in found["rows"])
    assert all(row["recall@10"] >= 0.9 for row in found["rows"])


def test_exact_search_finds_all_and_our_rows_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    own_only(monkeypatch)
    found = bench_search.run(vectors.made_up(0), [1_000, 2_000])
    assert [data["n"] for data in found["data"]] == [scan["n"] for scan in found["scans"]] == [1_000, 2_000]
    for row in found["rows"]:
        if row["engine"] == "numpy-float32":
            assert row["recall@10"] == 1.0 and row["bytes_per_row"] == 384 * 4
        else:
            assert row["engine"] == "nacre-scan-rescore" and row["bytes_per_row"] <= 496
    assert found["read_gb_s"] > 0 and found["scan_gb_s"] == found["scans"][-1]["gb_s"] > 0
    assert not found["real"] and "made-up" in found["rows_are"]


def test_a_forced_level_is_told_and_ends_with_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    own_only(monkeypatch)
    before = native.level()
    found = bench_search.run(vectors.made_up(0), [1_000], "scalar")
    assert found["level"] == "scalar"
    assert {row["level"] for row in found["rows"]} == {"scalar", ""}
    assert native.level() == before
    with pytest.raises(UsageError, match="no kernel level 'avx1024'"):
        bench_search.run(vectors.made_up(0), [1_000], "avx1024")


def test_too_few_rows_to_search_are_refused() -> None:
    with pytest.raises(UsageError, match="999 rows are too few"):
        bench_search.run(vectors.made_up(0), [5_000, 999])


def test_more_rows_than_fit_into_memory_are_refused() -> None:
    with pytest.raises(UsageError, match=r"rows and their peers take .* GB of memory"):
        bench_search.drawn(vectors.made_up(0), 10**12, lambda event: None)


def test_growth_is_measured_at_five_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    own_only(monkeypatch)
    monkeypatch.setattr(bench_growth, "SPAN", 4)
    found = bench_growth.run(vectors.made_up(0), 4_000)
    assert json.loads(json.dumps(found)) == found
    assert [row["n"] for row in found["rows"]] == [1_000, 1_414, 2_000, 2_828, 4_000]
    assert [row["bytes"] for row in found["rows"]] == [row["n"] * row["bytes_per_row"] for row in found["rows"]]
    assert found["slopes"][0]["bytes_slope"] == pytest.approx(1, abs=0.01)


def test_slope_is_that_of_a_power() -> None:
    assert slope([10, 100, 1_000], [3 * 10**1.5, 3 * 100**1.5, 3 * 1_000**1.5]) == pytest.approx(1.5)


def test_the_cheapest_setting_that_finds_enough_is_reported() -> None:
    given = topping.task(vectors.made_up(0), 1_000)

    class Pretending:
        bytes_per_row = 1.0
        right = 0

        def tune(self, setting: int) -> None:
            self.right = setting

        def search(self, query: Any, k: int) -> Any:
            at = int(np.argmax(given.queries @ query))
            return np.concatenate([given.exact[at][: self.right], np.full(k - self.right, -1)])

        def search_many(self, queries: Any, k: int) -> Any:
            return np.stack([self.search(query, k) for query in queries])

    tried = Contender("pretending", lambda rows: Pretending(), knob="candidates", settings=(5, 10, 9))
    outcome, _ = measure.measure(tried, given)
    assert outcome.chosen.setting == 10
    assert [each.setting for each in outcome.tried] == [5, 10]  # what costs more than plenty is not tried
    assert [each.recall for each in outcome.tried] == [0.5, 1.0]
    weak, _ = measure.measure(Contender("weak", lambda rows: Pretending(), settings=(2, 7, 6)), given)
    assert weak.chosen.setting == 7


def test_a_missing_peer_is_named_with_the_command_that_installs_it() -> None:
    lacking = Contender("peer", ours.Nacre, needs=(("json", "json-there"), ("no_such_peer", "no-such-peer")))
    assert lacking.missing() == "pip install no-such-peer"
    old = Contender("peer", ours.Nacre, needs=(("json", "json-there"),), offers=lambda: False)
    assert old.missing() == "pip install --upgrade json-there"
    assert Contender("peer", ours.Nacre).missing() == ""
    assert bench_search.present([lacking, Contender("graph", ours.Nacre, most=10)], 11) == []


def test_bits_and_whole_numbers_keep_signs_and_order() -> None:
    rows = np.array([[0.5, -0.25, 0.0, 0.125] * 16], np.float32)
    assert contender.as_int8(rows, contender.int8_scale(rows))[0, :4].tolist() == [127, -64, 0, 32]
    assert np.unpackbits(contender.as_bits(rows))[:4].tolist() == [1, 0, 0, 1]
    assert contender.as_bits(rows[:0]).shape == (0, 8)
