"""Conversations that the Nexus AI Chat Importer wrote as Markdown: one callout a message.

The canonical text leaves the callouts' '>' out, for they would stand in the middle of sentences; a message's UID leads
back to its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from engine.errors import ReadError
from engine.sources.decode import decode
from engine.sources.transcript import Conversation, Message, Segment, iso

_MESSAGE = re.compile(
    r">\s*\[!nexus_(?!attachment|artifact)(\w+)\][+-]?\s*(?:\*\*(.+?)\*\*)?\s*(?:[-–—]\s*(.*\S))?\s*$"
)
_INSET = re.compile(r">\s*\[!nexus_(attachment|artifact)\][+-]?\s*(.*\S)?\s*$")
_UID = re.compile(r"<!--\s*UID:\s*(\S+?)\s*-->")
_HEADER = re.compile(r"(# Title|Created|Last Updated|Chat URL):\s*(.*\S)\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_TIME = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:,| at|T)?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp])?\.?(?:[Mm]\.?)?"
)
_SPEAKERS = {"user": "User", "agent": "Assistant"}
_FARTHEST = timedelta(hours=14)  # no time zone is farther from UTC


def is_nexus(head: str) -> bool:
    """The first lines of a file are such a conversation's: they open a message."""
    return any(_MESSAGE.match(line) for line in head.splitlines())


def conversation(path: Path | str, data: bytes) -> Conversation:
    """The conversation of one file.

    Raises:
        ReadError: no message can be found in it.
        SkipFile: it is not text.
    """
    decoded = decode(data)
    notes = decoded.notes
    lines = decoded.text.removeprefix("\ufeff").splitlines()
    front = _front_matter(lines)
    starts = [i for i, line in enumerate(lines) if _MESSAGE.match(line)]
    if not starts:
        raise ReadError(f"{Path(path).name} holds no message of the form that Nexus writes", "Export it again")
    header = {found[1]: found[2] for line in lines[: starts[0]] if (found := _HEADER.match(line))}
    clock = _clock(front, header)
    messages = [_message(lines[start:end], clock) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    if any(_MESSAGE.match(lines[i])[3] for i in starts) and not all(message.time for message in messages):  # type: ignore[index]
        notes = (*notes, "some messages' times could not be tied to a time zone and were left out")
    return Conversation(
        uid=front.get("conversation_id", ""),
        provider=front.get("provider", ""),
        title=header.get("# Title") or front.get("aliases") or Path(path).stem,
        messages=tuple(messages),
        created=iso(front.get("create_time", "")),
        link=header.get("Chat URL", ""),
        aliases=(front["aliases"],) if front.get("aliases") else (),
        notes=notes,
    )


def _front_matter(lines: Sequence[str]) -> dict[str, str]:
    """Keys and values of the leading block; read line by line, for titles in it are not always valid YAML."""
    if not lines or lines[0].strip() != "---":
        return {}
    found = {}
    for line in lines[1:]:
        if line.strip() == "---":
            break
        key, colon, value = line.partition(":")
        if colon:
            found[key.strip()] = value.strip().strip("\"'")
    return found


def _message(lines: Sequence[str], clock: Clock) -> Message:
    head = _MESSAGE.match(lines[0])
    assert head  # the caller found it
    role, name, time = head.groups()
    end, uid = next(((i, found[1]) for i, line in enumerate(lines) if (found := _UID.match(line))), (len(lines), ""))
    body = _unquoted(lines[1:end])
    return Message(
        speaker=name or _SPEAKERS.get(role, role.capitalize()),
        segments=tuple(_segments(body)),
        time=clock.iso(time or ""),
        uid=uid,
    )


def _unquoted(lines: Sequence[str]) -> list[str]:
    """The lines without their '>' and, where all of them have one, the blank behind it."""
    quoted = [line[1:] for line in lines if line.startswith(">") and line[1:].strip()]
    blanks = 1 if all(line.startswith((" ", ">")) for line in quoted) else 0
    bare = [line[1:] if line.startswith(">") else line for line in lines]
    return [
        line[blanks:] if old.startswith(">") and line.startswith(" ") else line
        for old, line in zip(lines, bare, strict=True)
    ]


def _segments(lines: Sequence[str]) -> Iterator[Segment]:
    """Markdown and insets (attachments, artifacts) in turn."""
    text: list[str] = []
    inset: list[str] | None = None
    fenced = False
    for line in lines:
        start = None if fenced else _INSET.match(line)
        if inset is not None and (start or not line.startswith(">")):
            yield Segment("\n".join(inset), aside=True)
            inset = None
        if start:
            yield Segment("\n".join(text))
            text = []
            inset = [f"{start[1].capitalize()}: {(start[2] or '').replace('**', '')}"]
        elif inset is not None:
            inset.append(line.lstrip("> "))
        else:
            text.append(line)
            fenced ^= bool(_FENCE.match(line))
    if inset is not None:
        yield Segment("\n".join(inset), aside=True)
    yield Segment("\n".join(text))


@dataclass(frozen=True, slots=True)
class Clock:
    """How the file writes local times, and how far they are from UTC at the moments it states both."""

    month_first: bool
    anchors: tuple[tuple[datetime, timedelta], ...]  # local moment, local minus UTC

    def iso(self, text: str) -> str:
        """A message's local time with its offset; empty where either is not known."""
        local = _local(text, self.month_first)
        if local is None or not self.anchors:
            return ""
        nearest = min(self.anchors, key=lambda anchor: abs(anchor[0] - local))  # the two differ across a clock change
        return local.replace(tzinfo=timezone(nearest[1])).isoformat(timespec="seconds")


def _clock(front: Mapping[str, str], header: Mapping[str, str]) -> Clock:
    """The offsets follow from `create_time` and `update_time` (UTC) against 'Created' and 'Last Updated' (local)."""
    pairs = [
        (iso(front.get(utc_key, "")), header.get(local_key, ""))
        for utc_key, local_key in (("create_time", "Created"), ("update_time", "Last Updated"))
    ]
    best: Clock | None = None
    for month_first in (True, False):
        anchors = []
        for moment, text in pairs:
            local = _local(text, month_first)
            if moment and local is not None:
                offset = local - datetime.fromisoformat(moment).astimezone(UTC).replace(tzinfo=None)
                quarters = round(offset / timedelta(minutes=15))
                if abs(offset) <= _FARTHEST:
                    anchors.append((local, quarters * timedelta(minutes=15)))
        if best is None or len(anchors) > len(best.anchors):
            best = Clock(month_first, tuple(anchors))
    assert best
    return best


def _local(text: str, month_first: bool) -> datetime | None:
    found = _TIME.search(text)
    if not found:
        return None
    first, second, third, hour, minute, seconds, half = found.groups()
    year, month, day = (first, second, third) if len(first) == 4 else (third, first, second)
    if len(first) != 4 and not month_first:
        month, day = day, month
    hours = int(hour) % 12 + 12 * (half in "Pp") if half else int(hour)
    try:
        return datetime(int(year), int(month), int(day), hours, int(minute), int(seconds or 0))
    except ValueError:
        return None
