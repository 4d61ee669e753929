"""`nacre threads` and `nacre timeline`, from exports to what they print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.threads import labelled
from tui.cli.main import run


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("NACRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NACRE_CONFIG", str(tmp_path / "config"))
    labelled.write("built", tmp_path / "talks")
    folder = str(tmp_path / "library")
    assert run(["--library", folder, "ingest", str(tmp_path / "talks")]) == 0
    capsys.readouterr()
    return folder


def test_words_show_their_thread_with_open_questions_and_corrections(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--library", library, "threads", "balcony", "panel", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    finds = [find for thread in found["threads"] for find in thread["finds"]]
    open_ones = {find["quote"] for find in finds if find["kind"] == "question" and not find["answered"]}
    assert {"And do I need a permit for it?", "Which cable do I buy?"} <= open_ones
    assert all(find["speaker"] and find["time"] for find in finds)
    assert run(["--library", library, "threads", "balcony", "panel"]) == 0
    assert "asked, not answered: Which cable do I buy?" in capsys.readouterr().out


def test_the_timeline_is_by_what_is_asked_for(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--library", library, "timeline", "--by", "month", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["period"] for each in found["periods"]] == ["2025-03", "2025-04", "2025-05"]
    assert run(["--library", library, "timeline", "--by", "hour"]) == 2
