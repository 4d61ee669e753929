"""An answer through a lens: exact quotes below its headings, what is missing named, and nothing beside the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event as Flag

import pytest

from engine.agents.lenses.lens import Facet, Lens
from engine.errors import Cancelled
from engine.events import Event, LensApplied
from engine.reasoning.check import dangling, exact
from engine.reasoning.drafting import Draft
from engine.reasoning.lensing.lensed import Lensed, lens_answer
from engine.reasoning.lensing.looking import look_through
from tests.engine.reasoning.lensing.conftest import LENS, QUESTION, Shelf


def through(shelf: Shelf, lens: Lens, question: str, heard: list[Event] | None = None) -> Lensed:
    query, passages, draft = shelf.drafted(question)
    return lens_answer(
        lens,
        query,
        passages,
        draft,
        searcher=shelf.searcher,
        vectors=shelf.vectors,
        frequencies=shelf.frequencies,
        listen=(heard if heard is not None else []).append,
    )


def test_each_heading_has_its_own_evidence_and_what_is_missing_is_named(coast: Shelf) -> None:
    heard: list[Event] = []
    lensed = through(coast, LENS, QUESTION, heard)
    assert lensed.text == (
        "The lighthouse lamp was built in 1868 by Isla Menzies. [1]"
        "\n\n**Measures**\n\nThe lighthouse lamp is 41 metres high and weighs 900 kilograms. [2]"
        "\n\n**Reasons**\n\nBecause the rocks are hidden at high water, the lighthouse lamp burns all night. [3]"
        "\n\n**Failures**\n\nThe lighthouse lamp can fail if the paraffin freezes. [4]"
        "\n\nThe sources found say nothing of taste."
    )
    assert exact(coast.library, lensed.citations) == 4 and dangling(lensed.text, lensed.citations) == 0
    assert [each.group for each in lensed.chosen] == ["", "Measures", "Reasons", "Failures"]
    assert (lensed.missing, lensed.empty, lensed.note) == (("Taste",), False, "")
    (applied,) = heard
    assert isinstance(applied, LensApplied)
    assert (applied.lens, applied.facets) == (
        "plain",
        (("Measures", 1), ("Reasons", 1), ("Failures", 1), ("Taste", 0)),
    )


def test_a_sentence_about_something_else_stands_below_no_heading(coast: Shelf) -> None:
    assert "ferry" not in through(coast, LENS, QUESTION).text.lower()
    assert "painter" not in through(coast, LENS, QUESTION).text


def test_the_questions_of_a_lens_bring_passages_that_the_question_did_not(coast: Shelf) -> None:
    query, passages, _ = coast.drafted(QUESTION, k=1)
    looked = look_through(LENS, query, passages, coast.searcher, coast.frequencies)
    assert looked.questions[2] == "How does the lighthouse lamp fail?"
    assert looked.passages[:1] == passages and looked.before == 1
    assert [passage.place.title for passage in looked.passages[1:]] == ["Repairs"]
    assert all(place < len(looked.passages) for led in looked.led for place in led)


def test_where_nothing_is_found_the_plain_answer_has_to_do(coast: Shelf) -> None:
    lens = replace(
        LENS, id="culinary", facets=(LENS.facets[3], Facet("Smell", "How does {subject} smell?", ("odour",), ()))
    )
    lensed = through(coast, lens, QUESTION)
    assert (lensed.empty, lensed.text, lensed.citations) == (True, "", ())
    assert lensed.note.startswith("The culinary lens needs a chat model here:")


def test_a_single_heading_is_enough(coast: Shelf) -> None:
    lensed = through(coast, replace(LENS, facets=LENS.facets[:1]), QUESTION)
    assert "**Measures**" in lensed.text and not lensed.empty


def test_signs_of_other_languages_are_found(stocked: Callable[[dict[str, str]], Shelf]) -> None:
    text = (
        "# Der Leuchtturm\n\nDen Leuchtturm auf Tolsay baute Isla Menzies.\n\n"
        "Der Leuchtturm auf Tolsay steht, weil die Felsen bei Flut verborgen sind.\n\n"
        "Der Leuchtturm auf Tolsay ist 41 Meter hoch und rot.\n"
    )
    lensed = through(stocked({"turm.md": text}), LENS, "Wer baute den Leuchtturm auf Tolsay?")
    assert "**Reasons**\n\nDer Leuchtturm auf Tolsay steht, weil die Felsen" in lensed.text
    assert "**Measures**\n\nDer Leuchtturm auf Tolsay ist 41 Meter hoch" in lensed.text


def test_a_users_title_makes_no_marks(coast: Shelf) -> None:
    facets = [replace(facet, title=f"*{facet.title}* [9]") for facet in LENS.facets]
    lensed = through(coast, replace(LENS, facets=tuple(facets)), QUESTION)
    assert "**Measures (9)**" in lensed.text and "taste (9)." in lensed.text
    assert dangling(lensed.text, lensed.citations) == 0


def test_a_document_of_code_alone_has_nothing_for_a_lens(stocked: Callable[[dict[str, str]], Shelf]) -> None:
    shelf = stocked({"code.md": "# Lamp\n\n```\nlamp.turn(12, because=True, fail=False)\nlamp.stop(41)\n```\n"})
    query, passages, draft = shelf.drafted("lamp turn")
    answer = lens_answer(
        LENS, query, passages, draft,
        searcher=shelf.searcher, vectors=shelf.vectors, frequencies=shelf.frequencies,
    )  # fmt: skip
    assert answer.empty


def test_a_draft_without_sentences_is_no_failure(coast: Shelf) -> None:
    query, passages, _ = coast.drafted(QUESTION)
    lensed = lens_answer(
        LENS, query, passages, Draft([], 0.0, [], []),
        searcher=coast.searcher, vectors=coast.vectors, frequencies=coast.frequencies,
    )  # fmt: skip
    assert dangling(lensed.text, lensed.citations) == 0


def test_a_cancel_is_heard_between_the_searches(coast: Shelf) -> None:
    query, passages, _ = coast.drafted(QUESTION)
    cancel = Flag()
    cancel.set()
    with pytest.raises(Cancelled):
        look_through(LENS, query, passages, coast.searcher, coast.frequencies, cancel=cancel)


def test_a_scope_holds_for_the_questions_of_a_lens_too(coast: Shelf) -> None:
    query, passages, _ = coast.drafted(QUESTION, k=1)
    (document,) = {passage.place.document_id for passage in passages}
    looked = look_through(LENS, query, passages, coast.searcher, coast.frequencies, documents=[document])
    assert {passage.place.document_id for passage in looked.passages} == {document}
