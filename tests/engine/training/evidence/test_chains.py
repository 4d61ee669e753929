"""Questions over two documents, made of labelled facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.evaluation.collection import load, save
from engine.training.evidence.chains import Chain, asked, halves
from tests.engine.training.evidence.redocred import ALBUM, LABEL, SINGER, article, folder


def chains(path: Path, *articles: dict[str, object]) -> list[Chain]:
    train, report = halves(folder(path, articles))
    return [*train, *report]


def test_a_question_names_where_it_starts_and_neither_the_bridge_nor_the_answer(tmp_path: Path) -> None:
    found = chains(tmp_path, ALBUM, LABEL, SINGER)
    from_the_album = [chain for chain in found if "Blue Tin" in chain.question]
    assert {(chain.first, chain.second) for chain in from_the_album} == {(0, 1), (0, 2)}
    assert {chain.bridge for chain in from_the_album} == {"Harbour Records", "Marla Quist"}
    for chain in found:
        assert chain.bridge not in chain.question
        assert not any(answer in chain.question for answer in chain.answer)


def test_evidence_is_the_sentences_that_say_it(tmp_path: Path) -> None:
    found = chains(tmp_path, ALBUM, LABEL)
    seat = next(chain for chain in found if chain.answer == ("Larnwick",) and chain.first == 0)
    assert seat.evidence == (
        ("It came out on Harbour Records in 1994.",),
        ("It has its offices in Larnwick.",),
    )


def test_what_two_documents_answer_is_not_asked(tmp_path: Path) -> None:
    other = article(
        "Larnwick",
        ["Harbour Records was founded by Ivo Brandt and a friend ."],
        {"Harbour Records": "ORG", "Ivo Brandt": "PER"},
        [("Harbour Records", "P112", "Ivo Brandt", [0])],
    )
    found = chains(tmp_path, ALBUM, LABEL, other)
    assert found
    assert not any("Ivo Brandt" in chain.answer for chain in found)


def test_two_people_of_one_first_name_are_no_bridge(tmp_path: Path) -> None:
    one = article(
        "The queen",
        ["Albert was the husband of Mary ."],
        {"Albert": "PER", "Mary": "PER"},
        [("Albert", "P26", "Mary", [0])],
    )
    other = article(
        "The saint",
        ["Mary was born in Sepphoris ."],
        {"Mary": "PER", "Sepphoris": "LOC"},
        [("Mary", "P19", "Sepphoris", [0])],
    )
    assert chains(tmp_path, one, other) == []


def test_no_document_is_in_both_halves_and_the_same_seed_asks_the_same(tmp_path: Path) -> None:
    place = folder(tmp_path, [ALBUM, LABEL, SINGER])
    train, report = halves(place)
    used = [{number for chain in half for number in (chain.first, chain.second)} for half in (train, report)]
    assert not used[0] & used[1]
    assert halves(place) == (train, report)


def test_chains_are_written_as_a_collection_that_the_measurements_read(tmp_path: Path) -> None:
    place = folder(tmp_path, [ALBUM, LABEL])
    train, report = halves(place)
    collection = asked(place, [*train, *report])
    save(collection, tmp_path / "chains")
    assert load(tmp_path / "chains") == collection
    assert all(len(question.relevant) == 2 for question in collection.questions)


def test_a_folder_without_the_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read as Re-DocRED"):
        halves(tmp_path)
