"""What is shown of an answer that grows is what it will be."""

from __future__ import annotations

from threading import Event as Flag

import pytest

from engine.errors import Cancelled
from engine.events import AnswerDelta, Event, Withdrawn
from engine.reasoning.joining import Said
from engine.reasoning.ways.shown import Shown


class Screen:
    """Reads along."""

    def __init__(self) -> None:
        self.text = ""

    def __call__(self, event: Event) -> None:
        if isinstance(event, AnswerDelta):
            self.text += event.text
        elif isinstance(event, Withdrawn):
            self.text = ""


@pytest.mark.parametrize("titles", [("One", "Two"), ("**One** [1]", ""), ("", "Two\nlines [3] **")])
def test_sections_said_whole_written_and_filled_are_shown_as_they_are_joined(titles: tuple[str, str]) -> None:
    screen = Screen()
    shown = Shown(screen, Flag())
    shown.say(Said("Empty", "", ()))
    shown.say(Said(titles[0], "First line.\n\n- [7] item", ()))
    shown.begin(titles[1])
    screen_before = screen.text
    shown.hear(AnswerDelta("Half a "))
    shown.hear(Withdrawn())
    assert screen.text == screen_before
    shown.hear(AnswerDelta("Whole."))
    shown.finish(Said(titles[1], "Whole.", ()))
    assert screen.text == shown.joined()[0]
    shown.begin("Last")
    shown.fill(Said("Last", "Not written: it broke.", ()))
    assert screen.text == shown.joined()[0]
    assert screen.text.endswith("**Last**\n\nNot written: it broke.") and "[" not in screen.text
    shown.clear()
    assert screen.text == shown.joined()[0] == ""


def test_what_is_done_when_it_is_cancelled_is_shown_and_nothing_more_is_written() -> None:
    cancel, screen = Flag(), Screen()
    cancel.set()
    shown = Shown(screen, cancel)
    shown.say(Said("One", "Text.", ()))
    assert screen.text == "**One**\n\nText."
    shown.begin("Two")
    with pytest.raises(Cancelled):
        shown.fill(Said("Two", "Text.", ()))
