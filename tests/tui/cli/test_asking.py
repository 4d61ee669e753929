"""`ask`, `summarise`, `compare` and `search`: what they hand to the engine and how they show what it gives back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import LibraryLocked, UsageError
from engine.events import ModelReplied
from engine.records import ArmScore, Passage
from tests.tui.cli.conftest import Nacre
from tests.tui.cli.fakes import HOSTILE, QUOTE, FakeEngine, answer, place

ASK_KEYS = {
    "question", "answer", "abstained", "tier", "citations", "nearest", "rounds", "halt", "support", "trace", "timings",
    "conversation", "model", "role", "specialist", "lens", "way", "grounded", "unsupported",
}  # fmt: skip
CITATION_KEYS = {
    "n", "document", "part", "version", "title", "headings", "page", "speaker", "time", "line_start", "line_end",
    "char_start", "char_end", "quote",
}  # fmt: skip


def test_json_is_one_object_with_the_documented_keys(nacre: Nacre, fake: FakeEngine) -> None:
    result = nacre("ask", "How high is the bolt?", "--json")
    assert result.status == 0
    assert set(result.json) == ASK_KEYS
    (citation,) = result.json["citations"]
    assert set(citation) == CITATION_KEYS
    assert citation["document"] == "/papers/bolt.md"
    assert citation["quote"] == QUOTE
    assert [event["event"] for event in result.json["trace"]] == ["QueryRead", "Halted"]
    assert result.err == ""


@pytest.mark.parametrize(("finish", "said"), [("stop", ""), ("length", "cut where it"), ("repeats", "in circles")])
def test_an_answer_that_its_model_did_not_end_says_so(nacre: Nacre, fake: FakeEngine, finish: str, said: str) -> None:
    fake.ask.answer = answer(tier=2, model="qwen")
    fake.ask.before = (ModelReplied("other", 9, 1.0, "length", 1.0), ModelReplied("qwen", 512, 9.0, finish, 1.0))
    result = nacre("ask", "How high is the bolt?")
    assert said in result.err and bool(result.err) == bool(said)


@pytest.mark.parametrize("before", [True, False])
def test_common_options_count_before_and_after_the_command(
    nacre: Nacre, fake: FakeEngine, tmp_path: Path, before: bool
) -> None:
    options = ("--json", "--library", str(tmp_path / "papers"))
    result = nacre(*options, "ask", "q") if before else nacre("ask", "q", *options)
    assert result.status == 0
    assert result.json["answer"]
    assert fake.requests[0].library == tmp_path / "papers"


def test_library_after_the_command_wins(nacre: Nacre, fake: FakeEngine, tmp_path: Path) -> None:
    nacre("--library", str(tmp_path / "a"), "ask", "q", "--library", str(tmp_path / "b"))
    assert fake.requests[0].library == tmp_path / "b"


def test_dash_reads_the_question_from_stdin(nacre: Nacre, fake: FakeEngine) -> None:
    nacre("ask", "-", stdin="How high is\nthe bolt?\n")
    assert fake.ask.calls[0]["question"] == "How high is\nthe bolt?\n"


def test_bytes_that_are_not_text_become_replacement_characters(nacre: Nacre, fake: FakeEngine) -> None:
    nacre("ask", "caf\udce9")
    assert fake.ask.calls[0]["question"] == "caf\ufffd"


def test_continue_goes_on_with_the_latest_conversation(nacre: Nacre, fake: FakeEngine) -> None:
    nacre("ask", "first")
    nacre("ask", "then", "--continue", "--in", "*.md")
    assert fake.ask.calls == [
        {"question": "first", "conversation": None, "scope": "", "model": ""},
        {"question": "then", "conversation": 4, "scope": "*.md", "model": ""},
    ]


def test_stream_prints_each_event_as_a_line_and_the_answer_last(nacre: Nacre, fake: FakeEngine) -> None:
    lines = [json.loads(line) for line in nacre("ask", "q", "--stream").out.splitlines()]
    assert [line["event"] for line in lines] == ["QueryRead", "Halted", "Answered"]
    assert set(lines[-1]["answer"]) == ASK_KEYS


def test_plain_answer_names_source_place_and_quote(nacre: Nacre, fake: FakeEngine) -> None:
    out = nacre("ask", "q", "--trace").out
    assert out.startswith("The bolt stands 4.87 metres above station zero [1].\n\nSources\n")
    assert "[1] The brass bolt › Where it is · lines 3–4\n    /papers/bolt.md\n" in out
    assert "    > The bolt stands 4.87 metres above station zero.\n" in out
    assert "tier 0 (no model) · 3 ms · supported\n" in out or "tier 0 (no model) · 4 ms · supported\n" in out
    assert out.endswith("Trace\n    looking for bolt\n    stopped: supported\n")
    assert "\x1b" not in out


def test_abstention_is_done_and_shows_the_nearest_passages(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.answer = answer(text="", abstained=True, citations=(), halt="weak support")
    result = nacre("ask", "q")
    assert result.status == 0
    assert result.out.startswith("The library does not say.\n\nNearest passages\nThe brass bolt")
    assert QUOTE.replace("\n", " ") in result.out


def test_escape_sequences_of_a_document_never_reach_the_terminal(nacre: Nacre, fake: FakeEngine) -> None:
    hostile = place(title=HOSTILE, path=f"/papers/{HOSTILE}.md", headings=(HOSTILE,))
    passage = Passage(5, hostile, HOSTILE, {"words": ArmScore(1, 1.0)}, 1.0)
    fake.ask.answer = answer(text=HOSTILE, citations=(), nearest=(passage,))
    fake.search.found = (passage,)
    plain = nacre("ask", "q").out + nacre("search", "q").out
    machine = nacre("ask", "q", "--json")
    for out in (plain, machine.out):
        assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "beforeafter" in plain
    assert machine.json["nearest"][0]["text"] == HOSTILE


def test_narrow_and_wide_terminals_wrap_at_their_width(
    nacre: Nacre, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.ask.answer = answer(text="word " * 100)
    for columns in (40, 72):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert max(map(len, nacre("ask", "q").out.splitlines())) in range(columns - 5, columns + 1)


def test_comparison_stands_side_by_side_where_it_fits(
    nacre: Nacre, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = nacre("compare", "q", "old.md", "new.md").out
    assert below.index("== old.md") < below.index("== new.md")
    monkeypatch.setenv("COLUMNS", "120")
    beside = nacre("compare", "q", "old.md", "new.md").out.splitlines()
    assert beside[0].split() == ["old.md", "│", "new.md"]
    assert {line.index("│") for line in beside} == {59}


def test_comparison_as_json_has_both_answers(nacre: Nacre, fake: FakeEngine) -> None:
    data = nacre("compare", "q", "old.md", "new.md", "--json").json
    assert (data["left"]["name"], data["right"]["name"]) == ("old.md", "new.md")
    assert set(data["left"]) == ASK_KEYS | {"name"}


def test_summary_is_shown_like_an_answer(nacre: Nacre, fake: FakeEngine) -> None:
    assert "Sources" in nacre("summarise", "papers").out
    assert set(nacre("summarise", "papers", "--json").json) == ASK_KEYS


def test_search_shows_rank_and_score_of_each_retriever(nacre: Nacre, fake: FakeEngine) -> None:
    assert "words 1 (3.5) · fused 1 (0.03)" in nacre("search", "bolt").out
    data = nacre("search", "bolt", "-k", "3", "--in", "*.md", "--json").json
    assert data["passages"][0]["arms"] == {"words": {"rank": 1, "score": 3.5}, "fused": {"rank": 1, "score": 0.03}}
    assert fake.search.calls[-1] == {"words": "bolt", "k": 3, "scope": "*.md"}


@pytest.mark.parametrize(
    ("error", "status"), [(UsageError("the question is empty", "ask something"), 2), (LibraryLocked("busy"), 1)]
)
def test_engine_errors_are_one_sentence_with_their_status(
    nacre: Nacre, fake: FakeEngine, error: Exception, status: int
) -> None:
    fake.ask.error = error
    plain, machine = nacre("ask", "q"), nacre("ask", "q", "--json")
    assert plain.status == machine.status == status
    assert plain.out == ""
    assert plain.err == f"nacre: {error}\n"
    assert machine.json == {"error": str(error)}
