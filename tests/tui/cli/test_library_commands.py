"""`ingest`, `status`, `verify`, `extract`, `forget`, `conversations`, `doctor`, `models`, `eval` and `bench`."""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from pathlib import Path
from threading import Event as Flag
from types import ModuleType
from typing import Any

import pytest

from engine.errors import LibraryDamaged
from engine.records import FileOutcome, Finding, IngestReport
from tests.tui.cli.conftest import Nacre
from tests.tui.cli.fakes import FakeEngine
from tui.cli import main, opening

INGEST_KEYS = {
    "added",
    "changed",
    "unchanged",
    "removed",
    "skipped",
    "failed",
    "chunks",
    "embedded",
    "seconds",
    "notes",
}
FAILED = FileOutcome("/papers/broken.pdf", "the file ends too soon")


def test_ingest_report_has_the_documented_keys(nacre: Nacre, fake: FakeEngine, tmp_path: Path) -> None:
    fake.ingest.report = IngestReport(1, 0, 0, 0, (FileOutcome("/a.bin", "binary"),), (), 3, 3, 0.1)
    result = nacre("ingest", str(tmp_path), "--json")
    assert result.status == 0
    assert set(result.json) == INGEST_KEYS
    assert result.json["skipped"] == [{"path": "/a.bin", "reason": "binary"}]


def test_ingest_hands_on_absolute_paths_and_its_options(
    nacre: Nacre, fake: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("a")
    nacre("ingest", "a.md", "--no-wait", "--collection", "papers")
    assert fake.ingest.calls == [{"paths": [tmp_path / "a.md"], "wait": False, "collection": "papers"}]


def test_files_that_failed_are_named_and_the_status_is_3(nacre: Nacre, fake: FakeEngine, tmp_path: Path) -> None:
    fake.ingest.report = IngestReport(1, 0, 0, 0, (), (FAILED,), 3, 3, 0.1)
    result = nacre("ingest", str(tmp_path))
    assert result.status == 3
    assert "/papers/broken.pdf: the file ends too soon" in result.out


def test_nothing_at_any_path_fails_with_one_sentence(nacre: Nacre, fake: FakeEngine, tmp_path: Path) -> None:
    missing = FileOutcome(str(tmp_path / "nowhere"), "no such file or folder")
    fake.ingest.report = IngestReport(0, 0, 0, 0, (), (missing,), 0, 0, 0.0)
    result = nacre("ingest", str(tmp_path / "nowhere"), "--json")
    assert result.status == 1
    assert result.json["failed"]
    assert result.err == f"nacre: {tmp_path / 'nowhere'} does not exist. Check the spelling.\n"


def test_first_interrupt_ends_an_ingest_between_two_files_and_reports(
    nacre: Nacre, fake: FakeEngine, tmp_path: Path
) -> None:
    seen: list[bool] = []
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background has it ignored

    def interrupt(cancel: Flag | None) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancel is not None
        seen.append(cancel.wait(2))

    fake.ingest.before_return = interrupt
    result = nacre("ingest", str(tmp_path), "--json")
    assert seen == [True]
    assert result.status == 130
    assert result.json["added"] == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_watch_prints_a_report_for_each_round(nacre: Nacre, fake: FakeEngine, tmp_path: Path) -> None:
    result = nacre("ingest", str(tmp_path), "--watch", "--json")
    assert result.status == 0
    assert [set(json.loads(line)) for line in result.out.splitlines()] == [INGEST_KEYS, INGEST_KEYS]


def test_watching_a_missing_folder_is_wrong_usage(nacre: Nacre, fake: FakeEngine, tmp_path: Path) -> None:
    assert nacre("ingest", str(tmp_path / "nowhere"), "--watch").status == 2


def test_status_shows_what_waits(nacre: Nacre, fake: FakeEngine) -> None:
    assert nacre("status", "--json").json["pending"] == {"embed": 3}

    out = nacre("status").out
    assert "2 (markdown 2)" in out
    assert "6 of 9 chunks by hashed/1 (tier 0)" in out


def test_status_says_which_model_answers_and_how_the_machine_is(nacre: Nacre, fake: FakeEngine) -> None:
    models = nacre("status", "--json").json["models"]
    assert set(models) == {"active", "remote", "machine", "models"}
    assert models["machine"]["chosen"] == "auto"
    shown = nacre("status").out
    assert "none: extracts" in shown and "normal (auto), 3 threads of 4 cores, 9.0 GB free" in shown


def test_verify_fails_when_there_are_problems(nacre: Nacre, fake: FakeEngine) -> None:
    assert nacre("verify").status == 0
    fake.library.problems = ("original 3 of /papers/bolt.md does not match its checksum",)
    result = nacre("verify", "--json")
    assert result.status == 1
    assert result.json["problems"] == list(fake.library.problems)
    assert "original 3" in nacre("verify").out


def test_extract_in_part_exits_3(nacre: Nacre, fake: FakeEngine, tmp_path: Path) -> None:
    assert nacre("extract", "-o", str(tmp_path / "out")).status == 0
    fake.library.failed = (FAILED,)
    assert nacre("extract", "-o", str(tmp_path / "out"), "--json").status == 3


def test_forgetting_without_a_terminal_needs_yes(nacre: Nacre, fake: FakeEngine) -> None:
    assert nacre("forget", "*.md").status == 2
    assert fake.library.forgotten == []
    assert nacre("forget", "*.md", "--yes", "--json").json["forgotten"][0]["path"] == "/papers/bolt.md"
    assert fake.library.forgotten == [("*.md",)]


def test_conversations_are_listed_shown_found_and_exported(nacre: Nacre, fake: FakeEngine, tmp_path: Path) -> None:
    assert nacre("conversations", "list", "--json").json["conversations"][0]["conversation_id"] == 4
    assert "How high is the bolt?" in nacre("conversations", "list").out
    turns = nacre("conversations", "show", "4", "--json").json["turns"]
    assert [turn["answer"] for turn in turns] == [None, {"answer": "4.87 metres [1]."}]
    assert "4.87 metres [1]." in nacre("conversations", "show", "4").out
    assert nacre("conversations", "search", "bolt", "--json").json["messages"][0]["turn_id"] == 8
    assert nacre("conversations", "export", "4").out.startswith("# How high")
    assert nacre("conversations", "export", "4", "--json").json == {"turns": []}
    assert nacre("conversations", "export", "4", "-o", str(tmp_path / "talk.md")).status == 0
    assert (tmp_path / "talk.md").read_text() == "# How high is the bolt?\n"


def test_doctor_fails_only_when_something_is_broken(nacre: Nacre, fake: FakeEngine) -> None:
    result = nacre("doctor")
    assert result.status == 0
    assert "embedder  missing  words and parts of words only; run nacre setup" in result.out
    fake.models.findings = (Finding("kernel", "broken", "not compiled"),)
    assert nacre("doctor", "--json").status == 1


def test_doctor_reports_a_library_that_does_not_open(nacre: Nacre, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(request: object) -> None:
        raise LibraryDamaged("the database is not a database", "restore it")

    monkeypatch.setattr(opening, "open_engine", damaged)
    result = nacre("doctor", "--json")
    assert result.status == 1
    assert result.json["findings"][0] == {
        "what": "library",
        "state": "broken",
        "detail": "the database is not a database",
        "remedy": "restore it",
    }


def test_setup_and_pull_are_the_same(nacre: Nacre, fake: FakeEngine) -> None:
    expected = {"encoder": "minilm/int8", "tier": 1}
    assert nacre("setup", "--json").json == nacre("models", "pull", "minilm", "--json").json == expected


def test_measurements_are_one_object_or_tables(nacre: Nacre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = {"collection": "tiny", "documents": 3, "arms": {"words": {"ndcg@10": 0.5}, "fused": {"ndcg@10": 0.61}}}
    measure(monkeypatch, "engine.evaluation.retrieval", "evaluate", result)
    assert nacre("eval", "retrieval", str(tmp_path), "--json").json == result
    assert nacre("eval", "retrieval", str(tmp_path)).out.splitlines() == [
        "collection  tiny",
        "documents   3",
        "",
        "arms   ndcg@10",
        "words    0.500",
        "fused    0.610",
    ]


@pytest.mark.parametrize(
    ("arguments", "module", "function", "passed"),
    [
        (("eval", "answers", ".", "--limit", "7"), "answers", "evaluate", 7),
        (("eval", "chunks", "."), "chunks", "evaluate", None),
        (("train", "answers", "."), "answers", "train", Path("weights.json")),
        (("train", "gaps", __file__, "--words", "words.npz"), "gaps", "train", Path("words.npz")),
        (("bench", "ask", "--chunks", "50"), "bench_ask", "run", 50),
        (("bench", "ingest"), "bench_embed", "run", None),
    ],
)
def test_each_measurement_is_called_with_its_size(
    nacre: Nacre,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    module: str,
    function: str,
    passed: object,
) -> None:
    room = "training" if arguments[0] == "train" else "evaluation"
    calls = measure(monkeypatch, f"engine.{room}.{module}", function, {"rows": [{"what": "x", "ratio": 2.0}]})
    result = nacre(*arguments)
    assert result.status == 0
    assert "2.000" in result.out
    assert passed is None or passed in calls[0]


def test_one_line_helps_are_those_of_the_commands_themselves() -> None:
    for name, (_, _, summary) in main.COMMANDS.items():
        command = main.cli.get_command(None, name)  # type: ignore[arg-type] # the group needs no context for it
        assert command is not None
        assert command.name == name
        assert (command.help or "").strip()
        assert len(summary) <= 60


def measure(monkeypatch: pytest.MonkeyPatch, name: str, function: str, result: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Put a module in place whose function gives `result`; the list that its calls go to."""
    calls: list[tuple[Any, ...]] = []

    def run(*arguments: Any) -> dict[str, Any]:
        calls.append(arguments)
        return result

    stand_in = ModuleType(name)
    setattr(stand_in, function, run)
    room, _, module = name.rpartition(".")
    monkeypatch.setitem(sys.modules, name, stand_in)
    monkeypatch.setattr(importlib.import_module(room), module, stand_in, raising=False)
    return calls
