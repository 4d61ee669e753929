"""The command line with the real engine, at tier 0: documents in, cited answers out, and everything that goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.events import Event, FileDone
from tests.tui.cli.conftest import Nacre

LIGHTHOUSE = """# The lighthouse at Corran

The lighthouse was built in 1868 by the engineer Isla Menzies. Its tower is 41 metres high.

## The lamp

The lamp burned paraffin until 1931. Since then it has been electric, and it turns once in twelve seconds.
"""
FERRY = "The ferry to Corran leaves at 07:40 every weekday.\r\nOn Sundays there is no ferry at all.\r\n"
CODE = '''def tower_height_m() -> int:
    """Height of the tower above high water, in metres."""
    return 41
'''


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with three small documents."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "lighthouse.md").write_text(LIGHTHOUSE, "utf-8", newline="")
    (folder / "ferry.txt").write_text(FERRY, "utf-8", newline="")
    (folder / "tower.py").write_text(CODE, "utf-8", newline="")
    return folder


@pytest.fixture
def ingested(nacre: Nacre, papers: Path) -> Path:
    """The same folder, taken in."""
    result = nacre("ingest", str(papers), "--json")
    assert result.status == 0, result.err
    assert (result.json["added"], result.json["failed"], result.json["skipped"]) == (3, [], [])
    assert result.json["embedded"] == result.json["chunks"] > 0
    return papers


def test_every_quote_stands_in_the_canonical_text(nacre: Nacre, ingested: Path, tmp_path: Path) -> None:
    answer = nacre("ask", "Who built the lighthouse at Corran?", "--json").json
    assert not answer["abstained"]
    assert answer["tier"] == 0
    assert "Isla Menzies" in answer["answer"]
    assert answer["citations"]
    for citation in answer["citations"]:
        extracted = nacre("extract", citation["document"], "-o", str(tmp_path / "texts"), "--text", "--json").json
        text = Path(extracted["written"][0]).read_bytes().decode("utf-8")
        assert text[citation["char_start"] : citation["char_end"]] == citation["quote"]
        assert f"[{citation['n']}]" in answer["answer"]
        lines = text.splitlines()[citation["line_start"] - 1 : citation["line_end"]]
        assert citation["quote"].splitlines()[0] in lines[0]


def test_trace_tells_the_way_from_question_to_halt(nacre: Nacre, ingested: Path) -> None:
    kinds = [event["event"] for event in nacre("ask", "When does the ferry leave?", "--json").json["trace"]]
    assert kinds[0] == "TurnStored"
    assert {"QueryRead", "Searched", "Fused", "Drafted", "Checked", "Halted"} <= set(kinds)


def test_streamed_lines_end_with_the_answer(nacre: Nacre, ingested: Path) -> None:
    lines = [json.loads(line) for line in nacre("ask", "When does the ferry leave?", "--stream").out.splitlines()]
    assert lines[0]["event"] == "TurnStored"
    assert lines[-1]["event"] == "Answered"
    assert "07:40" in lines[-1]["answer"]["answer"]


def test_question_that_nothing_answers_is_an_abstention(nacre: Nacre, ingested: Path) -> None:
    result = nacre("ask", "Which enzymes digest cellulose?", "--json")
    assert result.status == 0
    assert result.json["abstained"]
    assert result.json["citations"] == []


def test_second_ingest_embeds_nothing_and_a_change_only_itself(nacre: Nacre, ingested: Path) -> None:
    again = nacre("ingest", str(ingested), "--json").json
    assert (again["unchanged"], again["added"], again["embedded"]) == (3, 0, 0)
    (ingested / "ferry.txt").write_text("The ferry leaves at 08:15 now.\n")
    changed = nacre("ingest", str(ingested), "--json").json
    assert (changed["unchanged"], changed["changed"]) == (2, 1)
    assert "08:15" in nacre("ask", "When does the ferry leave?", "--json").json["answer"]


def test_originals_come_back_byte_for_byte(nacre: Nacre, ingested: Path, tmp_path: Path) -> None:
    result = nacre("extract", "-o", str(tmp_path / "out"), "--json")
    assert result.status == 0
    back = {Path(path).name: Path(path).read_bytes() for path in result.json["written"]}
    assert back == {path.name: path.read_bytes() for path in ingested.iterdir()}


def test_search_status_verify_and_forget(nacre: Nacre, ingested: Path) -> None:
    found = nacre("search", "paraffin lamp", "-k", "2", "--json").json["passages"]
    assert found[0]["document"] == str(ingested / "lighthouse.md")
    assert found[0]["arms"]["words"]["rank"] == 1
    assert nacre("status", "--json").json["documents"] == 3
    assert nacre("verify").status == 0
    assert nacre("forget", "*.md", "--yes", "--json").status == 0
    assert nacre("status", "--json").json["documents"] == 2
    left = nacre("search", "paraffin lamp", "--json").json["passages"]
    assert str(ingested / "lighthouse.md") not in {passage["document"] for passage in left}
    assert (ingested / "lighthouse.md").exists()


def test_scope_narrows_a_question_and_one_that_matches_nothing_is_wrong_usage(nacre: Nacre, ingested: Path) -> None:
    answer = nacre("ask", "How high is the tower?", "--in", "*.md", "--json").json
    assert {citation["document"] for citation in answer["citations"]} <= {str(ingested / "lighthouse.md")}
    assert nacre("ask", "How high is the tower?", "--in", "*.nothing").status == 2


def test_summary_and_comparison_are_cited(nacre: Nacre, ingested: Path) -> None:
    assert nacre("summarise", str(ingested / "lighthouse.md"), "--json").json["citations"]
    left, right = str(ingested / "lighthouse.md"), str(ingested / "ferry.txt")
    both = nacre("compare", "What does it say about Corran?", left, right, "--json").json
    assert {citation["document"] for citation in both["left"]["citations"]} <= {left}
    assert {citation["document"] for citation in both["right"]["citations"]} <= {right}


def test_conversation_goes_on_and_is_exported(nacre: Nacre, ingested: Path) -> None:
    first = nacre("ask", "Who built the lighthouse?", "--json").json["conversation"]
    assert nacre("ask", "When does the ferry leave?", "--continue", "--json").json["conversation"] == first
    turns = nacre("conversations", "show", str(first), "--json").json["turns"]
    assert [turn["role"] for turn in turns] == ["user", "nacre", "user", "nacre"]
    assert nacre("conversations", "search", "ferry", "--json").json["messages"]
    exported = nacre("conversations", "export", str(first)).out
    assert "Who built the lighthouse?" in exported
    assert "lighthouse.md" in exported
    assert nacre("conversations", "show", "99").status == 2


def test_doctor_says_that_the_embedder_is_missing(nacre: Nacre) -> None:
    result = nacre("doctor", "--json")
    assert result.status == 0
    states = {finding["what"]: finding["state"] for finding in result.json["findings"]}
    assert "missing" in states.values()


@pytest.mark.parametrize("question", ["", "   ", "x" * 100_000], ids=["empty", "blank", "long"])
def test_impossible_questions_are_wrong_usage_in_one_sentence(nacre: Nacre, ingested: Path, question: str) -> None:
    result = nacre("ask", question)
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("nacre: ")
    assert result.err.count("\n") == 1
    assert len(result.err) < 400


def test_question_of_stop_words_gets_an_answer_or_an_abstention(nacre: Nacre, ingested: Path) -> None:
    result = nacre("ask", "is it that of the", "--json")
    assert result.status == 0
    assert result.json["abstained"]


def test_empty_library_abstains(nacre: Nacre) -> None:
    result = nacre("ask", "Who built the lighthouse?", "--json")
    assert result.status == 0
    assert result.json["abstained"]
    assert result.json["halt"] == "empty library"


def test_missing_path_alone_fails_and_beside_another_counts_in_part(nacre: Nacre, papers: Path) -> None:
    alone = nacre("ingest", str(papers / "nowhere.md"))
    assert alone.status == 1
    assert alone.err.count("\n") == 1
    beside = nacre("ingest", str(papers / "nowhere.md"), str(papers / "ferry.txt"), "--json")
    assert beside.status == 3
    assert beside.json["added"] == 1
    assert [outcome["path"] for outcome in beside.json["failed"]] == [str(papers / "nowhere.md")]


def test_empty_and_binary_files_are_skipped_and_listed(nacre: Nacre, papers: Path) -> None:
    (papers / "empty.txt").write_bytes(b"")
    (papers / "noise.bin").write_bytes(bytes(range(256)) * 40)
    report = nacre("ingest", str(papers), "--json").json
    assert report["added"] == 3
    assert {Path(outcome["path"]).name for outcome in report["skipped"]} == {"empty.txt", "noise.bin"}
    assert all(outcome["reason"] for outcome in report["skipped"])


def test_broken_file_is_named_and_the_rest_goes_on(nacre: Nacre, papers: Path) -> None:
    (papers / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is no PDF at all\n")
    result = nacre("ingest", str(papers), "--json")
    assert result.status == 3
    assert result.json["added"] == 3
    assert [Path(outcome["path"]).name for outcome in result.json["failed"]] == ["broken.pdf"]


def test_locked_library_is_one_sentence_and_questions_go_on(
    nacre: Nacre, ingested: Path, own_folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text("[ingest]\nwriter_wait_s = 0.1\n")
    monkeypatch.setenv("NACRE_CONFIG", str(tmp_path))
    (ingested / "new.md").write_text("# New\n\nA new document about seals.\n")
    inside, done = threading.Event(), threading.Event()

    def hold(event: Event) -> None:
        if isinstance(event, FileDone):
            inside.set()
            done.wait(20)

    def other_process() -> None:
        with Engine.open(settings=Settings()) as engine:
            engine.ingest.run([ingested], listen=hold)

    thread = threading.Thread(target=other_process)
    thread.start()
    try:
        assert inside.wait(20)
        locked = nacre("ingest", str(ingested))
        asked = nacre("ask", "Who built the lighthouse?", "--json")
    finally:
        done.set()
        thread.join(20)
    assert locked.status == 1
    assert locked.err.startswith("nacre: ")
    assert locked.err.count("\n") == 1
    assert asked.status == 0
    assert "Isla Menzies" in asked.json["answer"]


def test_library_that_is_no_folder_or_no_database_is_one_sentence(nacre: Nacre, papers: Path, tmp_path: Path) -> None:
    assert nacre("status", "--library", str(papers / "ferry.txt")).status == 2
    nacre("ingest", str(papers), "--library", str(tmp_path / "damaged"))
    for path in (tmp_path / "damaged").iterdir():
        if path.is_file() and path.read_bytes().startswith(b"SQLite format 3"):
            path.write_bytes(b"no database" * 1000)
    result = nacre("status", "--library", str(tmp_path / "damaged"))
    assert result.status == 1
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err


def test_installed_command_works_without_a_home_and_with_a_reader_that_leaves(
    ingested: Path, own_folders: Path
) -> None:
    environment = {**os.environ, "HOME": "", "PYTHONWARNINGS": "error::ResourceWarning"}
    command = [sys.executable, "-m", "tui.cli.main"]
    asked = subprocess.run(
        [*command, "ask", "-", "--json"],
        input="Who built the lighthouse?",
        env=environment,
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 0, asked.stderr
    assert "Isla Menzies" in json.loads(asked.stdout)["answer"]
    reader = subprocess.Popen(
        [*command, "search", "Corran"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert reader.stdout is not None and reader.stderr is not None
    reader.stdout.close()
    with reader.stderr as errors:
        assert errors.read() == b""
    assert reader.wait(60) == 141
