"""`nacre eval followups` on a small collection: follow-ups are made by plain rules, and measured in four ways."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.evaluation import followups
from engine.evaluation.collection import load
from engine.evaluation.followup_pairs import dropped, pairs, with_pronoun
from tests.engine.evaluation import collections

MILLS = ("Aldby Mill", "Berrow Mill", "Corran Mill", "Dunmere Mill")
SHE = "Ada Weiss was a miller. Ada Weiss sold her mill. When Ada Weiss left, she wrote."


@pytest.fixture
def mills(tmp_path: Path) -> Path:
    """Four articles of two passages each, every question about the mill of its article."""
    folder = tmp_path / "mills"
    folder.mkdir()
    corpus: list[dict[str, object]] = []
    queries: list[dict[str, object]] = []
    relevant = ["query-id\tcorpus-id\tscore"]
    for number, mill in enumerate(MILLS):
        passages = (
            (f"The {mill} was built in {1800 + number} by Otto Brandt. Its wheel was cut from oak.", ("built", "cut")),
            (f"The {mill} was sold in {1900 + number} to a baker. It burned down soon.", ("sold", "painted")),
        )
        for part, (text, verbs) in enumerate(passages):
            corpus.append({"_id": f"{number}-{part}", "title": "", "text": text})
            for verb in verbs:
                name = f"{number}-{part}-{verb}"
                found = [str((1800, 1900)[part] + number)]
                queries.append({"_id": name, "text": f"When was the {mill} {verb}?", "answers": found, "article": mill})
                relevant.append(f"{name}\t{number}-{part}\t1")
    collections.lines(folder / "corpus.jsonl", corpus)
    collections.lines(folder / "queries.jsonl", queries)
    (folder / "qrels.tsv").write_text("\n".join(relevant) + "\n", "utf-8")
    return folder


def test_a_name_gives_way_to_the_pronoun_that_its_article_has_for_it() -> None:
    assert with_pronoun("When did Ada Weiss leave?", "Ada Weiss", SHE) == ""
    assert with_pronoun("When was Ada Weiss in Rome?", "Ada Weiss", SHE) == "When was she in Rome?"
    assert with_pronoun("What was Ada Weiss's mill called?", "Ada Weiss", SHE) == "What was her mill called?"
    assert with_pronoun("When was the Aldby Mill sold?", "Aldby Mill", "") == "When was it sold?"
    assert with_pronoun("When was the Aldby Mill?", "Aldby Mill", "") == "When was it?"
    assert with_pronoun("Who settled in Aldby?", "Aldby", "") == "Who settled there?"


def test_what_belongs_to_a_name_can_be_asked_without_it() -> None:
    assert dropped("What is the height of the Aldby Mill?", "Aldby Mill") == "What is the height?"
    assert dropped("Who built the Aldby Mill?", "Aldby Mill") == ""


def test_pairs_name_the_same_and_say_whether_one_passage_answers_both(mills: Path) -> None:
    found = pairs(load(mills))
    assert "When was it cut?" not in [each.follow_up for each in found], "no rule knows that verb"
    assert "When was it sold?" in [each.follow_up for each in found]
    assert {each.same_passage for each in found} == {True, False}
    assert found == pairs(load(mills))
    for each in found:
        assert each.name in each.earlier.text and each.name in each.full.text and each.name not in each.follow_up
        assert (set(each.earlier.relevant) == set(each.full.relevant)) is each.same_passage


@pytest.mark.usefixtures("tier_0")
def test_the_four_ways_are_measured_by_halves(mills: Path) -> None:
    heard: list[object] = []
    found = followups.evaluate(mills, heard.append)
    assert json.loads(json.dumps(found)) == found
    assert found["halves"].keys() == found["untouched"].keys() == {"even", "odd"}
    for half in found["halves"].values():
        for passage in half.values():
            for figures in passage.values():
                if figures["follow_ups"]:
                    assert figures["recall@5"].keys() == set(followups.WAYS)
                    assert figures["fixed"] + figures["broken"] <= figures["follow_ups"]
                    assert 0.0 <= figures["right"] <= figures["completed"] <= 1.0
    assert sum(half["questions"] for half in found["untouched"].values()) == 16
    assert all(half["share"] == 1.0 for half in found["untouched"].values())
