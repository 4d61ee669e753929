"""The benchmark of chat models at its smallest: it runs, and says what it measured. No time is judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.evaluation import bench_model
from engine.evaluation.bench_model_row import Row, Sample, in_turn, less_is_better, more_is_better
from engine.evaluation.bench_model_setup import Sizes
from engine.evaluation.bench_model_switches import advice
from engine.events import Event, Notice
from tests.engine.models.gguf_files import write_chain
from tui.cli.benchmarks import WIDTH, model_report

SMALL = Sizes(
    context_tokens=1_024,
    written_tokens=12,
    prompt_tokens=128,
    conversation_tokens=300,
    cancelled_tokens=600,
    cancel_after_s=(0.001,),
    requests=12,
    request_tokens=3,
    idle_s=0.05,
    loads=(1, 3),
    large_loads=(1, 2),
    rounds=2,
    budget_s=5.0,
)
KEYS = {"what", "ours", "peer", "peer_name", "unit", "ratio"}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], list[Event]]:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    pytest.importorskip("gguf", reason="gguf is not installed")
    path = write_chain(tmp_path_factory.mktemp("bench") / "chain.gguf", bench_model.TEXT, known=True)
    heard: list[Event] = []
    return bench_model.run(path, 1, heard.append, SMALL), heard


def test_every_figure_stands_beside_a_peer(measured: tuple[dict[str, object], list[Event]]) -> None:
    found, heard = measured
    assert json.loads(json.dumps(found)) == found
    rows = {row["what"]: row for row in found["rows"]}  # type: ignore[attr-defined]  # plain data
    optional = {"affinity"}  # not every system tells of its cores
    assert rows.keys() - optional == {
        "reloads",
        "reloads_large",
        "tokens_per_s",
        "prompt_tokens_per_s",
        "second_turn_ttft",
        "cancel_ms",
        "speculation",
        "speculation_no_copy",
        "kv_q8_0",
        "kv_q8_0_memory",
        "twelve_at_once",
        "idle_cpu",
    }
    for row in rows.values():
        assert row.keys() >= KEYS and row["ratio"] >= 0 and row["peer_name"]
    assert all(rows[what]["ours"] > 0 for what in ("tokens_per_s", "prompt_tokens_per_s", "second_turn_ttft"))
    assert rows["second_turn_ttft"]["cached"] > 0.5
    assert all(isinstance(event, Notice) for event in heard)


def test_all_who_ask_at_once_are_answered_in_order(measured: tuple[dict[str, object], list[Event]]) -> None:
    (row,) = (row for row in measured[0]["rows"] if row["what"] == "twelve_at_once")  # type: ignore[attr-defined]
    assert (row["answered"], row["failures"], row["in_order"]) == (12, [], True)


def test_report_for_people_names_every_row_and_the_advice(measured: tuple[dict[str, object], list[Event]]) -> None:
    lines = model_report(measured[0])
    said = "\n".join(lines)
    assert all(row["what"] in said for row in measured[0]["rows"])  # type: ignore[attr-defined]
    assert "models.speculation" in said and "models.kv_type" in said
    assert max(len(line) for line in lines if not line.startswith(("model", "threads"))) <= WIDTH


def test_missing_file_is_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    with pytest.raises(UsageError, match="there is no file"):
        bench_model.run(tmp_path / "none.gguf")


def test_ratio_is_above_one_where_ours_is_better() -> None:
    assert more_is_better(20, 10) == less_is_better(10, 20) == 2
    assert less_is_better(0.0, 0.002, 0.01) == 1  # neither can be told from nothing


def test_both_are_measured_in_turn_and_the_budget_ends_it() -> None:
    calls: list[str] = []

    def measure(name: str, value: float) -> Sample:
        calls.append(name)
        return Sample(value, 1.0)

    def ours(at: int) -> Sample:
        return measure(f"ours {at}", 10.0 * (at + 1))

    def peer(at: int) -> Sample:
        return measure(f"peer {at}", 5.0 * (at + 1) if at else 20.0)

    found = in_turn(ours, peer, 3, 60)
    assert calls == ["ours 0", "peer 0", "peer 1", "ours 1", "ours 2", "peer 2"]
    assert found.medians() == (20, 15)
    assert found.ratio() == 2  # a round that was disturbed doesn't count
    assert found.cpu_ratio() == 1
    assert len(in_turn(ours, peer, 3, -1).ours) == 1


@pytest.mark.parametrize(("copies", "other", "advised"), [(2.0, 1.0, True), (2.0, 0.8, False), (1.01, 1.0, False)])
def test_speculation_is_advised_where_it_pays_and_costs_nothing(copies: float, other: float, advised: bool) -> None:
    rows = [
        Row("speculation", copies, 1, "without", "tokens/s", copies),
        Row("speculation_no_copy", other, 1, "without", "tokens/s", other),
    ]
    (line,) = advice(rows)
    assert line.startswith("switch on: models.speculation" if advised else "leave off: models.speculation")
