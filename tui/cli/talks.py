"""Conversations and their messages as the command line shows them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from engine.records import ConversationInfo, Turn
from tui.cli.harmless import one_line
from tui.cli.layout import clip, table
from tui.cli.output import record

TITLE_CELLS = 60


def turn_json(turn: Turn) -> dict[str, Any]:
    """A message; the whole answer under 'answer' for nacre's own, else null."""
    data = record(turn)
    answer = data.pop("answer_json")
    return {**data, "answer": json.loads(answer) if answer else None}


def title(conversation: ConversationInfo) -> str:
    """The title on one line, cut where it is long."""
    return clip(one_line(conversation.title) or "untitled", TITLE_CELLS)


def conversations_table(found: Sequence[ConversationInfo]) -> list[str]:
    """A row each; what is special about some stands in a column of its own, where anything is."""
    rows = [(str(one.conversation_id), one.updated, str(one.turns), title(one), _special(one)) for one in found]
    head = ("id", "updated", "turns", "title", "")
    return table(head, rows) if any(row[-1] for row in rows) else table(head[:-1], [row[:-1] for row in rows])


def branches_table(turns: Sequence[Turn], active: frozenset[int]) -> list[str]:
    """The messages of all branches, those on the active path with a star; which of several each is."""
    rows = [
        (
            "*" if turn.turn_id in active else "",
            str(turn.turn_id),
            str(turn.parent_id or ""),
            f"{turn.branch} of {turn.branches}" if turn.branches > 1 else "",
            turn.role,
            clip(one_line(turn.text), TITLE_CELLS),
        )
        for turn in turns
    ]
    return table(("", "message", "follows", "which", "role", "text"), rows)


def _special(conversation: ConversationInfo) -> str:
    marks = [
        "pinned" if conversation.pinned else "",
        "archived" if conversation.archived else "",
        f"deleted {conversation.deleted}" if conversation.deleted else "",
        f"{conversation.leaves} branches" if conversation.leaves > 1 else "",
    ]
    return ", ".join(filter(None, marks))
