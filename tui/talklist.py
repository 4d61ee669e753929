"""Conversations in the order of a list: grouped by time, filtered by titles, followed by what was said in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.records import ConversationInfo, Found

PLACES = 3  # messages that are shown of one conversation
TITLES, SAID = "With these words in the title", "Said"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a conversation, a message in it, or both."""

    talk: ConversationInfo
    when: str  # of the day, where the group says which; else the day
    found: Found | None = None  # the message that it leads to
    heading: str = ""  # of the group that begins here
    titled: bool = True  # False: one more place in the conversation above

    @property
    def key(self) -> tuple[int, int]:
        """What it leads to: a conversation and a message, 0 for its end."""
        return self.talk.conversation_id, self.found.turn.turn_id if self.found is not None else 0


class TalkList:
    """The conversations of one view, and what has been found in them."""

    def __init__(self, talks: Sequence[ConversationInfo] = ()) -> None:
        self._talks = [(talk, talk.title.casefold()) for talk in talks]

    def rows(self, query: str, found: Sequence[Found], now: datetime) -> list[Row]:
        """All of them, or those that match.

        Args:
            query: what was typed.
            found: what it was found in; of this or of an earlier query.
            now: decides what today is.
        """
        words = query.casefold().split()
        if not words:
            return list(_grouped((talk for talk, _ in self._talks), now))
        named = [talk for talk, title in self._talks if all(word in title for word in words)]
        best = {each.conversation.conversation_id: each for each in reversed(found)}
        rows = [Row(talk, _day_and_time(talk.updated, now), best.get(talk.conversation_id)) for talk in named]
        rows[:1] = [replace(row, heading=TITLES) for row in rows[:1]]
        shown = {row.key for row in rows}
        said = list(_said([each for each in found if _key(each) not in shown], now))
        said[:1] = [replace(row, heading=SAID) for row in said[:1]]
        return rows + said


def local(time: str) -> datetime:
    """An ISO 8601 time on this machine's clock; the beginning of time where there is none."""
    try:
        return datetime.fromisoformat(time).astimezone()
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0).astimezone()


def _grouped(talks: Iterable[ConversationInfo], now: datetime) -> Iterator[Row]:
    before = ""
    for talk in talks:
        heading = "Deleted" if talk.deleted else "Pinned" if talk.pinned else group(talk.updated, now)
        when = _day_and_time(talk.updated, now) if heading in ("Pinned", "Deleted") else _within(heading, talk.updated)
        yield Row(talk, when, heading=heading if heading != before else "")
        before = heading


def group(time: str, now: datetime) -> str:
    """'Today', 'Yesterday', 'This week' (the last seven days) or 'Older'."""
    days = (now.date() - local(time).date()).days
    return "Today" if days <= 0 else "Yesterday" if days == 1 else "This week" if days < 7 else "Older"


def _within(heading: str, time: str) -> str:
    form = {"Today": "%H:%M", "Yesterday": "%H:%M", "This week": "%a %H:%M"}.get(heading, "%Y-%m-%d")
    return local(time).strftime(form)


def _day_and_time(time: str, now: datetime) -> str:
    then = local(time)
    return then.strftime("%H:%M" if then.date() == now.date() else "%Y-%m-%d")


def _said(found: Sequence[Found], now: datetime) -> Iterator[Row]:
    """What was found, conversation by conversation, in the order of the best of each."""
    by_talk: dict[int, list[Found]] = {}
    for each in found:
        by_talk.setdefault(each.conversation.conversation_id, []).append(each)
    for places in by_talk.values():
        for number, each in enumerate(places[:PLACES]):
            yield Row(each.conversation, _day_and_time(each.conversation.updated, now), each, titled=not number)


def _key(found: Found) -> tuple[int, int]:
    return found.conversation.conversation_id, found.turn.turn_id


def days_left(deleted: str, now: datetime, kept_days: int = 30) -> int:
    """How many days a deleted conversation can still be brought back."""
    return max(0, kept_days - (now - local(deleted)) // timedelta(days=1))
