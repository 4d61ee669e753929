"""The measurement of the claim check: its statements, its cases, its figures, and the fit on them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.evaluation import claims
from engine.evaluation.claims_altered import altered
from engine.evaluation.claims_cases import answer_kind
from engine.evaluation.claims_wording import statement
from engine.evaluation.collection import load
from engine.models.hashed import HashedEncoder
from engine.reasoning.claims import weights
from engine.reasoning.vectors import SentenceVectors
from engine.training import claims as training
from tests.engine.evaluation import collections

pytestmark = pytest.mark.usefixtures("tier_0")

PLACES = ("Aldby", "Berrow", "Corran", "Dunmere")


@pytest.fixture
def harbours(tmp_path: Path) -> Path:
    """Four articles of two documents, with three answers of a kind in each."""
    folder = tmp_path / "harbours"
    folder.mkdir()
    corpus: list[dict[str, object]] = []
    queries: list[dict[str, object]] = []
    relevant = ["query-id\tcorpus-id\tscore"]
    for number, place in enumerate(PLACES):
        years = [1800 + 7 * number + 11 * at for at in range(3)]
        light = f"The lighthouse of {place} was built in {years[0]}. Its tower was painted green in {years[1]}."
        ferry = f"The ferry of {place} was sold to a merchant in {years[2]}. It never left the old harbour again."
        corpus += [
            {"_id": f"{place}-1", "title": f"The light of {place}", "text": light},
            {"_id": f"{place}-2", "title": f"The ferry of {place}", "text": ferry},
        ]
        for at, (question, document) in enumerate(
            [
                (f"When was the lighthouse of {place} built?", 1),
                (f"When was the tower of {place} painted green?", 1),
                (f"When was the ferry of {place} sold to a merchant?", 2),
            ]
        ):
            queries.append({"_id": f"{place}{at}", "text": question, "answers": [str(years[at])], "article": place})
            relevant.append(f"{place}{at}\t{place}-{document}\t1")
    collections.lines(folder / "corpus.jsonl", corpus)
    collections.lines(folder / "queries.jsonl", queries)
    (folder / "qrels.tsv").write_text("\n".join(relevant) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Who built the tower?", "Isla Menzies", "Isla Menzies built the tower."),
        ("When was the tower built?", "1868", "The tower was built in 1868."),
        ("In what year was the tower built?", "1868", "The tower was built in 1868."),
        ("How many rooms does the tower have?", "12", "The tower have 12 rooms."),
        ("What is the name of the ferry?", "Elsa", "The name of the ferry is Elsa."),
        ("What company runs the ferry?", "Kerr", "Kerr company runs the ferry."),
        ("The ferry carries how many people?", "12", "The ferry carries 12 people."),
    ],
)
def test_a_question_with_its_answer_becomes_a_statement(question: str, answer: str, expected: str) -> None:
    assert statement(question, answer) == expected


def test_answers_are_told_apart_by_what_they_are() -> None:
    assert answer_kind("When was it built?", "May 1868") == "date"
    assert answer_kind("How many came?", "twelve people") == "number"
    assert answer_kind("Who came?", "Isla Menzies") == "person"
    assert answer_kind("Where did they go?", "Corran") == "place"
    assert answer_kind("What did they eat?", "fish") == "other"


def test_a_true_statement_has_false_neighbours() -> None:
    found = altered("The ferry is larger than 12 ships of Corran and Aldby.", random.Random(1))
    assert found.keys() == {"denied", "opposite", "number", "names"}
    assert found["denied"].startswith("The ferry is not") and "smaller" in found["opposite"]
    assert "12" not in found["number"] and found["names"].endswith("Aldby and Corran.")


def test_a_case_has_a_wrong_answer_and_a_sentence_without_the_right_one(harbours: Path) -> None:
    cases = claims.half(load(harbours), True, 100, SentenceVectors(HashedEncoder()))
    assert {case.article for case in cases} == {"Aldby", "Corran"} and len(cases) == 6
    for case in cases:
        assert case.answer in case.gold.text and case.answer not in case.other.text
        assert case.kind == "date" and case.wrong_answer != case.answer
        assert not case.near or case.near_answer in case.gold.item.text


def test_figures_say_which_half_they_are_of_and_repeat(harbours: Path) -> None:
    found = claims.evaluate(harbours, 100)
    assert json.loads(json.dumps(found)) == found
    assert found["halves"].keys() == {"even", "odd"}
    for figures in found["halves"].values():
        assert figures["n"] == 6
        assert figures["answer"]["auroc"] > 0.8 and figures["answer"]["interval"][0] <= figures["answer"]["auroc"]
        assert figures["sentence"]["paired"] > 0.8
        assert 0 <= figures["calibration_error"] <= 1
        assert figures["attribution"]["named"].keys() == {"gold", "similar", "wrong"}
    again = claims.evaluate(harbours, 100)
    assert [again["halves"][half]["answer"] for half in ("even", "odd")] == [
        found["halves"][half]["answer"] for half in ("even", "odd")
    ]


def test_a_collection_without_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no answers"):
        claims.evaluate(collections.write(tmp_path / "lights", answers=False), 10)


def test_the_fit_writes_what_the_check_reads_and_keeps_other_tiers(harbours: Path, tmp_path: Path) -> None:
    target = tmp_path / "weights.json"
    target.write_text(json.dumps({"tiers": {"1": {"kept": True}}}), "utf-8")
    entry = training.train(harbours, target)
    data = json.loads(target.read_text("utf-8"))
    assert data["tiers"]["1"] == {"kept": True} and data["tiers"]["0"] == json.loads(json.dumps(entry))
    assert weights.parse(data["tiers"]["0"]).claim.weights
    assert entry["card"]["figures"].keys() == {"even", "odd"}


def test_the_fit_refuses_a_collection_without_answers(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too few questions"):
        training.train(collections.write(tmp_path / "lights", answers=False), tmp_path / "weights.json")
