"""Stored answers back from JSON: the engine keeps each answer of a conversation as plain data."""

from __future__ import annotations

import json
from typing import Any

from engine.records import Answer, ArmScore, Citation, Passage, Place


def answer(text: str) -> Answer | None:
    """The answer that `text` holds; None where it holds none that can be read (an older or damaged entry)."""
    if not text:
        return None
    try:
        return _answer(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None  # the caller shows the turn's plain text, which is stored beside it


def _answer(data: dict[str, Any]) -> Answer:
    return Answer(
        question=str(data.get("question", "")),
        text=str(data.get("text", data.get("answer", ""))),
        abstained=bool(data.get("abstained")),
        tier=int(data.get("tier", 0)),
        citations=tuple(_citation(entry) for entry in data.get("citations", ())),
        nearest=tuple(_passage(entry) for entry in data.get("nearest", ())),
        rounds=int(data.get("rounds", 1)),
        halt=str(data.get("halt", "")),
        support=float(data.get("support", 0.0)),
        timings={str(stage): float(ms) for stage, ms in data.get("timings", {}).items()},
        conversation_id=data.get("conversation_id"),
        turn_id=data.get("turn_id"),
        model=str(data.get("model", "")),
        role=str(data.get("role", "research")),
        specialist=str(data.get("specialist", "")),
        lens=str(data.get("lens", "")),
        way=str(data.get("way", "route")),
        grounded=bool(data.get("grounded", True)),
        unsupported=int(data.get("unsupported", 0)),
    )


def _place(data: dict[str, Any]) -> Place:
    return Place(
        document_id=int(data.get("document_id", 0)),
        version=int(data["version"]),
        path=str(data.get("path", data.get("document", ""))),
        part=str(data.get("part", "")),
        title=str(data.get("title", "")),
        headings=tuple(str(heading) for heading in data.get("headings", ())),
        page=data.get("page"),
        speaker=data.get("speaker"),
        time=data.get("time"),
        line_start=int(data.get("line_start", 1)),
        line_end=int(data.get("line_end", 1)),
        char_start=int(data["char_start"]),
        char_end=int(data["char_end"]),
    )


def _citation(data: dict[str, Any]) -> Citation:
    place = _place(data.get("place", data))
    return Citation(n=int(data["n"]), place=place, quote=str(data["quote"]), chunk_id=int(data.get("chunk_id", 0)))


def _passage(data: dict[str, Any]) -> Passage:
    arms = {
        str(arm): ArmScore(int(score["rank"]), float(score["score"])) for arm, score in data.get("arms", {}).items()
    }
    place = _place(data.get("place", data))
    return Passage(int(data.get("chunk_id", 0)), place, str(data["text"]), arms, float(data.get("score", 0.0)))
