"""What a chat model is told of its own draft before it writes again: what holds, what does not, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from engine.reasoning.brief import Note
from engine.reasoning.refining.judging import Judged
from engine.reasoning.wording import MARK
from engine.reasoning.writing import Held
from engine.records import Passage

TITLE = "the check of the draft before"

LONGEST = 300
"""Characters of a claim that are repeated."""


def note(held: Held, judged: Judged, passages: Sequence[Passage]) -> Note:
    """What the check says, with the numbers that the passages have now.

    Args:
        held: the draft.
        judged: what holds in it and what fails.
        passages: what the next draft is given to read, in its order.
    """
    numbers = {passage.chunk_id: number for number, passage in enumerate(passages, 1)}
    holding = [
        f"{_bare(claim.text)} [{numbers[citation.chunk_id]}]"
        for claim, citation in zip(held.claims, judged.quoted, strict=True)
        if citation is not None and citation.chunk_id in numbers
    ]
    parts = [
        ("A passage supports:", holding),
        ("No passage supports; correct it or leave it out:", [_bare(text) for text in judged.failed]),
        ("Not answered yet:", [_bare(text) for text in judged.uncovered]),
    ]
    return Note(TITLE, "\n".join(line for title, texts in parts if texts for line in (title, *_listed(texts))))


def _listed(texts: Sequence[str]) -> list[str]:
    return [f"- {text}" for text in texts]


def _bare(text: str) -> str:
    return MARK.sub(r"(\1)", " ".join(text.split()))[:LONGEST]
