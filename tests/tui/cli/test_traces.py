"""`conversations trace`, `good`, `bad` and `feedback`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.events import Halted, TraceCut, Unknown
from tests.tui.cli.conftest import Nacre
from tests.tui.cli.fakes import HOSTILE, FakeEngine

QUESTION = "Who built the lighthouse?"
LIGHT = "# The “light” [1]\n\nThe lighthouse was built in 1868 by Isla Menzies.\n"


@pytest.fixture
def asked(nacre: Nacre, tmp_path: Path) -> None:
    """A library with one question and its answer: messages 1 and 2 of conversation 1."""
    (tmp_path / "light.md").write_text(LIGHT, "utf-8")
    assert nacre("ingest", str(tmp_path / "light.md")).status == 0
    assert nacre("ask", QUESTION).status == 0


def test_a_stored_trace_is_what_was_told_while_the_answer_was_made(nacre: Nacre, asked: None) -> None:
    told = nacre("ask", QUESTION, "--json").json["trace"]
    stored = nacre("conversations", "trace", "2", "--json").json
    assert stored["trace"] == [event for event in told if event["event"] not in ("TurnStored", "AnswerDelta")]
    assert (stored["conversation"], stored["turn"], stored["question"]) == (2, 4, QUESTION)
    assert stored["total_ms"] > 0


def test_each_form_is_printed_or_written(nacre: Nacre, asked: None, tmp_path: Path) -> None:
    text = nacre("conversations", "trace", "1").out
    assert text.startswith(f"{QUESTION}\n\nTrace\n    research (mode answer), ")
    assert "\n    looking for built, lighthouse\n" in text
    assert "The “light” [1]" in text
    flowchart = nacre("conversations", "trace", "1", "2", "--form", "mermaid").out
    assert flowchart.startswith("flowchart TD\n") and "The “light” #91;1#93;" in flowchart
    digraph = nacre("conversations", "trace", "1", "--form", "dot", "-o", str(tmp_path / "how.dot"))
    assert digraph.out.startswith("Written to")
    assert (tmp_path / "how.dot").read_text("utf-8").startswith("digraph trace {\n")
    assert nacre("conversations", "trace", "1", "--form", "json").json == nacre(
        "conversations", "trace", "1", "--json"
    ).json  # fmt: skip


def test_an_answer_that_is_not_there_is_wrong_usage(nacre: Nacre, asked: None) -> None:
    for arguments in (("1", "1"), ("1", "99"), ("7",)):
        result = nacre("conversations", "trace", *arguments)
        assert result.status == 2 and "has no answer" in result.err
    assert nacre("conversations", "trace", "1", "--form", "svg").status == 2


def test_what_another_version_has_stored_and_what_is_hostile_is_told_harmlessly(nacre: Nacre, fake: FakeEngine) -> None:
    fake.conversations.events = (Unknown(f"Dreamt{HOSTILE}", {"round": 1}), TraceCut(3), Halted(HOSTILE))
    outs = [nacre("conversations", "trace", "4", "--form", form).out for form in ("text", "json", "mermaid", "dot")]
    assert "Dreamtbeforeafter, which another version of Nacre has stored" in outs[0]
    assert "3 events left out here" in outs[0]
    for out in outs:
        assert out and not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_the_last_answer_is_judged_where_none_is_named(nacre: Nacre, asked: None) -> None:
    assert nacre("conversations", "good", "--reason", "short").out == "Answer 2: called good.\n"
    assert "· answer 2 · good\n" in nacre("conversations", "show", "1").out
    data = nacre("conversations", "bad", "2", "--json").json
    assert data["turn_id"] == 2 and data["feedback"]["verdict"] == "bad"
    (question, answer) = nacre("conversations", "show", "1", "--json").json["turns"]
    assert question["feedback"] is None and answer["feedback"] == data["feedback"]
    assert nacre("conversations", "bad").out == "Answer 2: taken back.\n"
    assert nacre("conversations", "feedback").out == "Nothing was called good or bad yet.\n"


def test_verdicts_come_out_as_json_lines_to_learn_from(nacre: Nacre, asked: None) -> None:
    nacre("ask", "When was it built?")
    nacre("conversations", "good", "2", "--reason", "right\nand short")
    nacre("conversations", "bad", "4")
    first, second = (json.loads(line) for line in nacre("conversations", "feedback", "--json").out.splitlines())
    assert (first["turn_id"], first["verdict"], first["reason"]) == (2, "good", "right\nand short")
    assert (second["turn_id"], second["verdict"], second["reason"]) == (4, "bad", "")
    assert first["question"] == QUESTION and first["answer"]["text"] == first["text"]
    assert first["trace"][0]["event"] == "Routed"
    assert (first["tier"], first["model"], first["conversation_id"]) == (0, "", 1) and first["encoder"]
    table = nacre("conversations", "feedback").out
    assert "right and short" in table and "bad" in table


def test_without_an_answer_there_is_nothing_to_judge(nacre: Nacre, tmp_path: Path) -> None:
    result = nacre("conversations", "good")
    assert result.status == 2 and "there is no answer yet" in result.err
    assert nacre("conversations", "bad", "5").status == 2
    assert nacre("conversations", "feedback", "--json").out == ""
