"""What every event is, how it becomes plain data, and how it is made of plain data again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.plain import read

_KINDS: dict[str, type[Event]] = {}
"""Every event class by its name; one that is defined elsewhere is known once its module is imported."""


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""

    def __init_subclass__(cls) -> None:
        _KINDS[cls.__name__] = cls  # slots make a class twice; the second one stays


Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """The listener of those who do not listen."""


def to_json(event: Event) -> dict[str, Any]:
    """The event as plain data, with its kind under the key 'event'."""
    if isinstance(event, Unknown):
        return {**event.data, "event": event.kind}
    return {"event": type(event).__name__, **asdict(event)}


def from_json(data: Mapping[str, Any]) -> Event:
    """The event that `to_json` made the data of.

    A kind that is not known here, and one that another version gave a shape which can't be read here, come back as
    `Unknown` with all their data. What a known kind has besides is left out.
    """
    kind = str(data.get("event", ""))
    known = _KINDS.get(kind)
    if known is not None and known is not Unknown:
        try:
            event: Event = read(known, data)
        except (TypeError, ValueError, OverflowError):
            pass  # of another version
        else:
            return event
    return Unknown(kind, {name: value for name, value in data.items() if name != "event"})


@dataclass(frozen=True, slots=True)
class Unknown(Event):
    """An event that another version of Nacre has stored."""

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TraceCut(Event):
    """A stored trace was too large to be kept whole: long texts and lists are shortened."""

    left_out: int  # events that stood here


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """One sentence for the user."""

    text: str
    level: str = "info"  # 'info', 'warning' or 'error'
