"""Conversations for tests, written as pairs of a question and its answer."""

from __future__ import annotations

import json

from engine.records import Turn


def turns(*pairs: tuple[str, str], role: str = "research", abstained: bool = False) -> tuple[Turn, ...]:
    """Turn ids count from 1: questions are odd, answers even. Role and abstention are those of the last answer."""
    found: list[Turn] = []
    for place, (asked, said) in enumerate(pairs):
        last = place == len(pairs) - 1
        kept = {"text": said, "abstained": abstained and last, "role": role if last else "research"}
        found.append(Turn(2 * place + 1, "user", asked, "", "", partial=False))
        found.append(Turn(2 * place + 2, "nacre", said, "", json.dumps(kept), partial=False))
    return tuple(found)
