"""`nacre train evidence`: what it says of a library that was never trained on, and of wishes that make no sense."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from engine.reasoning.selecting.choosing import shipped_card
from engine.training.evidence.kept import own, report_of
from engine.training.evidence.report import FORMAT
from tests.tui.cli.conftest import Nacre

RISE = {"mean": 0.0312, "low": 0.0101, "high": 0.0523, "p": 0.002}
ARMS = [
    {
        "arm": "linear",
        "mrr@10": 0.8,
        "recall@5": 0.9,
        "all@5": 0.85,
        "further": 0.0,
        "network_is_better_by": {"mrr@10": RISE, "recall@5": RISE},
    },
    {"arm": "network", "mrr@10": 0.83, "recall@5": 0.93, "all@5": 0.88, "further": 0.25},
]
REPORT = {
    "format": FORMAT,
    "trained_on": {"heading": 120, "sentence": 300},
    "reported_on": {"heading": 40, "sentence": 100},
    "stages": [{"stage": 0, "source": "heading", "questions": 40, "arms": ARMS}],
    "ways": [{"source": "heading", "questions": 40, "arms": ARMS}],
    "halting": [{"stage": 0, "questions": 40, "auroc": None, "brier": 0.125}],
    "against": "plain search",
    "verdict": {
        "adopted": True,
        "why": "it wins on questions that it has not seen",
        "questions": 140,
        "before": {"mrr@10": 0.8, "recall@5": 0.9, "all@5": 0.85},
        "after": {"mrr@10": 0.83, "recall@5": 0.93, "all@5": 0.88},
        "mrr": RISE,
        "recall": RISE,
        "halting": None,
    },
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


def test_a_library_without_a_report_says_so(nacre: Nacre, library: Path) -> None:
    said = nacre("--library", str(library), "train", "evidence", "--report")
    assert said.status == 0 and said.out.startswith("No selector has been trained on this library yet")
    assert nacre("--library", str(library), "train", "evidence", "--report", "--json").json["report"] is None


def test_what_ships_is_told_with_its_figures(nacre: Nacre, library: Path) -> None:
    card = shipped_card()
    assert {"data", "licence", "command", "seed", "date"} <= set(card)
    said = nacre("--library", str(library), "train", "evidence", "--report")
    assert "The one that ships" in said.out and str(card["data"])[:30] in " ".join(said.out.split())
    told = nacre("--library", str(library), "train", "evidence", "--report", "--json").json
    assert told["ships"] == card


def test_the_last_report_is_shown_as_tables_and_as_it_was_written(nacre: Nacre, library: Path) -> None:
    report_of(library).write_text(json.dumps(REPORT), "utf-8")
    said = nacre("--library", str(library), "train", "evidence", "--report")
    assert said.status == 0
    assert "is used in this library from now on" in said.out.replace("\n", " ")
    assert "300 questions (sentence)" in said.out.replace("\n", " ")
    (row,) = [line for line in said.out.splitlines() if line.startswith("linear") and line.endswith("0.002")]
    assert row.split() == ["linear", "0.800", "0.900", "0.850", "0.031", "0.010", "0.052", "0.002"]
    assert max(map(len, said.out.splitlines())) <= 80
    assert nacre("--library", str(library), "train", "evidence", "--report", "--json").json == REPORT


def test_a_damaged_report_ends_in_a_sentence(nacre: Nacre, library: Path) -> None:
    report_of(library).write_text("{", "utf-8")
    said = nacre("--library", str(library), "train", "evidence", "--report")
    assert said.status == 1 and "is damaged" in said.err and "Traceback" not in said.err


def test_a_librarys_own_selector_is_forgotten_once(nacre: Nacre, library: Path) -> None:
    own(library).write_bytes(b"whatever it is")
    report_of(library).write_text(json.dumps(REPORT), "utf-8")
    assert nacre("--library", str(library), "train", "evidence", "--forget", "--json").json == {"forgotten": True}
    assert not own(library).exists()
    told = nacre("--library", str(library), "train", "evidence", "--report").out.replace("\n", " ")
    assert "until it was forgotten" in told
    said = nacre("--library", str(library), "train", "evidence", "--forget")
    assert said.status == 0 and "has no selector of its own" in said.out


def test_wishes_that_make_no_sense_are_refused(nacre: Nacre, library: Path) -> None:
    for wrong in (["--report", "--forget"], ["--minutes", "0"], ["--seeds", "0"], ["--collections", "/nowhere"]):
        assert nacre("--library", str(library), "train", "evidence", *wrong).status == 2


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="PyTorch is installed")
def test_without_pytorch_it_says_how_to_have_it(nacre: Nacre, library: Path) -> None:
    said = nacre("--library", str(library), "train", "evidence")
    assert said.status == 2 and "nacre[train]" in said.err


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
def test_without_the_embedder_it_says_how_to_have_it(
    nacre: Nacre, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.step_back.step_back", lambda: None)  # the tests' own process stays as it is
    said = nacre("--library", str(library), "train", "evidence")
    assert said.status == 2 and "nacre setup" in said.err
