"""The measurements on a collection of eight documents: every key that is promised, and figures that follow from it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.errors import NacreError, UsageError
from engine.evaluation import answers, chunks, retrieval
from engine.evaluation.bed import bed, read_items
from engine.evaluation.collection import load
from engine.evaluation.retrieval import ARMS
from engine.events import Event, JobProgress
from engine.sources.chunker import Chunk
from tests.engine.evaluation import collections

pytestmark = pytest.mark.usefixtures("tier_0")

RANKING = {"ndcg@10", "mrr@10", "recall@5", "recall@10", "recall@100", "all@5"}


@pytest.fixture
def lights(tmp_path: Path) -> Path:
    return collections.write(tmp_path / "lights")


def test_retrieval_has_every_arm_and_measure(lights: Path) -> None:
    heard: list[Event] = []
    found = retrieval.evaluate(lights, heard.append)
    assert json.loads(json.dumps(found)) == found
    assert (found["collection"], found["documents"], found["queries"]) == ("lights", 8, 8)
    assert found["arms"].keys() == set(ARMS) == {"words", "dense", "codes", "fused", "selected"}
    for figures in found["arms"].values():
        assert figures.keys() == RANKING and all(0 <= figure <= 1 for figure in figures.values())
    assert found["arms"]["words"]["recall@10"] == found["arms"]["fused"]["recall@10"] == 1.0
    assert found["arms"]["words"]["mrr@10"] > 0.5, "each question names its document"
    assert found["arms"]["selected"] == found["arms"]["fused"]
    assert any(isinstance(event, JobProgress) and (event.done, event.total) == (8, 8) for event in heard)


def test_codes_rank_as_exact_vectors_do(lights: Path) -> None:
    arms = retrieval.evaluate(lights)["arms"]
    assert arms["codes"]["ndcg@10"] == pytest.approx(arms["dense"]["ndcg@10"], abs=0.05)


def test_a_measurement_repeats(lights: Path) -> None:
    assert retrieval.evaluate(lights) == retrieval.evaluate(lights)


def test_answers_have_every_promised_figure(lights: Path) -> None:
    found = answers.evaluate(lights, limit=100)
    assert json.loads(json.dumps(found)) == found
    assert found["answerable"].keys() >= {
        "n", "contains_gold", "mean_words", "max_words", "coverage", "accuracy_when_answered",
    }  # fmt: skip
    assert (found["answerable"]["n"], found["unanswerable"]["n"]) == (8, 4)
    assert found["answerable"]["contains_gold"] >= 0.75
    assert 0 < found["answerable"]["mean_words"] <= found["answerable"]["max_words"] <= 90
    assert 0 <= found["abstention"]["auroc"] <= 1
    citations = found["citations"]
    assert citations["n"] == citations["exact"] > 0 and citations["dangling"] == 0
    assert 0 < found["timings"]["p50_ms"] <= found["timings"]["p95_ms"]
    halves = found["halves"]
    assert [halves[half]["answerable"]["n"] for half in ("even", "odd")] == [4, 4]
    assert found["absent"]["n"] == 8 and 0 <= found["absent"]["auroc"] <= 1


def test_the_limit_is_of_each_kind(lights: Path) -> None:
    found = answers.evaluate(lights, limit=3)
    assert (found["answerable"]["n"], found["unanswerable"]["n"]) == (3, 3)


def test_a_collection_without_answers_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no answers"):
        answers.evaluate(collections.write(tmp_path, answers=False))


@pytest.mark.parametrize(
    ("text", "golden", "expected"),
    [
        ("It was built by Isla  MENZIES.", ["isla menzies"], True),
        ("It was built in 1868.", ["868"], False),
        ("It is 41 metres high.", ["42", "41"], True),
        ("It is 41 metres high.", ["41 metre"], False),
        ("Anything", [""], False),
        ("Anything", [], False),
        ("A straße", ["STRASSE"], True),
        ("Price: $5 (about)", ["$5 (about)"], True),
    ],
)
def test_an_answer_is_contained_as_whole_words(text: str, golden: list[str], expected: bool) -> None:
    assert answers.contains(text, golden) is expected


def test_a_library_that_lacks_a_subject(lights: Path) -> None:
    collection = load(lights)
    with bed(read_items(collection.items), lambda event: None) as place:
        left = place.without({"Aldby-1", "Aldby-2"})
        assert len(left) == 6
        titles = [passage.place.title for passage in place.searcher.search("light", 10, left).passages]
        assert len(titles) == 6 and not any("Aldby" in title for title in titles)
        folder = place.library.folder
    assert not folder.exists()


@pytest.fixture
def spans(tmp_path: Path) -> Path:
    """Two documents and the exact places of two answers in them."""
    folder = tmp_path / "spans"
    folder.mkdir()
    filler = "Nothing of interest happened there for a very long time, or so the records of the parish say. " * 12
    texts = {
        "light": f"# Light\n\n{filler}\n\n## Lamp\n\nThe lamp burned paraffin until 1931.\n\n## More\n\n{filler}\n",
        "ferry": f"# Ferry\n\n{filler}\n\n## Timetable\n\nThe ferry leaves at noon.\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8", newline="")
    with (folder / "questions.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["question", "references", "corpus_id"])
        for name, question, quote in (
            ("light", "What did the lamp burn?", "The lamp burned paraffin until 1931."),
            ("ferry", "When does the ferry leave?", "The ferry leaves at noon."),
        ):
            start = texts[name].index(quote)
            span = {"content": quote, "start_index": start, "end_index": start + len(quote)}
            rows.writerow([question, json.dumps([span]), name])
    return folder


def test_chunks_are_measured_beside_fixed_windows(spans: Path) -> None:
    found = chunks.evaluate(spans)
    assert json.loads(json.dumps(found)) == found
    assert found["questions"] == 2
    for name in ("nacre", "fixed800"):
        assert found[name].keys() >= {"char_recall", "iou"}
    assert found["nacre"]["char_recall"] == 1.0
    assert found["nacre"]["iou"] > 0
    windows = sum(-(-len((spans / f"{name}.md").read_text()) // chunks.WINDOW) for name in ("light", "ferry"))
    assert found["fixed800"]["chunks"] == windows


def test_recall_and_iou_of_chunks_by_hand(spans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "TOP", 1)
    monkeypatch.setattr(chunks, "_windows", lambda reading: [_window(reading.text)])
    found = chunks.evaluate(spans)["fixed800"]
    texts = [(spans / f"{name}.md").read_text() for name in ("light", "ferry")]
    hits = [("The lamp burned paraffin until 1931.", texts[0]), ("The ferry leaves at noon.", texts[1])]
    expected = [_overlap(quote, text) for quote, text in hits]
    assert found["char_recall"] == pytest.approx(sum(recall for recall, _ in expected) / 2)
    assert found["iou"] == pytest.approx(sum(iou for _, iou in expected) / 2)


def _window(text: str) -> Any:
    """One chunk of each document: from its fifth character of the quote's line on, forty long."""
    start = max(text.find("The lamp"), text.find("The ferry")) + 4
    return Chunk(start, min(len(text), start + 40), (), 1, 1)


def _overlap(quote: str, text: str) -> tuple[float, float]:
    window = _window(text)
    start = text.index(quote)
    both = min(start + len(quote), window.end) - max(start, window.start)
    return both / len(quote), both / (len(quote) + window.end - window.start - both)


def test_questions_without_their_columns_or_file_are_named(spans: Path) -> None:
    (spans / "questions.csv").write_text("question,answer\nWhat?,Nothing\n")
    with pytest.raises(NacreError, match=r"questions\.csv has a row without"):
        chunks.evaluate(spans)
    (spans / "questions.csv").write_text("question,references,corpus_id\n")
    with pytest.raises(UsageError, match="has no questions"):
        chunks.evaluate(spans)
    (spans / "questions.csv").unlink()
    with pytest.raises(UsageError, match=r"has no questions\.csv"):
        chunks.evaluate(spans)


def test_a_document_that_is_read_for_its_spans_is_its_own_part(spans: Path) -> None:
    reading = chunks._reading(spans / "light.md")
    assert reading.part == "light" and reading.text == (spans / "light.md").read_text()
    assert replace(reading, part="") != reading
