"""The tree of a conversation's turns: where each stands, the active path through it, and other ways to go.

Asking again makes a sibling: an answer beside an answer, or a question beside a question with all that follows from it.
Nothing is overwritten. The active path runs from the beginning to the conversation's leaf; it is what is shown, and
what the next question follows on.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import UsageError
from engine.library.connection import Connection
from engine.records import Turn

START = 0
"""The parent of a turn that stands at the beginning of its conversation."""

QUESTION, ANSWER = "user", "nacre"

UPWARDS = """WITH RECURSIVE path (turn_id, parent_id, depth) AS (
    SELECT turn_id, parent_id, depth FROM tree WHERE turn_id = ?1
    UNION ALL SELECT b.turn_id, b.parent_id, b.depth FROM path p JOIN tree b ON b.turn_id = p.parent_id
)"""
"""The turn ?1 and all that it follows on."""

DOWNWARDS = """WITH RECURSIVE way (turn_id, followed_id, depth) AS (
    SELECT turn_id, followed_id, depth FROM tree WHERE turn_id = ?1
    UNION ALL SELECT b.turn_id, b.followed_id, b.depth FROM way w JOIN tree b ON b.turn_id = w.followed_id
)"""
"""The turn ?1 and what was last gone on with after it."""

TURN = """SELECT t.id, t.role, t.text, t.time, t.answer_json, t.partial, b.parent_id,
    (SELECT COUNT(*) FROM tree s
        WHERE s.parent_id = b.parent_id AND s.conversation_id = b.conversation_id AND s.turn_id <= b.turn_id),
    (SELECT COUNT(*) FROM tree s WHERE s.parent_id = b.parent_id AND s.conversation_id = b.conversation_id)"""
"""The columns of a `Turn`, of `tree b JOIN turns t ON t.id = b.turn_id`."""


def turn(connection: Connection, turn_id: int) -> Turn:
    """One turn, which there has to be."""
    sql = f"{TURN} FROM tree b JOIN turns t ON t.id = b.turn_id WHERE b.turn_id = ?"
    return turn_of(connection.execute(sql, (turn_id,)).fetchone())


def path_to(connection: Connection, turn: int) -> tuple[Turn, ...]:
    """From the beginning of its conversation to a turn; empty for `START`."""
    rows = connection.execute(
        f"""{UPWARDS} {TURN} FROM path p JOIN tree b ON b.turn_id = p.turn_id JOIN turns t ON t.id = p.turn_id
        ORDER BY p.depth""",
        (turn,),
    )
    return tuple(turn_of(row) for row in rows.fetchall())


def every_turn(connection: Connection, conversation: int) -> tuple[Turn, ...]:
    """All turns of a conversation, depth first: each before its children, siblings in the order of their making."""
    rows = connection.execute(
        f"{TURN} FROM tree b JOIN turns t ON t.id = b.turn_id WHERE b.conversation_id = ? ORDER BY b.turn_id",
        (conversation,),
    )
    children: dict[int, list[Turn]] = {}
    for turn in (turn_of(row) for row in rows.fetchall()):
        children.setdefault(turn.parent_id, []).append(turn)
    return tuple(_depth_first(children))


def siblings(connection: Connection, turn: int) -> tuple[Turn, ...]:
    """The turns that stand in the same place, itself among them, oldest first: 1 of 3, 2 of 3, 3 of 3."""
    rows = connection.execute(
        f"""{TURN} FROM tree me JOIN tree b ON b.parent_id = me.parent_id AND b.conversation_id = me.conversation_id
        JOIN turns t ON t.id = b.turn_id WHERE me.turn_id = ? ORDER BY b.turn_id""",
        (turn,),
    )
    return tuple(turn_of(row) for row in rows.fetchall())


def conversation_of(connection: Connection, turn: int) -> int:
    """
    Raises:
        UsageError: there is no such turn.
    """
    row = connection.execute("SELECT conversation_id FROM tree WHERE turn_id = ?", (turn,)).fetchone()
    if row is None:
        raise UsageError(f"there is no message {turn}", "see nacre conversations branches ID, which names them all")
    return int(row[0])


def question_of(connection: Connection, turn: int) -> str:
    """The question that a turn answers: the nearest one above it, '' where there is none."""
    row = connection.execute(
        f"""{UPWARDS} SELECT t.text FROM path p JOIN turns t ON t.id = p.turn_id
        WHERE t.role = '{QUESTION}' AND t.id != ?1 ORDER BY p.depth DESC LIMIT 1""",
        (turn,),
    ).fetchone()
    return str(row[0]) if row else ""


def grow(connection: Connection, conversation: int, turn: int, role: str, parent: int | None) -> int:
    """Give a new turn its place, inside the transaction that stores it; the parent's id.

    A question makes its branch the active one. An answer does where its question is on the active path: one that comes
    late, after another branch was chosen, changes nothing of what is shown.

    Args:
        parent: what it follows on; None for the active leaf, `START` for the beginning.

    Raises:
        UsageError: the parent is not a turn of this conversation.
    """
    (leaf,) = connection.execute("SELECT leaf_id FROM conversations WHERE id = ?", (conversation,)).fetchone()
    parent = leaf if parent is None else parent
    depth = 1
    if parent != START:
        row = connection.execute(
            "SELECT depth FROM tree WHERE turn_id = ? AND conversation_id = ?", (parent, conversation)
        ).fetchone()
        if row is None:
            raise UsageError(
                f"conversation {conversation} has no message {parent}",
                f"see nacre conversations branches {conversation}",
            )
        depth = row[0] + 1
    connection.execute(
        "INSERT INTO tree (turn_id, conversation_id, parent_id, depth, followed_id) VALUES (?, ?, ?, ?, 0)",
        (turn, conversation, parent, depth),
    )
    if role == QUESTION and parent not in (leaf, START):
        _follow(connection, parent)
    active = role == QUESTION or parent in (leaf, START) or _above(connection, leaf, parent)
    connection.execute("UPDATE tree SET followed_id = ? WHERE turn_id = ?", (turn, parent))
    if active:
        connection.execute("UPDATE conversations SET leaf_id = ? WHERE id = ?", (turn, conversation))
    return int(parent)


def choose(connection: Connection, turn: int) -> int:
    """Make the branch of a turn the active one, as far down as it was last gone on with; its conversation.

    Raises:
        UsageError: there is no such turn.
    """
    conversation = conversation_of(connection, turn)
    _follow(connection, turn)
    leaf = connection.execute(f"{DOWNWARDS} SELECT turn_id FROM way ORDER BY depth DESC LIMIT 1", (turn,)).fetchone()[0]
    connection.execute("UPDATE conversations SET leaf_id = ? WHERE id = ?", (leaf, conversation))
    return conversation


def tree_problems(connection: Connection) -> Iterator[str]:
    """What is wrong with the trees, a sentence each."""
    for what, query in (
        (
            "has a message without a place in it",
            "SELECT conversation_id FROM turns t WHERE NOT EXISTS "
            "(SELECT 1 FROM tree b WHERE b.turn_id = t.id AND b.conversation_id = t.conversation_id)",
        ),
        (
            "has a message that follows on none of its own",
            "SELECT b.conversation_id FROM tree b LEFT JOIN tree p ON p.turn_id = b.parent_id "
            "WHERE CASE b.parent_id WHEN 0 THEN b.depth != 1 ELSE p.turn_id IS NULL "
            "OR p.conversation_id != b.conversation_id OR b.depth != p.depth + 1 END",
        ),
        (
            "goes on with a message that does not follow",
            "SELECT b.conversation_id FROM tree b LEFT JOIN tree f ON f.turn_id = b.followed_id "
            "WHERE ifnull(f.parent_id, 0) != CASE b.followed_id WHEN 0 THEN 0 ELSE b.turn_id END OR b.followed_id = 0 "
            "AND EXISTS (SELECT 1 FROM tree c WHERE c.parent_id = b.turn_id)",
        ),
        (
            "ends at a message that is not its last",
            "SELECT c.id FROM conversations c LEFT JOIN tree b ON b.turn_id = c.leaf_id WHERE CASE c.leaf_id "
            "WHEN 0 THEN EXISTS (SELECT 1 FROM tree x WHERE x.conversation_id = c.id) "
            "ELSE b.turn_id IS NULL OR b.conversation_id != c.id OR b.followed_id != 0 END",
        ),
    ):
        for (conversation,) in connection.execute(f"{query} GROUP BY 1").fetchall():
            yield f"conversation {conversation} {what}."


def turn_of(row: tuple[int, str, str, str, str, int, int, int, int]) -> Turn:
    """A row of the columns `TURN`."""
    turn_id, role, text, time, answer_json, partial, parent, branch, branches = row
    return Turn(turn_id, role, text, time, answer_json, bool(partial), parent, branch, branches)


def _follow(connection: Connection, turn: int) -> None:
    """Remember the way from the beginning to a turn, for who chooses something on it later."""
    connection.execute(
        f"{UPWARDS} UPDATE tree SET followed_id = p.turn_id FROM path p WHERE tree.turn_id = p.parent_id", (turn,)
    )


def _above(connection: Connection, leaf: int, turn: int) -> bool:
    """Whether a turn is on the path to a leaf."""
    row = connection.execute(f"{UPWARDS} SELECT 1 FROM path WHERE turn_id = ?2", (leaf, turn)).fetchone()
    return row is not None


def _depth_first(children: dict[int, list[Turn]]) -> Iterator[Turn]:
    waiting = children.get(START, [])[::-1]
    while waiting:
        turn = waiting.pop()
        yield turn
        waiting += children.get(turn.turn_id, [])[::-1]
