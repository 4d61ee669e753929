"""Asking again: another answer beside one that was given, or an edited question beside the one that was asked."""

from __future__ import annotations

from engine.errors import UsageError
from engine.library.branches import QUESTION
from engine.library.conversations import Conversations
from engine.records import Turn


def asked_again(conversations: Conversations, instead_of: int, question: str) -> Turn:
    """The question to answer, stored and on the active path; what stood there before stays beside it.

    Args:
        instead_of: a question's turn, which gets an edited question as its sibling; or an answer's turn, whose question
            is answered once more.
        question: the edited one; '' to have the question's turn itself answered, for the first time or once more; for
            an answer's turn '' or the question as it stands.

    Raises:
        UsageError: there is no such turn, its conversation is deleted, an answer has no question, or the question is
            not the one that an answer's turn answers.
    """
    *before, turn = conversations.path(instead_of)
    if turn.role == QUESTION:
        if not question:
            conversations.choose(instead_of)
            return turn
        conversation = conversations.conversation_of(instead_of)
        return conversations.add_turn(conversation, QUESTION, question, parent=turn.parent_id)
    if not before or before[-1].role != QUESTION:
        raise UsageError(f"answer {instead_of} stands without a question", "ask a new one")
    asked = before[-1]
    if question not in ("", asked.text):
        raise UsageError(
            f"answer {instead_of} answers another question", f"name the question's turn, {asked.turn_id}, to edit it"
        )
    conversations.choose(asked.turn_id)
    return asked
