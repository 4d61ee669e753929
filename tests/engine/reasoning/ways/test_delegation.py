"""How a task is divided: what a model says about it is repaired, and a fixed order stands in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.ways.delegation import MOST_STEPS, Delegation, fixed, read, schema, with_research

AGENTS = ("researcher", "programmer", "writer", "planner", "explainer")
QUESTION = "How does the lamp blink?"


def answer(*steps: tuple[str, str, list[str]]) -> str:
    return json.dumps([{"agent": agent, "task": task, "context": context} for agent, task, context in steps])


def test_the_steps_of_an_answer_keep_their_order_and_read_only_what_is_there() -> None:
    said = answer(("researcher", "look", ["question"]), ("explainer", "tell", ["researcher", "programmer", "question"]))
    assert read(said, AGENTS, QUESTION) == (
        Delegation("researcher", "look", ()),
        Delegation("explainer", "tell", ("researcher",)),
    )
    assert read(json.dumps({"steps": json.loads(said)}), AGENTS, QUESTION) == read(said, AGENTS, QUESTION)


@pytest.mark.parametrize(
    "said",
    [
        'Sure:\n```json\n[{"agent": "Researcher", "task": " look\\n up ", "context": [],},]\n```',
        '{"steps": [{"agent": "research", "task": "look up", "context": []}, {"agent": "nobody", "task": "x"}]}',
        '<think>{"agent": "writer"}</think>{"agent": "researcher", "task": "look up", "context": []}',
        '{"steps": [{"agent": "researcher", "task": "look up", "context": []}, {"agent": "explainer", "task": "te',
    ],
)
def test_what_is_clear_is_repaired(said: str) -> None:
    assert read(said, AGENTS, QUESTION) == (Delegation("researcher", "look up", ()),)


@pytest.mark.parametrize(
    "said",
    ["", "[]", "no idea", '{"agent": 7}', '["researcher"]', "[" * 5_000, '{"a":' * 3_000],
    ids=["empty", "list", "prose", "number", "names", "lists", "objects"],
)
def test_what_names_nobody_is_no_division(said: str) -> None:
    assert read(said, AGENTS, QUESTION) == ()


def test_who_is_named_twice_works_once_and_the_fifth_not_at_all() -> None:
    said = answer(*((agent, agent, []) for agent in ("planner", "planner", *AGENTS)))
    assert [step.agent for step in read(said, AGENTS, QUESTION)] == ["planner", "researcher", "programmer", "writer"]


def test_a_step_without_a_task_is_given_the_question_and_without_a_context_everything_before() -> None:
    said = '[{"agent": "planner"}, {"agent": "programmer", "task": "", "context": "all"}]'
    assert read(said, AGENTS, QUESTION) == (
        Delegation("planner", QUESTION, ()),
        Delegation("programmer", QUESTION, ("planner",)),
    )


@given(st.text(max_size=300) | st.recursive(st.text(), lambda inner: st.lists(inner)).map(json.dumps))
def test_any_answer_is_read_without_a_failure(said: str) -> None:
    assert len(read(said, AGENTS, QUESTION)) <= MOST_STEPS


def test_the_schema_allows_no_specialist_but_those_there_are() -> None:
    steps = json.loads(schema(AGENTS))["properties"]["steps"]
    assert steps["maxItems"] == MOST_STEPS
    assert steps["items"]["properties"]["agent"]["enum"] == list(AGENTS)
    assert steps["items"]["properties"]["context"]["items"]["enum"] == ["question", *AGENTS]


@pytest.mark.parametrize(
    ("roles", "sources", "agents"),
    [
        (("research",), True, ["researcher", "explainer"]),
        (("code",), False, ["planner", "programmer", "explainer"]),
        (("code",), True, ["researcher", "planner", "programmer", "explainer"]),
        (("general",), False, ["planner", "explainer"]),
        (("creative",), True, ["researcher", "writer"]),
        (("creative", "code", "research"), True, ["researcher", "planner", "programmer", "explainer"]),
        (("smalltalk",), False, ["researcher", "explainer"]),
        ((), False, ["researcher", "explainer"]),
    ],
)
def test_the_fixed_order_has_what_the_roles_need(roles: tuple[str, ...], sources: bool, agents: list[str]) -> None:
    steps = fixed(roles, AGENTS, sources)
    assert [step.agent for step in steps] == agents
    assert all(step.context == tuple(agents[:at]) or len(steps) == MOST_STEPS for at, step in enumerate(steps))


def test_the_researcher_comes_first_where_sources_are_needed() -> None:
    steps = (Delegation("planner", "plan", ()), Delegation("researcher", "look", ("planner",)))
    assert with_research(steps, QUESTION, AGENTS) == (
        Delegation("researcher", "look", ()),
        Delegation("planner", "plan", ("researcher",)),
    )
    full = tuple(Delegation(agent, agent, ()) for agent in ("planner", "programmer", "writer", "explainer"))
    assert [step.agent for step in with_research(full, QUESTION, AGENTS)] == [
        "researcher",
        "planner",
        "programmer",
        "writer",
    ]
