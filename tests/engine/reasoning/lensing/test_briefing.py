"""A chat model's task through a lens: every question of it, and the passages that answer them."""

from __future__ import annotations

from engine.events import Event, LensApplied
from engine.reasoning.brief import Brief
from engine.reasoning.lensing.briefing import LENT, brief_through
from engine.reasoning.lensing.looking import Looked, look_through
from engine.reasoning.prompting import make_prompt
from tests.engine.reasoning.lensing.conftest import LENS, QUESTION, Shelf
from tests.engine.reasoning.writer import Speaker


def test_the_questions_are_the_outline_and_what_they_found_is_in_the_prompt(coast: Shelf) -> None:
    query, passages, _ = coast.drafted(QUESTION, k=1)
    looked = look_through(LENS, query, passages, coast.searcher, coast.frequencies)
    heard: list[Event] = []
    plain = Brief(QUESTION, "Answer.", passages, agent="researcher")
    brief = brief_through(LENS, plain, looked, heard.append)
    assert brief.task.startswith(QUESTION)
    for facet, question in zip(LENS.facets, looked.questions, strict=True):
        assert f"**{facet.title}**: {question}" in brief.task
    assert brief.task.endswith("One sentence each.")
    assert (brief.system, brief.agent, brief.passages[:1]) == (plain.system, "researcher", passages)
    assert [passage.place.title for passage in brief.passages[1:]] == ["Repairs"]
    (message,) = [each for each in make_prompt(Speaker(), brief, 256).messages if each.role == "user"]
    assert (
        "paraffin freezes" in message.content and "**Failures**: How does the lighthouse lamp fail?" in message.content
    )
    (applied,) = heard
    assert isinstance(applied, LensApplied) and dict(applied.facets)["Failures"] >= 1


def test_a_model_is_given_few_further_passages_the_best_of_each_question_first(coast: Shelf) -> None:
    _, passages, _ = coast.drafted("lighthouse ferry repairs painter", k=3)
    many = tuple(passages) * 3
    looked = Looked(("a?", "b?", "c?", "d?"), many, ((4, 1), (), (4, 6), (2, 3)), 1, 0.0)
    numbered = [many[place] for place in (4, 2, 1)]
    brief = brief_through(LENS, Brief("q?", ""), looked)
    assert len(brief.passages) == LENT
    assert list(brief.passages) == numbered


def test_a_passage_is_given_once(coast: Shelf) -> None:
    query, passages, _ = coast.drafted(QUESTION)
    looked = look_through(LENS, query, passages[:1], coast.searcher, coast.frequencies)
    brief = brief_through(LENS, Brief(QUESTION, "", passages), looked)
    chunks = [passage.chunk_id for passage in brief.passages]
    assert len(set(chunks)) == len(chunks)
