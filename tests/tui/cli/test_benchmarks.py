"""`bench search` and `bench kernel`: what they are asked, and how they tell it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.evaluation import bench_growth, bench_kernel, bench_search, one_thread, vectors
from tests.tui.cli.conftest import Nacre
from tui.cli import benchmarks

HEAD: dict[str, Any] = {
    "processor": "A Processor",
    "level": "avx2",
    "last_cache_bytes": 6_000_000,
    "read_gb_s": 15.5,
    "read_gb_s_after": 14.9,
    "read_bytes": 1 << 30,
    "threads": {"faiss": 1},
    "rows_are": "21,000 chunks below texts, by an-encoder/1",
    "real": True,
    "queries_are": "200 questions",
    "recall_wanted": 0.98,
    "batch": 8,
    "data": [
        {"n": 1_000_000, "real_rows": 21_000, "noise": 0.5123, "nearest_cosine_real": 0.73, "nearest_cosine": 0.7304}
    ],
    "missing": [
        {"engine": "sqlite-vec float", "install": "pip install sqlite-vec"},
        {"engine": "sqlite-vec int8", "install": "pip install sqlite-vec"},
    ],
}
ROW: dict[str, Any] = {
    "engine": "faiss-IndexRaBitQFastScan + float",
    "n": 1_000_000,
    "recall@10": 0.98123,
    "p50_ms": 107.61,
    "p95_ms": 120.0,
    "batch8_ms": 6.12345,
    "build_s": 1_204.25,
    "bytes_per_row": 1_592.3,
    "level": "avx2",
    "knob": "candidates",
    "setting": 1_500,
    "tried": [{"setting": 1_500, "recall": 0.98123, "p50_ms": 107.61, "p95_ms": 120.0, "batch_ms": 6.12345}],
}
SEARCH = HEAD | {
    "scan_gb_s": 14.1,
    "scans": [
        {
            "n": 1_000_000,
            "bytes": 96_000_000,
            "fits_last_cache": False,
            "rows_kept": 1_704,
            "gb_s": 14.1,
            "read_gb_s": 15.0,
            "share_of_read": 0.94,
        }
    ],
    "rows": [ROW],
}
SLOPE = {
    "engine": ROW["engine"],
    "p50_ms_slope": 0.9,
    "p50_ms_slope_at_the_end": 0.99,
    "bytes_slope": 1.0,
    "bytes_slope_at_the_end": 1.0,
}
GROWTH = HEAD | {"rows": [ROW | {"bytes": 1_592_000_000}], "slopes": [SLOPE]}
OPERATION = {"what": "dot_one_to_many", "level": "avx2", "ours": 0.1592, "peer": 1.8007, "peer_name": "torchhd MAP"}
KERNEL: dict[str, Any] = {
    "processor": "A Processor",
    "threads": {"torch": 1},
    "rows": [OPERATION | {"unit": "us", "ratio": 11.31}],
    "published": [OPERATION | {"peer_name": "published, another machine", "unit": "us", "ratio": 11.31}],
    "missing": [],
}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Any, ...]]]:
    """What the measurements were called with; nothing is measured, and this process keeps its threads."""
    seen: list[tuple[Any, ...]] = []

    def answering(name: str, answer: Any) -> Any:
        def call(*arguments: Any) -> Any:
            seen.append((name, *arguments[:-1]))  # the last is who listens
            return answer

        return call

    monkeypatch.setattr(one_thread, "ask_for_one_thread", lambda level: seen.append(("threads", level)))
    monkeypatch.setattr(vectors, "pool", answering("pool", "rows"))
    monkeypatch.setattr(bench_search, "run", answering("search", SEARCH))
    monkeypatch.setattr(bench_growth, "run", answering("growth", GROWTH))
    monkeypatch.setattr(bench_kernel, "run", answering("kernel", KERNEL))
    yield seen


def test_search_is_asked_for_several_sizes_of_the_same_rows(
    nacre: Nacre, calls: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    given = ("bench", "search", "--n", "5000", "--n", "9000", "--from", str(tmp_path), "--level", "avx2", "--json")
    assert nacre(*given).json == SEARCH
    assert calls == [("threads", "avx2"), ("pool", tmp_path, None), ("search", "rows", (5_000, 9_000), "avx2")]


def test_search_takes_the_rows_of_the_library_and_a_hundred_thousand(
    nacre: Nacre, calls: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    assert nacre("bench", "search", "--library", str(tmp_path)).status == 0
    assert calls == [("threads", ""), ("pool", None, tmp_path), ("search", "rows", (100_000,), "")]


def test_growth_goes_up_to_the_largest_size(nacre: Nacre, calls: list[tuple[Any, ...]]) -> None:
    result = nacre("bench", "search", "--growth", "--n", "5000", "--n", "9000")
    assert calls[-1] == ("growth", "rows", 9_000, "")
    assert "1,592,000,000" in result.out and "0.99" in result.out


def test_the_kernel_is_measured_at_a_level(nacre: Nacre, calls: list[tuple[Any, ...]]) -> None:
    result = nacre("bench", "kernel", "--level", "avx2")
    assert calls == [("threads", "avx2"), ("kernel", "avx2")]
    assert "dot_one_to_many" in result.out and "11.31" in result.out and "another machine" in result.out


@pytest.mark.parametrize(
    "lines",
    [benchmarks.search_report(SEARCH), benchmarks.growth_report(GROWTH), benchmarks.kernel_report(KERNEL)],
    ids=["search", "growth", "kernel"],
)
def test_reports_fit_a_hundred_columns(lines: list[str]) -> None:
    assert max(map(len, lines)) <= benchmarks.WIDTH


def test_the_report_of_a_search_says_what_was_measured_and_what_was_not() -> None:
    text = "\n".join(benchmarks.search_report(SEARCH))
    assert "21,000 of them real, the rest copies with noise of 0.5123" in text
    assert "0.7300 among the real ones, 0.7304 among all" in text
    assert "faiss-IndexRaBitQFastScan + float   1,500      0.981   107.6   120.0     6.123  1,204.2      1,592" in text
    assert "15.5 GB/s on one thread, over 1.1 GB; after the run 14.9" in text
    assert "(more than the last cache holds)" in text and "94% of a plain read" in text
    assert "sqlite-vec float, sqlite-vec int8: pip install sqlite-vec" in text
    made_up = benchmarks.search_report(SEARCH | {"real": False, "missing": []})
    assert any("made-up rows" in line for line in made_up)
    assert not any("not installed" in line for line in made_up)
