"""The one language of the engine: plain, frozen, and the same as JSON."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import events, records
from engine.errors import NacreError
from engine.events import Event, Unknown, from_json, to_json
from engine.records import ArmScore, Citation, Passage, Place

PLACE = Place(1, 2, "/a.md", "", "A", ("B", "C"), 3, None, None, 1, 2, 0, 5)


def kinds(module: object, base: type = object) -> list[type]:
    found = [each for each in vars(module).values() if isinstance(each, type) and dataclasses.is_dataclass(each)]
    within = module.__name__  # type: ignore[attr-defined]
    return [each for each in found if issubclass(each, base) and f"{each.__module__}.".startswith(f"{within}.")]


def example(hint: typing.Any) -> typing.Any:
    """Some value of a type, with every record within filled in."""
    plain: dict[typing.Any, typing.Any] = {
        str: "words",
        bytes: b"bytes",
        int: 3,
        float: 0.5,
        bool: True,
        type(None): None,
    }
    plain[typing.Any] = "anything"
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
KNOWN = [kind for kind in EVENTS if kind is not Unknown]


def values(hint: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Any value of a type, with every record within made up likewise."""
    plain: dict[typing.Any, st.SearchStrategy[typing.Any]] = {
        str: st.text(max_size=8),
        int: st.integers(),
        float: st.floats(allow_nan=False),
        bool: st.booleans(),
        type(None): st.none(),
    }
    if hint in plain:
        return plain[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(values(inner[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, inner))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(values(inner[0]), values(inner[1]), max_size=2)
    if inner:
        return st.one_of(*map(values, inner))
    hints = typing.get_type_hints(hint)
    return st.builds(hint, **{entry.name: values(hints[entry.name]) for entry in dataclasses.fields(hint)})


@pytest.mark.parametrize("kind", KNOWN, ids=lambda kind: kind.__name__)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_event_comes_back_from_its_json(kind: type, data: st.DataObject) -> None:
    event = data.draw(values(kind))
    assert from_json(json.loads(json.dumps(to_json(event)))) == event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from([each.__name__ for each in EVENTS]) | st.text(max_size=8),
    data=st.dictionaries(st.sampled_from(["elapsed_ms", "arm", "best", "candidates", "model", "reason"]), JSON),
)
def test_whatever_another_version_has_stored_is_read_and_kept(kind: str, data: dict[str, typing.Any]) -> None:
    event = from_json({"event": kind, **data})
    if isinstance(event, Unknown):
        assert to_json(event) == {"event": kind, **data}
    else:
        assert type(event).__name__ == kind
        assert from_json(to_json(event)) == event


def test_a_kind_of_a_newer_version_keeps_its_data_and_a_field_of_one_is_passed_over() -> None:
    newer = {"event": "Dreamt", "of": ["electric", "sheep"], "elapsed_ms": 2.5}
    event = from_json(newer)
    assert event == Unknown("Dreamt", {"of": ["electric", "sheep"], "elapsed_ms": 2.5})
    assert to_json(event) == newer
    assert from_json({"event": "Halted", "reason": "supported", "mood": "good"}) == events.Halted("supported")


def test_a_field_that_an_older_version_did_not_have_takes_its_default_or_the_data_stay_as_they_are() -> None:
    assert from_json({"event": "Notice", "text": "hot"}) == events.Notice("hot", "info")
    older = {"event": "Searched", "arm": "words"}
    assert from_json(older) == Unknown("Searched", {"arm": "words"})
    assert to_json(from_json(older)) == older


def test_an_event_that_is_defined_elsewhere_comes_back_too() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Elsewhere(Event):
        places: tuple[int, ...]

    assert from_json(to_json(Elsewhere((1, 2)))) == Elsewhere((1, 2))


@pytest.mark.parametrize("kind", KNOWN, ids=lambda kind: kind.__name__)
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


def test_a_remedy_is_a_sentence_and_a_command_stays_as_it_is_typed() -> None:
    assert str(NacreError("it broke", "make room and try again")) == "it broke. Make room and try again."
    assert str(NacreError("it broke", "pip install nacre")) == "it broke. pip install nacre."
