"""Where something stands: no title twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.events import FollowedUp
from engine.records import Place
from tui.drawing.places import headings, led_by

PLACE = Place(1, 1, "/tides.pdf", "", "Tolsay tide station: annual report for 2024", (), 2, None, None, 3, 4, 10, 30)


@pytest.mark.parametrize(
    ("above", "shown"),
    [
        (("Tolsay tide station: annual report for", "Work done"), ("Work done",)),
        (("Tolsay tide station: annual report for 2024",), ()),
        (("Tolsay", "Work done"), ("Tolsay", "Work done")),
        (("", "Work done"), ("Work done",)),
    ],
)
def test_a_heading_that_says_the_title_again_is_left_out(above: tuple[str, ...], shown: tuple[str, ...]) -> None:
    assert headings(replace(PLACE, headings=above)) == shown


@pytest.mark.parametrize(("source", "name"), [("Tides › Open days", "its title"), ("Log", "Tides")])
def test_a_passage_led_on_by_its_own_title_says_so(source: str, name: str) -> None:
    assert led_by(FollowedUp(2, 3, "Tides dusk", "Tides", source, "Log", 0.4, 0.6, True, "it rises", 2.0)) == name
