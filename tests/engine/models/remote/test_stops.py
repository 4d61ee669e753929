"""A text ends before its first stop string."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.models.remote.stops import Stops

WORDS = st.text("abc", max_size=30)


def passed(pieces: list[str], stops: tuple[str, ...]) -> str:
    cutter = Stops(stops)
    return "".join([cutter.feed(piece) for piece in pieces] + [cutter.end()])


@given(WORDS, st.lists(st.text("abc", max_size=4), max_size=3), st.integers(1, 5))
def test_no_stop_string_gets_through_and_nothing_else_is_lost(text: str, stops: list[str], size: int) -> None:
    known = [stop for stop in stops if stop]
    said = passed([text[at : at + size] for at in range(0, len(text), size)], tuple(stops))
    assert text.startswith(said)
    assert not any(stop in said for stop in known)
    assert said == text or any(stop in text for stop in known)


def test_what_may_be_half_a_stop_string_is_held_back() -> None:
    cutter = Stops(("\n\nUser:",))
    assert [cutter.feed(piece) for piece in ("Nacre.\n", "\nUs", "ing it")] == ["Nacre.", "", "\n\nUsing it"]
    assert [cutter.feed(piece) for piece in ("\n\nUser", ": And")] == ["", ""]
    assert cutter.hit
    assert cutter.feed("more") == ""
