"""Full-text search in conversations: in what was said, and in the titles that a person gave."""

from __future__ import annotations

import re

from engine.library.branches import turn as one_turn
from engine.library.connection import Connection
from engine.library.conversation_lists import info, terms
from engine.records import ConversationInfo, Found, Turn

BEFORE, BEHIND = "\ue000", "\ue001"
"""Stand around the words that match while SQLite names them; of the private use area: hardly a text has them."""

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
"""What stands between two sentences. Cheap, for it is done while someone types; a list's items are sentences too."""


def search(connection: Connection, words: str, limit: int) -> tuple[tuple[ConversationInfo, Turn], ...]:
    """See `Conversations.search`.

    A conversation whose given title has all the words comes first, by its first message. Titles that were taken from
    the first question are not looked at: that question is itself a message. The ids of the best are found without
    reading a text, which matters where a word is in half of all messages.
    """
    query = " ".join(f'"{term}"' for term in terms(words))
    if not query:
        return ()
    rows = connection.execute(
        """SELECT c.id, (SELECT min(b.turn_id) FROM tree b WHERE b.conversation_id = c.id AND b.parent_id = 0) AS first
        FROM title_words w JOIN conversations c ON c.id = w.rowid
        WHERE title_words MATCH ? AND c.named AND c.deleted = '' AND first ORDER BY w.rank LIMIT ?""",
        (query, limit),
    ).fetchall()
    known = {turn for _, turn in rows}
    rows += [
        row
        for row in connection.execute(
            """SELECT b.conversation_id, b.turn_id FROM turn_words w JOIN tree b ON b.turn_id = w.rowid
            JOIN conversations c ON c.id = b.conversation_id
            WHERE turn_words MATCH ? AND c.deleted = '' ORDER BY w.rank LIMIT ?""",
            (query, limit),
        ).fetchall()
        if row[1] not in known
    ]
    infos = {conversation: info(connection, conversation) for conversation, _ in rows[:limit]}
    return tuple((infos[conversation], one_turn(connection, turn)) for conversation, turn in rows[:limit])


def find(connection: Connection, words: str, limit: int) -> tuple[Found, ...]:
    """See `Conversations.find`."""
    *whole, last = terms(words) or [""]
    if not last:
        return ()
    query = " ".join((*(f'"{term}"' for term in whole), f'"{last}"*'))
    rows = connection.execute(
        """SELECT w.rowid, b.conversation_id, highlight(turn_words, 0, ?, ?)
        FROM turn_words w JOIN tree b ON b.turn_id = w.rowid JOIN conversations c ON c.id = b.conversation_id
        WHERE turn_words MATCH ? AND c.deleted = '' ORDER BY w.rank LIMIT ?""",
        (BEFORE, BEHIND, query, limit),
    ).fetchall()
    infos = {conversation: info(connection, conversation) for _, conversation, _ in rows}
    return tuple(Found(infos[number], one_turn(connection, turn), *_sentence(marked)) for turn, number, marked in rows)


def _sentence(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The sentence with most of the words that match, and where in it they stand."""
    best = max(SENTENCE.split(marked), key=lambda sentence: sentence.count(BEFORE))
    lit: list[tuple[int, int]] = []
    plain = ""
    for piece in re.split(f"({BEFORE}|{BEHIND})", best):
        if piece == BEFORE:
            lit.append((len(plain), len(plain)))
        elif piece == BEHIND:
            lit[-1:] = [(start, len(plain)) for start, _ in lit[-1:]]
        else:
            plain += piece
    return plain, tuple(lit)
