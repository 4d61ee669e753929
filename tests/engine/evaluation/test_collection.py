"""Test collections: read strictly, drawn evenly, always alike."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import NacreError, UsageError
from engine.evaluation.collection import Question, by_article, draw, load, ranked_questions
from tests.engine.evaluation import collections


def questions(sizes: dict[str, int]) -> list[Question]:
    return [Question(f"{name}{n}", "?", {}, None, name) for name, size in sizes.items() for n in range(size)]


def test_a_collection_is_read_with_its_answers_and_relevant_documents(tmp_path: Path) -> None:
    found = load(collections.write(tmp_path / "lights"))
    assert (found.name, len(found.items), len(found.questions)) == ("lights", 8, 12)
    first, _, third = found.questions[:3]
    assert first.answers == ("Isla Menzies",) and first.relevant == {"Aldby-1": 1.0} and first.article == "Aldby"
    assert third.answers == () and third.relevant == {}


def test_what_a_collection_does_not_say_is_not_made_up(tmp_path: Path) -> None:
    found = load(collections.write(tmp_path, answers=False, articles=False))
    assert {question.answers for question in found.questions} == {None}
    assert {question.article for question in found.questions} == {""}
    collections.lines(tmp_path / "queries.jsonl", [{"_id": 7, "text": "?", "type": "Null"}])
    assert load(tmp_path).questions[0].answers == () and load(tmp_path).questions[0].id == "7"


def test_gains_of_nought_are_not_relevant(tmp_path: Path) -> None:
    collections.write(tmp_path)
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nAldby-a\tAldby-1\t0\nAldby-a\tAldby-2\t2\n")
    assert load(tmp_path).questions[0].relevant == {"Aldby-2": 2.0}


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_folder_that_lacks_a_file_is_wrong_usage(tmp_path: Path, name: str) -> None:
    (collections.write(tmp_path) / name).unlink()
    with pytest.raises(UsageError, match=f"has no {name}"):
        load(tmp_path)


@pytest.mark.parametrize(("name", "what"), [("corpus.jsonl", "documents"), ("queries.jsonl", "questions")])
def test_an_empty_collection_is_wrong_usage(tmp_path: Path, name: str, what: str) -> None:
    (collections.write(tmp_path) / name).write_text("\n")
    with pytest.raises(UsageError, match=f"has no {what}"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "match"),
    [
        ("corpus.jsonl", '{"_id": "a", "text": "x"}\n{"_id": "b"}\n', r"corpus\.jsonl, line 2 lacks _id or text"),
        ("corpus.jsonl", '{"_id": "a"', r"corpus\.jsonl, line 1 is not JSON"),
        ("queries.jsonl", "\n[1, 2]\n", r"queries\.jsonl, line 2 lacks"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\na\tb\tmuch\n", r"qrels\.tsv has a line without"),
        ("qrels.tsv", "a\tb\t1\nc\td\t1\n", r"qrels\.tsv has a line without"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, name: str, text: str, match: str) -> None:
    (collections.write(tmp_path) / name).write_text(text)
    with pytest.raises(NacreError, match=match):
        load(tmp_path)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 9), min_size=1), st.integers(0, 40))
def test_a_draw_is_even_over_articles_and_always_the_same(sizes: dict[str, int], limit: int) -> None:
    drawn = draw(questions(sizes), limit)
    assert drawn == draw(questions(sizes), limit)
    assert len(drawn) == len(set(map(id, drawn))) == min(limit, sum(sizes.values()))
    counts = Counter(question.article for question in drawn)
    for one in sizes:
        for other in sizes:  # no article has two more than another that had more to give
            assert counts[one] <= counts[other] + 1 or counts[other] == sizes[other]


def test_a_draw_does_not_change_between_versions() -> None:
    drawn = draw(questions({"a": 9, "b": 9, "c": 2}), 7)
    assert [question.id for question in drawn] == ["a1", "b2", "c0", "a4", "b5", "c1", "b0"]


def test_only_questions_that_have_an_answer_are_ranked_for(tmp_path: Path) -> None:
    found = load(collections.write(tmp_path))
    assert {question.id[-1] for question in ranked_questions(found)} == {"a", "b"}
    assert len(ranked_questions(found, 4)) == 4
    assert by_article(found)["Aldby"] == {"Aldby-1", "Aldby-2"}
