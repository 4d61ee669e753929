"""A conversation as a file: Markdown with its citations written out, one page of HTML, or JSON with everything."""

from __future__ import annotations

import json
from collections.abc import Sequence

from engine.errors import UsageError
from engine.library import export_html, export_markdown
from engine.library.conversations import Conversations
from engine.library.exported import Exported, Said
from engine.records import Turn

FORMS = ("markdown", "json", "html")


def export(conversations: Conversations, conversation: int, form: str = "markdown") -> str:
    """The active path of a conversation as text that ends with a newline.

    Args:
        conversations: where it is stored.
        conversation: its id.
        form: one of `FORMS`.

    Raises:
        UsageError: there is no such conversation, it is deleted, or there is no such form.
    """
    return _written(conversations, conversation, conversations.turns(conversation), form)


def export_all(conversations: Conversations, conversation: int, form: str = "markdown") -> str:
    """The same with all branches: each turn before those that follow on it, alternatives one after the other."""
    return _written(conversations, conversation, conversations.every_turn(conversation), form)


def _written(conversations: Conversations, conversation: int, turns: Sequence[Turn], form: str) -> str:
    if form not in FORMS:
        raise UsageError(f"'{form}' is not a form of export", f"choose {', '.join(FORMS[:-1])} or {FORMS[-1]}")
    active = {turn.turn_id for turn in conversations.turns(conversation)}
    judged = {each.turn_id: each for each in conversations.feedback.of(conversation)}
    said = tuple(
        Said(
            turn,
            json.loads(turn.answer_json) if turn.answer_json else None,
            judged.get(turn.turn_id),
            turn.turn_id in active,
        )
        for turn in turns
    )
    exported = Exported(conversations.info(conversation), said)
    if form == "json":
        return _json(exported)
    if form == "html":
        return export_html.written(exported)
    return export_markdown.written(exported)


def _json(exported: Exported) -> str:
    info = exported.info
    data = {
        "conversation": info.conversation_id,
        "title": info.title,
        "created": info.created,
        "updated": info.updated,
        "pinned": info.pinned,
        "archived": info.archived,
        "turns": [
            {
                "turn": said.turn.turn_id,
                "parent": said.turn.parent_id or None,
                "branch": said.turn.branch,
                "branches": said.turn.branches,
                "active": said.active,
                "role": said.turn.role,
                "time": said.turn.time,
                "text": said.turn.text,
                "partial": said.turn.partial,
                "answer": said.answer,
                "feedback": said.feedback_json(),
            }
            for said in exported.turns
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
