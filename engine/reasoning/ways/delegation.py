"""Who does what in a pipeline: as a chat model divides the task, repaired where it is clear, or in a fixed order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.agents.route import CODE, CREATIVE, GENERAL, RESEARCH
from engine.reasoning.wording import CONTROL

QUESTION = "question"
"""What everybody is given; the other contexts are ids of specialists."""

RESEARCHER, PLANNER, PROGRAMMER, WRITER, EXPLAINER = "researcher", "planner", "programmer", "writer", "explainer"

MOST_STEPS = 4
LONGEST_ANSWER = 8_000  # characters that are read of a model's answer
LONGEST_TASK = 400  # characters

_SYNONYMS: Mapping[str, str] = {
    "research": RESEARCHER,
    "search": RESEARCHER,
    "design": PLANNER,
    "designer": PLANNER,
    "plan": PLANNER,
    "code": PROGRAMMER,
    "coder": PROGRAMMER,
    "developer": PROGRAMMER,
    "write": WRITER,
    "explain": EXPLAINER,
    "explanation": EXPLAINER,
    "teacher": EXPLAINER,
}
_FIXED: Sequence[tuple[str, str, frozenset[str]]] = (
    (RESEARCHER, "Say what the passages hold that the question needs.", frozenset({RESEARCH})),
    (PLANNER, "Design it: its parts, what goes in and out of each, and the steps to it.", frozenset({CODE, GENERAL})),
    (PROGRAMMER, "Write the code.", frozenset({CODE})),
    (WRITER, "Write the text that is asked for.", frozenset({CREATIVE})),
    (EXPLAINER, "Explain the result to somebody who is new to it.", frozenset({RESEARCH, CODE, GENERAL})),
)
"""Specialists in the order of their work, the task of each, and the roles of a question that need it."""

_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, slots=True)
class Delegation:
    """One step."""

    agent: str  # the specialist's id
    task: str
    context: tuple[str, ...]  # ids of earlier specialists whose texts it is given


def schema(agents: Sequence[str]) -> str:
    """The JSON schema that holds a model to a list of steps for these specialists."""
    step = {
        "type": "object",
        "properties": {
            "agent": {"type": "string", "enum": list(agents)},
            "task": {"type": "string"},
            "context": {"type": "array", "items": {"type": "string", "enum": [QUESTION, *agents]}},
        },
        "required": ["agent", "task", "context"],
        "additionalProperties": False,
    }
    steps = {"type": "array", "items": step, "minItems": 1, "maxItems": MOST_STEPS}
    return json.dumps(
        {"type": "object", "properties": {"steps": steps}, "required": ["steps"], "additionalProperties": False}
    )


def read(answer: str, agents: Sequence[str], question: str) -> tuple[Delegation, ...]:
    """The steps that a model's answer names, in its order; () where there is none.

    Fences, prose around the JSON, wrong case, trailing commas, an end that is cut off, unknown specialists, and
    contexts that are not there yet do no harm; who is named twice works once.

    Args:
        answer: what the model wrote.
        agents: ids of the specialists there are.
        question: the task of a step that has none of its own.
    """
    found: dict[str, Delegation] = {}
    for step in _steps(_COMMA.sub(r"\1", _THINKING.sub("", answer)[:LONGEST_ANSWER])):
        agent = _agent(step.get("agent"), agents)
        if not agent or agent in found or len(found) == MOST_STEPS:
            continue
        told = step.get("task")
        task = " ".join(CONTROL.sub(" ", told).split())[:LONGEST_TASK] if isinstance(told, str) else ""
        found[agent] = Delegation(agent, task or question, _context(step.get("context"), agents, tuple(found)))
    return tuple(found.values())


def fixed(roles: Sequence[str], agents: Sequence[str], sources: bool) -> tuple[Delegation, ...]:
    """The steps that a question of these roles needs, in their fixed order; at least one where `agents` has it.

    Args:
        roles: as the router names them.
        agents: ids of the specialists there are.
        sources: the library has something to say.
    """
    wanted = {*roles} & {RESEARCH, CODE, CREATIVE, GENERAL} or {RESEARCH}
    wanted |= {RESEARCH} if sources else set()
    found: list[Delegation] = []
    for agent, task, needed_by in _FIXED:
        if agent not in agents or not needed_by & wanted:
            continue
        if agent == EXPLAINER and CREATIVE in wanted and CODE not in wanted:
            continue  # a poem is not explained
        found.append(Delegation(agent, task, tuple(each.agent for each in found)))
    return tuple(found[: MOST_STEPS - 1] + found[-1:] if len(found) > MOST_STEPS else found)


def with_research(steps: Sequence[Delegation], question: str, agents: Sequence[str]) -> tuple[Delegation, ...]:
    """The same steps for a question that needs sources: the researcher comes first, and all read the findings."""
    if RESEARCHER not in agents:
        return tuple(steps)
    own = next((step.task for step in steps if step.agent == RESEARCHER), question)
    others = [step for step in steps if step.agent != RESEARCHER][: MOST_STEPS - 1]
    return (
        Delegation(RESEARCHER, own, ()),
        *(Delegation(each.agent, each.task, tuple(dict.fromkeys((RESEARCHER, *each.context)))) for each in others),
    )


def _steps(text: str) -> Iterator[Mapping[str, object]]:
    """The JSON objects in a text that name a specialist, the innermost where an outer one is cut off."""
    decoder = json.JSONDecoder(strict=False)
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):  # brackets without end
            end = at + 1
        else:
            yield from _named(value)
        at = text.find("{", end)


def _named(value: object) -> Iterator[Mapping[str, object]]:
    """The objects with a specialist among a value, its items, and theirs; what lies deeper is no list of steps."""
    level = [value]
    for _ in range(3):
        inner: list[object] = []
        for each in level:
            if isinstance(each, dict) and "agent" in each:
                yield each
            elif isinstance(each, dict):
                inner += each.values()
            elif isinstance(each, list):
                inner += each
        level = inner


def _agent(name: object, agents: Sequence[str]) -> str:
    """The specialist that a name means, '' for none."""
    if not isinstance(name, str):
        return ""
    by_name = {each.casefold(): each for each in agents}
    plain = name.strip().casefold()
    return by_name.get(plain) or by_name.get(_SYNONYMS.get(plain, ""), "")


def _context(named: object, agents: Sequence[str], earlier: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the earlier specialists that are named; all of them where a step does not say."""
    if not isinstance(named, list):
        return earlier
    wanted = {_agent(each, agents) for each in named}
    return tuple(each for each in earlier if each in wanted)
