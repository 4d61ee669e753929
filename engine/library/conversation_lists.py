"""Which conversations there are: the current ones with the pinned first, the archived, the deleted."""

from __future__ import annotations

import re

from engine.errors import UsageError
from engine.library.connection import Connection
from engine.library.wording import clean
from engine.records import ConversationInfo

CURRENT, ARCHIVED, DELETED = "current", "archived", "deleted"
STATES = (CURRENT, ARCHIVED, DELETED)

KEPT_DAYS = 30
"""How long a deleted conversation can be brought back."""

IN_STATE = {
    CURRENT: "c.deleted = '' AND c.archived = 0",
    ARCHIVED: "c.deleted = '' AND c.archived = 1",
    DELETED: f"c.deleted != '' AND julianday(c.deleted) > julianday('now') - {KEPT_DAYS}",
}
IN_ORDER = {
    CURRENT: "c.pinned DESC, c.updated DESC, c.id DESC",
    ARCHIVED: "c.pinned DESC, c.updated DESC, c.id DESC",
    DELETED: "c.deleted DESC, c.id DESC",
}

INFO = """SELECT c.id, c.title, c.created, c.updated,
    ifnull((SELECT b.depth FROM tree b WHERE b.turn_id = c.leaf_id), 0), c.pinned, c.archived, c.deleted,
    (SELECT COUNT(*) FROM tree b WHERE b.conversation_id = c.id AND b.followed_id = 0)"""


def info(connection: Connection, conversation: int) -> ConversationInfo:
    """A conversation in any state.

    Raises:
        UsageError: there is no such conversation.
    """
    row = connection.execute(f"{INFO} FROM conversations c WHERE c.id = ?", (conversation,)).fetchone()
    if row is None:
        raise UsageError(f"there is no conversation {conversation}", "see nacre conversations list")
    return info_of(row)


def kept_info(connection: Connection, conversation: int) -> ConversationInfo:
    """A conversation that is not deleted.

    Raises:
        UsageError: it is, or there is no such conversation.
    """
    found = info(connection, conversation)
    if found.deleted:
        raise UsageError(
            f"conversation {conversation} is deleted", f"nacre conversations undelete {conversation} brings it back"
        )
    return found


def infos(connection: Connection, limit: int, state: str, titled: str) -> tuple[ConversationInfo, ...]:
    """See `Conversations.list`."""
    if state not in STATES:
        raise UsageError(f"'{state}' is no state of a conversation", f"choose {', '.join(STATES)}")
    of_title = ""
    parameters: list[str | int] = [limit]
    if titled.strip():
        match = beginnings(titled)
        if not match:
            return ()
        of_title, parameters = "AND c.id IN (SELECT rowid FROM title_words WHERE title_words MATCH ?)", [match, limit]
    rows = connection.execute(
        f"""{INFO} FROM (SELECT c.id FROM conversations c WHERE {IN_STATE[state]} {of_title}
            ORDER BY {IN_ORDER[state]} LIMIT ?) f
        JOIN conversations c ON c.id = f.id ORDER BY {IN_ORDER[state]}""",
        parameters,
    )
    return tuple(info_of(row) for row in rows.fetchall())


def info_of(row: tuple[int, str, str, str, int, int, int, str, int]) -> ConversationInfo:
    """A row of the columns `INFO`."""
    number, title, created, updated, turns, pinned, archived, deleted, leaves = row
    return ConversationInfo(
        number, title, created, updated, turns, bool(pinned), bool(archived), deleted, max(1, leaves)
    )


def terms(words: str) -> list[str]:
    """The words of any text, as a full-text index takes them between quotes."""
    return re.findall(r"\w+", clean(words))


def beginnings(words: str) -> str:
    """A query for titles that have words that begin with each of these; '' where there are none."""
    return " ".join(f'"{term}"*' for term in terms(words))
