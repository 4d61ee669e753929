"""Reading conversations from the library, as they are to be shown. Nothing here belongs on the screen's loop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.errors import NacreError, UsageError
from engine.records import LastSeen
from tui.talk import Entry
from tui.work.traces import stored_entries

if TYPE_CHECKING:
    from engine.engine import Engine


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation with the branch that is open, and where in it to stand."""

    title: str
    entries: list[Entry]
    seen: LastSeen

    @property
    def number(self) -> int | None:
        """What it is stored under, None for a new one."""
        return self.seen.conversation_id or None


@dataclass(frozen=True, slots=True)
class Resumed:
    """What is there again after the start: a conversation, the draft, and what of the conversation can't be read."""

    opened: Opened
    draft: str
    problem: str = ""


def resumed(engine: Engine) -> Resumed:
    """What was looked at last, with the draft, which comes back even where the conversation can't be read."""
    draft = engine.conversations.draft()
    try:
        return Resumed(last_open(engine), draft)
    except NacreError as error:
        return Resumed(new(), draft, f"The last conversation can't be read: {error}")


def new() -> Opened:
    """A conversation of which nothing is stored yet."""
    return Opened("", [], LastSeen())


def last_open(engine: Engine) -> Opened:
    """What was looked at last; the conversation last written to, where that is gone or never was."""
    seen = engine.conversations.seen()
    if seen is None:
        return latest(engine)
    if not seen.conversation_id:
        return new()
    try:
        return opened(engine, seen)
    except UsageError:  # it was deleted meanwhile
        return latest(engine)


def latest(engine: Engine) -> Opened:
    """The conversation last written to, at its end."""
    number = engine.conversations.latest()
    return opened(engine, LastSeen(number)) if number is not None else new()


def opened(engine: Engine, seen: LastSeen) -> Opened:
    """The conversation that is named, on its active path.

    Raises:
        UsageError: there is no such conversation, or it is deleted.
    """
    number = seen.conversation_id
    return Opened(engine.conversations.info(number).title, stored_entries(engine, number), seen)


def at_message(engine: Engine, turn: int, seen: LastSeen) -> Opened:
    """The branch of a message, which becomes the open one; the message is current.

    Args:
        seen: its conversation, and the upper edge; where none is named, the message, or the question that it answers.

    Raises:
        UsageError: there is no such message, or its conversation is deleted.
    """
    turns = engine.conversations.choose(turn)
    chosen = next(each for each in turns if each.turn_id == turn)
    first = seen.first_id or (turn if chosen.role == "user" else chosen.parent_id)
    return opened(engine, replace(seen, first_id=first, current_id=turn))


def beside(engine: Engine, turn: int, by: int, seen: LastSeen) -> Opened:
    """The branch of a message that stands in the place of another: the next one, or the previous one.

    Args:
        by: 1 or -1; at an end nothing changes.
        seen: its conversation, and the upper edge as it is to stay.
    """
    known = engine.conversations.siblings(turn)
    here = next(index for index, each in enumerate(known) if each.turn_id == turn)
    target = known[max(0, min(len(known) - 1, here + by))].turn_id
    if seen.first_id == turn:
        seen = replace(seen, first_id=target, line=0)
    return at_message(engine, target, seen)
