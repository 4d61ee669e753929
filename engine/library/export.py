"""A conversation as a file: Markdown with its citations written out, or JSON with everything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from engine.errors import UsageError
from engine.library.conversations import Conversations
from engine.library.feedback import Feedback
from engine.records import Turn

FORMS = ("markdown", "json")

USUAL_WAY = "route"
"""How a question is worked on where nobody has wished otherwise; not worth a word."""


def export(conversations: Conversations, conversation: int, form: str = "markdown") -> str:
    """The whole conversation as text that ends with a newline.

    Args:
        conversations: where it is stored.
        conversation: its id.
        form: one of `FORMS`.

    Raises:
        UsageError: there is no such conversation, or no such form.
    """
    if form not in FORMS:
        raise UsageError(f"'{form}' is not a form of export", f"choose {' or '.join(FORMS)}")
    info = conversations.info(conversation)
    turns = conversations.turns(conversation)
    said = {each.turn_id: each for each in conversations.feedback.of(conversation)}
    if form == "json":
        data = {
            "conversation": info.conversation_id,
            "title": info.title,
            "created": info.created,
            "updated": info.updated,
            "turns": [
                {
                    "role": turn.role,
                    "time": turn.time,
                    "text": turn.text,
                    "partial": turn.partial,
                    "answer": _answer(turn),
                    "feedback": _feedback(said.get(turn.turn_id)),
                }
                for turn in turns
            ],
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    lines = [f"# {info.title or 'Conversation'}", "", f"Begun {info.created}, last written to {info.updated}.", ""]
    for turn in turns:
        cut = " (cut off)" if turn.partial else ""
        lines += [f"## {'You' if turn.role == 'user' else 'Nacre'} · {turn.time}{cut}", "", turn.text, ""]
        if turn.turn_id in said:
            lines += [_judged(said[turn.turn_id]), ""]
        answer = _answer(turn) or {}
        if how := _how(answer):
            lines += [f"*{how}*", ""]
        for citation in answer.get("citations", []):
            lines += [f"[{citation['n']}] {_where(citation['place'])}", ""]
            lines += [f"> {line}" for line in citation["quote"].splitlines()] + [""]
    return "\n".join(lines).rstrip() + "\n"


def _answer(turn: Turn) -> dict[str, Any] | None:
    return json.loads(turn.answer_json) if turn.answer_json else None


def _feedback(feedback: Feedback | None) -> dict[str, Any] | None:
    return None if feedback is None else {key: value for key, value in asdict(feedback).items() if key != "turn_id"}


def _judged(feedback: Feedback) -> str:
    reason = " ".join(feedback.reason.split())
    return f"Called {feedback.verdict}{': ' + reason if reason else ''}"


def _how(answer: Mapping[str, Any]) -> str:
    """Whose words an answer is, where they are not the library's, and what it was asked with; '' for a usual one.

    Answers that were stored before there were such things lack their names.
    """
    grounded, abstained, model = answer.get("grounded", True), answer.get("abstained", False), answer.get("model", "")
    bare = answer.get("unsupported", 0)
    parts = [
        "Not from the library" if not grounded and not abstained else "",
        "not in the library" if abstained else "",
        f"{bare:,} {'sentence' if bare == 1 else 'sentences'} without a source" if bare else "",
        f"written by {model}" if model else "",
        f"as {answer['specialist']}" if answer.get("specialist") else "",
        f"lens {answer['lens']}" if answer.get("lens") else "",
        f"mode {answer['way']}" if answer.get("way", USUAL_WAY) != USUAL_WAY else "",
    ]
    said = " · ".join(" ".join(part.split()) for part in parts if part)
    return said[:1].upper() + said[1:]


def _where(place: Mapping[str, Any]) -> str:
    parts = [" › ".join([place["title"], *place["headings"]])]
    if place["page"] is not None:
        parts.append(f"page {place['page']}")
    if place["speaker"]:
        parts.append(" ".join(filter(None, [place["speaker"], place["time"]])))
    if place["page"] is None and not place["speaker"]:
        parts.append(f"lines {place['line_start']} to {place['line_end']}")
    return f"{' · '.join(parts)} · {place['path']}"
