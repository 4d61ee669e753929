"""Questions that a library gives without labels."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.library.store import Library
from engine.retrieval.query import WORD
from engine.training.evidence.own import FEWEST_QUESTIONS, collect, split
from engine.training.evidence.own_judged import from_judged
from engine.training.evidence.own_sentences import with_a_hole
from engine.training.evidence.own_source import Own
from tests.engine import shelf

PLACES = ("Aldby", "Berrow", "Corran", "Dunmere", "Elsness", "Farholm", "Gartly", "Hestan", "Inverlea", "Jurby")
WORKS = (
    "lighthouse",
    "smithy",
    "cannery",
    "ropewalk",
    "brewery",
    "library",
    "chapel",
    "observatory",
    "granary",
    "school",
)
TRADES = (
    "coopers",
    "weavers",
    "pilots",
    "masons",
    "bakers",
    "tanners",
    "clockmakers",
    "sailmakers",
    "glaziers",
    "joiners",
)


def invented(number: int) -> str:
    """A word that no other number gives."""
    return "".join(("ba", "ke", "lo", "mu", "ri", "so", "ta", "ve", "ni", "du")[int(digit)] for digit in f"{number:04}")


def page(number: int) -> str:
    """A note of ten sections, each with a passage of its own, and a link to the next note."""
    place, after = PLACES[number], PLACES[(number + 1) % len(PLACES)]
    lines = [f"# {place}", "", f"The road leads on to [[{after}|the village of {after} Sands]]."]
    for at, work in enumerate(WORKS):
        trade = TRADES[(at + number) % len(TRADES)]
        words = [invented(100 * number + 10 * at + each) for each in range(10)]
        paid = f"was paid for by the guild of {trade} in {1700 + 10 * number + at}"
        lines += [
            "",
            f"## The {work} of {place}",
            "",
            f"A stone {work} with {words[0]} walls, {words[1]} windows and {words[2]} doors {paid}, when {words[3]} "
            f"and {words[4]} were cheap. Every autumn the {trade} of {place} repaired the {work} with {words[5]} "
            f"slate, {words[6]} nails and {words[7]} boards from {words[8]} and {words[9]}.",
        ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("own")
    library = shelf.new(folder / "library")
    for number, place in enumerate(PLACES):
        shelf.put(library, folder / f"{place}.md", page(number))
    return library


def text_of(library: Library, chunk: int) -> str:
    row = library.chunk_rows([chunk])[0]
    return library.text(row.version)[row.start : row.end]


def test_questions_are_of_each_kind_and_drawn_evenly_over_documents(notes: Library) -> None:
    found = collect(notes, 120)
    assert len(found) == 120
    assert {each.kind for each in found} == {"sentence", "heading", "link"}
    counts = [sum(document in each.documents for each in found) for document in {each.documents[0] for each in found}]
    assert len(counts) == len(PLACES)
    assert max(counts) - min(counts) <= 1


def test_the_same_seed_asks_the_same_and_another_one_does_not(notes: Library) -> None:
    assert collect(notes, 120) == collect(notes, 120)
    assert collect(notes, 120) != collect(notes, 120, seed=3)


def test_a_sentence_leads_to_its_passage_and_is_not_copied_into_the_question(notes: Library) -> None:
    for each in collect(notes, 120):
        if each.kind == "sentence":
            passage = text_of(notes, each.chunks[0])
            asked = set(WORD.findall(each.question.lower()))
            assert len(asked & set(WORD.findall(passage.lower()))) >= 3
            assert each.question.rstrip("?").split(" ", 3)[-1] not in passage


def test_a_heading_leads_to_the_passages_below_it(notes: Library) -> None:
    heading = next(each for each in collect(notes, 120) if each.kind == "heading")
    row = notes.chunk_rows(heading.chunks)[0]
    assert row.headings[-1] in heading.question


def test_a_link_leads_from_its_words_to_the_document(notes: Library) -> None:
    links = [each for each in collect(notes, 120) if each.kind == "link"]
    by_title = {each.document_id: each.title for each in notes.infos()}
    for each in links:
        assert each.question == f"What is the village of {by_title[each.documents[0]]} Sands?"


def test_the_answer_of_a_sentence_is_asked_for_and_gone() -> None:
    sentence = (
        "The old granary beside the northern harbour was rebuilt with slate by Edith Kerr after a fire in winter."
    )
    question = with_a_hole(sentence, random.Random(1), lambda stem: 0.9)
    assert question.startswith("Who or what ")
    assert "Kerr" not in question


def test_a_sentence_with_too_few_telling_words_makes_no_question() -> None:
    assert with_a_hole("It was then that they went there with Edith Kerr.", random.Random(1), lambda stem: 0.9) == ""


def test_no_document_is_asked_about_on_both_sides(notes: Library) -> None:
    train, judged = split(collect(notes, 120))
    assert train
    assert judged
    sides = [{document for each in side for document in each.documents} for side in (train, judged)]
    assert not sides[0] & sides[1]


def test_a_question_over_documents_of_both_sides_is_left_out() -> None:
    alone = [Own(f"question {number}", (number,), "good", (number,)) for number in range(8)]
    both = Own("over all", tuple(range(8)), "good", tuple(range(8)))
    train, judged = split([*alone, both])
    assert sorted((*train, *judged), key=lambda each: each.chunks) == alone


def test_a_library_too_small_to_train_on_says_what_it_lacks(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "one.md", page(0))
    with pytest.raises(UsageError, match="too small to train on: 1 documents") as raised:
        collect(library, 500)
    assert "at least 4 with 64 passages" in str(raised.value)


def test_documents_that_give_too_few_questions_are_too_small_as_well(library: Library, tmp_path: Path) -> None:
    for number in range(5):
        rows = "\n".join(f"{number}{at},{at * 7},{at * 13}" for at in range(900))
        shelf.put(library, tmp_path / f"{number}.csv", f"a,b,c\n{rows}")
    with pytest.raises(UsageError, match="questions could be made of it") as raised:
        collect(library, 500)
    assert f"{FEWEST_QUESTIONS} questions" in str(raised.value)


def test_a_verdict_is_a_question_with_the_passages_that_hold_its_quotes_today(library: Library, tmp_path: Path) -> None:
    document = shelf.put(library, tmp_path / "Aldby.md", page(0)).parts[0].document_id
    quote = "was paid for by the guild of weavers in 1701"
    citation = {"n": 1, "quote": quote, "chunk_id": 999_999, "place": {"document_id": document}}
    talk = library.conversations.new("smithies")
    asked = library.conversations.add_turn(talk, "user", "Who paid for the smithy?")
    answer = json.dumps({"citations": [citation], "tier": 1})
    turn = library.conversations.add_turn(talk, "nacre", "Weavers [1].", parent=asked.turn_id, answer_json=answer)
    library.conversations.feedback.give(turn.turn_id, "bad")
    (found,) = from_judged(library)
    assert (found.question, found.kind, found.documents) == ("Who paid for the smithy?", "bad", (document,))
    assert [quote in text_of(library, chunk) for chunk in found.chunks] == [True]
    library.forget([str(tmp_path / "Aldby.md")])
    assert from_judged(library) == []
