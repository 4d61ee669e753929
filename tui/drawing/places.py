"""Where something stands, without what a reader has just read."""

from __future__ import annotations

from engine.events import FollowedUp
from engine.records import Place

STEP = " › "  # between a title and its headings, as events write them


def headings(place: Place) -> tuple[str, ...]:
    """The headings above a place, without those that only say its title once more, as the first line of a PDF does."""
    return tuple(each for each in place.headings if each and not _says_again(each, place.title))


def led_by(event: FollowedUp) -> str:
    """The name that led from one passage to another; 'its title' where it is that of the passage's own document."""
    return "its title" if event.source.partition(STEP)[0] == event.led_by else event.led_by


def _says_again(heading: str, title: str) -> bool:
    """Whether a heading is a title, or most of it up to where its line ended."""
    return title.startswith(heading) and 2 * len(heading) > len(title)
