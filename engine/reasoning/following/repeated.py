"""Whether the same question was asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.agents.reading import listed
from engine.reasoning.features import stems
from engine.reasoning.following.earlier import LONGEST_QUESTION
from engine.records import Turn
from engine.retrieval.query import WORD
from engine.retrieval.stems import stem

LEAST_WORDS = 2
"""Telling words; 'why?' asked twice asks for two things."""

_FILLING = listed(
    "the a an please can could would you tell me us do know i like to want just so and ok okay again now der die das "
    "den dem ein eine bitte le la les un une el los las por favor"
)
_OPENERS = listed("please can could would you tell me us do know i like to want just so and ok okay again now bitte")


def said_before(question: str, turns: Sequence[Turn], resolved: Mapping[int, str] | None = None) -> Turn | None:
    """The last turn that asked the same, letter case, articles, endings and politeness aside; None where none did.

    Args:
        question: as it is looked for.
        turns: the conversation before it, in order; its own turn may already be the last one.
        resolved: what earlier questions were looked for as, by turn id.
    """
    key = _key(question)
    if key is None:
        return None
    known = resolved or {}
    before = list(turns)
    if before and before[-1].role == "user":
        before.pop()
    for turn in reversed(before):
        if turn.role == "user" and _key(known.get(turn.turn_id, turn.text)) == key:
            return turn
    return None


def _key(question: str) -> tuple[str, ...] | None:
    if len(question) > LONGEST_QUESTION or len(stems(question)) < LEAST_WORDS:
        return None
    found = WORD.findall(question.lower())
    while found and found[0] in _OPENERS:
        found = found[1:]
    return tuple(stem(word) for word in found if word not in _FILLING)
