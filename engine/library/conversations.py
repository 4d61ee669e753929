"""The app's own conversations: written in short transactions, so that asking goes on while documents are taken in.

A conversation is a tree of turns, see `branches`. What is read as its turns is its active path.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import UsageError
from engine.events import Event
from engine.library import branches, conversation_lists, conversation_search, purge
from engine.library.branches import QUESTION
from engine.library.connection import Database, now
from engine.library.conversation_lists import CURRENT
from engine.library.feedback import Feedbacks
from engine.library.left_off import LeftOff
from engine.library.traces import Traces, pack
from engine.library.typed import TypedBefore
from engine.library.wording import clean
from engine.records import ConversationInfo, Found, Turn

TITLE_CHARACTERS = 60  # of a title that is taken from the first question
LONGEST_TITLE = 200  # characters of one that is given


class Conversations:
    """The conversations of a library, with the traces of their answers, what was said of them, where one left off."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.traces = Traces(database)
        self.feedback = Feedbacks(database, self.traces)
        self.typed = TypedBefore(database)
        self.left_off = LeftOff(database)

    def new(self, title: str = "") -> int:
        """Start a conversation; without a title it takes its first question's words. Its id."""
        time, title = now(), _one_line(title)
        with self._database.write() as connection:
            sql = "INSERT INTO conversations (title, named, created, updated) VALUES (?, ?, ?, ?)"
            return int(connection.execute(sql, (title, bool(title), time, time)).lastrowid)

    def latest(self) -> int | None:
        """The conversation that was last written to, of those that are neither archived nor deleted."""
        sql = "SELECT id FROM conversations c WHERE c.deleted = '' AND c.archived = 0 ORDER BY updated DESC, id DESC"
        row = self._database.connection().execute(f"{sql} LIMIT 1").fetchone()
        return int(row[0]) if row else None

    def info(self, conversation: int) -> ConversationInfo:
        """A conversation, deleted or not.

        Raises:
            UsageError: there is no such conversation.
        """
        return conversation_lists.info(self._database.connection(), conversation)

    def list(self, limit: int = 100, state: str = CURRENT, titled: str = "") -> tuple[ConversationInfo, ...]:
        """The conversations in a state: the pinned first, the last written to first; the deleted as they were deleted.

        Args:
            limit: how many.
            state: 'current', 'archived' or 'deleted'.
            titled: only those whose titles have words that begin so; '' for all.

        Raises:
            UsageError: there is no such state.
        """
        return conversation_lists.infos(self._database.connection(), limit, state, clean(titled))

    def search(self, words: str, limit: int = 20) -> tuple[tuple[ConversationInfo, Turn], ...]:
        """Messages that have all of the words, best first, each with its conversation; archived ones, too.

        Messages of every branch are found: `choose` brings one onto the active path.
        """
        with self._database.snapshot() as connection:
            return conversation_search.search(connection, words, limit)

    def find(self, words: str, limit: int = 50) -> tuple[Found, ...]:
        """Messages with these words, best first, the last of them perhaps not yet typed to its end.

        As `search`, but that titles are not looked at, and that each comes with the sentence that matches.
        """
        with self._database.snapshot() as connection:
            return conversation_search.find(connection, words, limit)

    # --- turns ------------------------------------------------------------------------------------------------------

    def turns(self, conversation: int) -> tuple[Turn, ...]:
        """The messages on the active path of a conversation, in order.

        Raises:
            UsageError: there is no such conversation, or it is deleted.
        """
        with self._database.snapshot() as connection:
            conversation_lists.kept_info(connection, conversation)
            sql = "SELECT leaf_id FROM conversations WHERE id = ?"
            return branches.path_to(connection, connection.execute(sql, (conversation,)).fetchone()[0])

    def path(self, turn: int) -> tuple[Turn, ...]:
        """The messages from the beginning of its conversation to this one, whichever path is active.

        Raises:
            UsageError: there is no such message.
        """
        with self._database.snapshot() as connection:
            branches.conversation_of(connection, turn)
            return branches.path_to(connection, turn)

    def every_turn(self, conversation: int) -> tuple[Turn, ...]:
        """The messages of all branches, each before those that follow on it.

        Raises:
            UsageError: there is no such conversation, or it is deleted.
        """
        with self._database.snapshot() as connection:
            conversation_lists.kept_info(connection, conversation)
            return branches.every_turn(connection, conversation)

    def siblings(self, turn: int) -> tuple[Turn, ...]:
        """The messages that stand in the same place, itself among them, oldest first; each knows which it is.

        Raises:
            UsageError: there is no such message.
        """
        with self._database.snapshot() as connection:
            branches.conversation_of(connection, turn)
            return branches.siblings(connection, turn)

    def conversation_of(self, turn: int) -> int:
        """The conversation that a message belongs to.

        Raises:
            UsageError: there is no such message.
        """
        return branches.conversation_of(self._database.connection(), turn)

    def choose(self, turn: int) -> tuple[Turn, ...]:
        """Make the branch of a message the active one, as far down as it was last gone on with; the turns it has.

        Raises:
            UsageError: there is no such message, or its conversation is deleted.
        """
        with self._database.write() as connection:
            conversation_lists.kept_info(connection, branches.conversation_of(connection, turn))
            return self.turns(branches.choose(connection, turn))

    def add_turn(
        self,
        conversation: int,
        role: str,
        text: str,
        *,
        parent: int | None = None,
        answer_json: str = "",
        partial: bool = False,
        trace: Sequence[Event] | None = None,
    ) -> Turn:
        """Add a message; the first question names a conversation that has no title yet.

        A question makes its branch the active one; an answer does where what it answers is on the active path. An
        answer is still taken for a conversation that was deleted meanwhile.

        Args:
            role: 'user' or 'nacre'.
            parent: the turn that it follows on, which may have been followed already; None for the end of the active
                path, `branches.START` for the beginning. `Turn.parent_id` makes a sibling of that turn.
            answer_json: the whole answer as JSON, for 'nacre'.
            partial: the answer is still being written, or was cut off.
            trace: the events that led to the answer.

        Raises:
            UsageError: there is no such conversation, it has no such parent, or a question is put to a deleted one.
        """
        text, answer_json, time = clean(text), clean(answer_json), now()
        packed = None if trace is None else pack(trace)
        with self._database.write() as connection:
            (conversation_lists.kept_info if role == QUESTION else conversation_lists.info)(connection, conversation)
            turn = connection.execute(
                """INSERT INTO turns (conversation_id, role, text, time, answer_json, partial)
                VALUES (?, ?, ?, ?, ?, ?)""",
                (conversation, role, text, time, answer_json, partial),
            ).lastrowid
            branches.grow(connection, conversation, turn, role, parent)
            if packed is not None:
                self.traces.keep(turn, packed)
            connection.execute("UPDATE conversations SET updated = ? WHERE id = ?", (time, conversation))
            if role == QUESTION:
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE id = ? AND title = ''", (_title(text), conversation)
                )
            return branches.turn(connection, turn)

    def update_turn(
        self,
        turn: int,
        text: str,
        *,
        answer_json: str = "",
        partial: bool = False,
        trace: Sequence[Event] | None = None,
    ) -> None:
        """Write a message anew: a longer piece of an answer, or the whole of it; without a trace its trace stays."""
        packed = None if trace is None else pack(trace)
        with self._database.write() as connection:
            connection.execute(
                "UPDATE turns SET text = ?, answer_json = ?, partial = ? WHERE id = ?",
                (clean(text), clean(answer_json), partial, turn),
            )
            if packed is not None:
                self.traces.keep(turn, packed)

    # --- what is kept -----------------------------------------------------------------------------------------------

    def rename(self, conversation: int, title: str) -> None:
        """Give a title, in one line.

        Raises:
            UsageError: the title is empty or too long; or there is no such conversation, or it is deleted.
        """
        title = _one_line(title)
        if not title or len(title) > LONGEST_TITLE:
            raise UsageError(
                f"a title has {LONGEST_TITLE} characters at most" if title else "the title is empty", "give another one"
            )
        self._change(conversation, "title = ?, named = 1", title)

    def pin(self, conversation: int) -> None:
        """Put first in lists; see `rename` for what is raised."""
        self._change(conversation, "pinned = ?", 1)

    def unpin(self, conversation: int) -> None:
        """Put back among the others; see `rename` for what is raised."""
        self._change(conversation, "pinned = ?", 0)

    def archive(self, conversation: int) -> None:
        """Leave out of lists; see `rename` for what is raised."""
        self._change(conversation, "archived = ?", 1)

    def unarchive(self, conversation: int) -> None:
        """Take back into lists; see `rename` for what is raised."""
        self._change(conversation, "archived = ?", 0)

    def delete(self, conversation: int) -> None:
        """Put away for 30 days, in which `undelete` brings it back as it was.

        Raises:
            UsageError: there is no such conversation, or it is deleted already.
        """
        self._change(conversation, "deleted = ?", now())

    def undelete(self, conversation: int) -> None:
        """Bring back what was deleted; nothing happens to what was not.

        Raises:
            UsageError: there is no such conversation any more.
        """
        with self._database.write() as connection:
            conversation_lists.info(connection, conversation)
            connection.execute("UPDATE conversations SET deleted = '' WHERE id = ?", (conversation,))

    def purge(self, conversations: Sequence[int] = ()) -> int:
        """Remove deleted conversations for ever: these, or all; how many.

        Their bytes are overwritten in the database file, in the full-text index and the traces, too.

        Raises:
            UsageError: one of them is not deleted, or not there; then nothing is removed.
        """
        with self._database.snapshot() as connection:
            for each in conversations:
                if not conversation_lists.info(connection, each).deleted:
                    raise UsageError(f"conversation {each} is not deleted", f"nacre conversations delete {each} first")
            every = connection.execute("SELECT id FROM conversations WHERE deleted != ''").fetchall()
        chosen = list(dict.fromkeys(conversations)) or [row[0] for row in every]
        purge.purge(self._database, chosen)
        return len(chosen)

    def purge_expired(self) -> int:
        """Remove for ever what was deleted more than 30 days ago; how many conversations."""
        gone = purge.expired(self._database)
        purge.purge(self._database, gone)
        return len(gone)

    def _change(self, conversation: int, what: str, value: str | int) -> None:
        with self._database.write() as connection:
            conversation_lists.kept_info(connection, conversation)
            connection.execute(f"UPDATE conversations SET {what} WHERE id = ?", (value, conversation))


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _title(question: str) -> str:
    words = _one_line(question)
    if len(words) <= TITLE_CHARACTERS:
        return words
    return words[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
