"""Answers that a person called good or bad, as questions with the passages that they rested on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.library.feedback import JudgedAnswer
from engine.library.store import Library
from engine.training.evidence.own_source import Own, read_source


def from_judged(library: Library) -> list[Own]:
    """One for each verdict on an answer that cited something which still stands in the library.

    A document that was read again since has other passages: those that hold the quote today are meant.
    """
    found = []
    for judged in library.conversations.feedback.judged():
        chunks: dict[int, int] = {}  # chunk: document
        for citation in _citations(judged):
            chunks.update(_now(library, citation))
        if chunks and judged.question.strip():
            documents = tuple(dict.fromkeys(chunks.values()))
            found.append(Own(judged.question.strip(), tuple(chunks), judged.feedback.verdict, documents))
    return found


def _citations(judged: JudgedAnswer) -> Iterator[Mapping[str, Any]]:
    """What the answer cited, as it is stored; an answer that was cut off has nothing."""
    yield from (json.loads(judged.answer_json) if judged.answer_json else {}).get("citations", ())


def _now(library: Library, citation: Mapping[str, Any]) -> dict[int, int]:
    """The passages that hold a citation's quote today."""
    source = read_source(library, citation["place"]["document_id"])
    if source is None:
        return {}
    return {
        row.chunk_id: source.document for row in source.rows if citation["quote"] in source.text[row.start : row.end]
    }
