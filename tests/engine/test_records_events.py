"""The one language of the engine: plain, frozen, and the same as JSON."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Iterator, Mapping

import pytest

from engine import events, records
from engine.events import Event, to_json
from engine.records import ArmScore, Citation, Passage, Place

PLACE = Place(1, 2, "/a.md", "", "A", ("B", "C"), 3, None, None, 1, 2, 0, 5)


def kinds(module: object, base: type = object) -> list[type]:
    found = [each for each in vars(module).values() if isinstance(each, type) and dataclasses.is_dataclass(each)]
    return [each for each in found if issubclass(each, base) and each.__module__ == module.__name__]  # type: ignore[attr-defined]


def example(hint: typing.Any) -> typing.Any:
    """Some value of a type, with every record within filled in."""
    plain: dict[typing.Any, typing.Any] = {str: "words", int: 3, float: 0.5, bool: True, type(None): None}
    if hint in plain:
        return plain[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return tuple(example(each) for each in inner if each is not Ellipsis)
    if origin in (Mapping, dict) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {example(inner[0]): example(inner[1])}
    if inner:  # a union: its first member
        return example(inner[0])
    hints = typing.get_type_hints(hint)
    return hint(**{entry.name: example(hints[entry.name]) for entry in dataclasses.fields(hint)})


EVENTS = [kind for kind in kinds(events, Event) if kind is not Event]


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_is_plain_json_under_its_name(kind: type) -> None:
    event = example(kind)
    data = to_json(event)
    assert data["event"] == kind.__name__
    assert set(data) == {"event", *(entry.name for entry in dataclasses.fields(kind))}
    told = json.loads(json.dumps(data))
    assert told == json.loads(json.dumps(dataclasses.asdict(event) | {"event": kind.__name__}))


@pytest.mark.parametrize("kind", [*EVENTS, *kinds(records)], ids=lambda kind: kind.__name__)
def test_events_and_records_are_frozen_and_slim(kind: type) -> None:
    value = example(kind)
    for name in _fields(kind):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, None)
    assert not hasattr(value, "__dict__")
    assert value == example(kind)


def _fields(kind: type) -> Iterator[str]:
    for entry in dataclasses.fields(kind):
        yield entry.name


def test_an_answer_keeps_its_records_as_nested_data() -> None:
    citation = Citation(1, PLACE, "words", 4)
    passage = Passage(4, PLACE, "words", {"words": ArmScore(1, 2.5)}, 0.9)
    data = json.loads(json.dumps(dataclasses.asdict(citation) | {"passage": dataclasses.asdict(passage)}))
    assert data["place"]["headings"] == ["B", "C"]
    assert data["passage"]["arms"] == {"words": {"rank": 1, "score": 2.5}}


def test_who_does_not_listen_hears_nothing() -> None:
    heard: list[Event] = []
    for listen in (events.ignore, heard.append):
        listen(events.Halted("supported"))
    assert heard == [events.Halted("supported")]
