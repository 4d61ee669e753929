"""`eval route`: the promised figures, by what follows from a few prompts; the shipped halves never share a prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.agents.route import ROLES
from engine.errors import NacreError, UsageError
from engine.evaluation.route import evaluate, measure, read_prompts
from engine.models.hashed import HashedEncoder
from engine.training.route import examples


def test_figures_follow_from_what_was_taken_for_what() -> None:
    found = measure(["code", "code", "tool", "tool"], ["code", "tool", "tool", "tool"])
    assert (found["n"], found["accuracy"]) == (4, 0.75)
    assert found["per_role"]["code"] == {"n": 2, "precision": 1.0, "recall": 0.5, "f1": 0.6667}
    assert found["per_role"]["tool"] == {"n": 2, "precision": 0.6667, "recall": 1.0, "f1": 0.8}
    assert found["confusion"]["code"] == {"code": 1, "tool": 1}


def test_a_file_is_measured_with_every_key(tmp_path: Path) -> None:
    path = tmp_path / "prompts.jsonl"
    rows = [{"text": "hi", "role": "smalltalk"}, {"text": "12 * 3", "role": "tool"}, {"text": "hello", "role": "code"}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    found = evaluate([path], HashedEncoder())
    assert json.loads(json.dumps(found)) == found
    assert (found["n"], found["accuracy"], found["tier"]) == (3, 0.6667, 0)
    assert found["per_role"].keys() == set(ROLES)
    assert found["by"] == {"rules": {"n": 3, "accuracy": 0.6667}}
    assert found["p95_ms"] > 0 <= found["embedding_p95_ms"]


@pytest.mark.parametrize("line", ['{"text": "a", "role": "poet"}', '{"text": "a"}', "not json", ""])
def test_prompts_that_cannot_be_read_are_an_error(tmp_path: Path, line: str) -> None:
    path = tmp_path / "prompts.jsonl"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises((UsageError, NacreError)):
        read_prompts([path])


def test_the_halves_share_no_prompt_and_every_batch_has_every_role() -> None:
    halves = {half: read_prompts(examples(half)) for half in ("fit", "held")}
    assert not {prompt.text for prompt in halves["fit"]} & {prompt.text for prompt in halves["held"]}
    assert len(halves["held"]) >= 300
    for prompts in halves.values():
        for batch in {prompt.batch for prompt in prompts}:
            assert {prompt.role for prompt in prompts if prompt.batch == batch} == set(ROLES)
