"""Full-text search in conversations: in what was said, and in the titles that a person gave."""

from __future__ import annotations

from engine.library.branches import turn as one_turn
from engine.library.connection import Connection
from engine.library.conversation_lists import info, terms
from engine.records import ConversationInfo, Turn


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
