"""A conversation as pairs of a question and its answer, read from the turns as they are stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.agents.route import OUT_OF_SCOPE, SMALLTALK
from engine.records import Turn

LONGEST_ANSWER = 4_000
"""Characters of an answer that are looked at: what a follow-up points to stands near its beginning."""

LONGEST_QUESTION = 400
"""Characters; a longer question is a pasted text, and nothing is taken from it."""

_MARK = re.compile(r"[ \t]?\[\d{1,3}\]")
_VALUE = re.compile(r'\s*"?(\w+)')
_PLEASANTRY = re.compile(
    r"(?:(?:ok(?:ay)?|great|cool|nice|perfect|good|super|yes|no|thanks?|thank you|thx|cheers|hello|hi|hey|bye|goodbye|"
    r"there|so much|very much|a lot|got it|i see|good (?:morning|evening|night|afternoon)|danke|dir|vielen dank|hallo|"
    r"tschüss|gut|ja|nein|merci|beaucoup|bonjour|salut|au revoir|gracias|muchas|hola|adiós|vale)[\s,.!?]*){1,6}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """One question with its answer."""

    turn_id: int  # of the question
    asked: str  # as typed
    question: str  # as it was looked for, where that is known
    answer: str  # without [n] marks, '' where there is none
    role: str  # that answered, '' where that is not known
    abstained: bool
    partial: bool  # cut off

    @property
    def small_talk(self) -> bool:
        """Whether nothing was asked that an answer from documents could go on from."""
        return self.role in (SMALLTALK, OUT_OF_SCOPE) or is_small_talk(self.asked)


def is_small_talk(text: str) -> bool:
    """Whether a text is nothing but a greeting, thanks or a nod."""
    bare = text.strip()
    return len(bare) <= 60 and bool(_PLEASANTRY.fullmatch(bare))


def exchanges(turns: Sequence[Turn], resolved: Mapping[int, str], most: int) -> tuple[Earlier, ...]:
    """The last questions with their answers, oldest first.

    Args:
        turns: of one conversation, in order.
        resolved: what was looked for, by the id of the question's or the answer's turn.
        most: pairs at most.
    """
    found: list[Earlier] = []
    answer: Turn | None = None
    for turn in reversed(turns):
        if turn.role != "user":
            answer = turn
            continue
        known = resolved.get(turn.turn_id) or (resolved.get(answer.turn_id) if answer else None)
        found.append(_pair(turn, answer, known or turn.text))
        answer = None
        if len(found) == most:
            break
    return tuple(reversed(found))


def _pair(asked: Turn, answer: Turn | None, question: str) -> Earlier:
    if answer is None:
        return Earlier(asked.turn_id, asked.text, question, "", "", abstained=False, partial=False)
    kept = answer.answer_json
    return Earlier(
        asked.turn_id,
        asked.text,
        question,
        _MARK.sub("", answer.text[:LONGEST_ANSWER]),
        _field(kept, "role", kept.rfind('"role":')),
        _field(kept, "abstained", kept.find('"abstained":')) == "true",
        answer.partial,
    )


def _field(kept: str, name: str, at: int) -> str:
    """A plain value of an answer's JSON, '' where it has none; to parse all of its passages would take too long.

    Args:
        kept: the JSON; a quote within its texts is escaped, so that no text looks like a key.
        name: the key.
        at: where the key stands, -1 for nowhere.
    """
    found = _VALUE.match(kept, at + len(name) + 3) if at >= 0 else None
    return found[1] if found else ""
