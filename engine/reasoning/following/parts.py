"""The parts of one question, each completed from those before it: 'When is it open, and how do I get there?'"""

from __future__ import annotations

from collections.abc import Sequence

from engine.reasoning.following.resolve import resolve
from engine.records import Turn


def completed(parts: Sequence[str]) -> tuple[str, ...]:
    """The parts, each so that it can be looked for by itself as far as that is clear; the others as they are."""
    done: list[str] = []
    asked: list[Turn] = []
    for number, part in enumerate(parts, 1):
        made = resolve(part, asked).question
        done.append(made[:1].upper() + made[1:] if made != part else part)
        asked += [Turn(2 * number - 1, "user", made, "", "", False), Turn(2 * number, "nacre", "", "", "", False)]
    return tuple(done)
