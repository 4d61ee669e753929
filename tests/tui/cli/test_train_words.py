"""`nacre train words`: its options, and what stands in its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.training import torch_here
from tests.tui.cli.conftest import Nacre


def test_without_pytorch_it_says_what_to_install(nacre: Nacre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(torch_here, "find_spec", lambda name: None)
    (tmp_path / "pairs.jsonl").write_text("")
    result = nacre("train", "words", str(tmp_path / "pairs.jsonl"))
    assert result.status == 2
    assert "nacre[train]" in result.err and "Traceback" not in result.err


def test_there_are_three_parts_and_one_of_all_pairs(nacre: Nacre, tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_text("")
    result = nacre("train", "words", str(tmp_path / "pairs.jsonl"), "--part", "4")
    assert result.status == 2
    assert "0<=x<=3" in result.err


def test_each_part_that_is_named_is_taught_once(nacre: Nacre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = pytest.importorskip("engine.training.words.run", reason="PyTorch is an extra", exc_type=ImportError)
    taught: list[tuple[object, ...]] = []
    monkeypatch.setattr("engine.training.step_back.os.nice", lambda by: by)
    monkeypatch.setattr(run, "train", lambda *given, **more: taught.append(given) or {"pairs": 3})
    (tmp_path / "pairs.jsonl").write_text("")
    result = nacre("train", "words", str(tmp_path / "pairs.jsonl"), "--part", "3", "--part", "0", "--part", "3")
    assert result.status == 0
    assert taught[0][2] == (3, 0)
