"""Help that answers 'how do I': short topics about one task each, and a search for them that needs no library."""

from __future__ import annotations

from tui.help.labels import spoken
from tui.help.search import Finder, Hit, finder
from tui.help.topic import Room, Topic, rooms

__all__ = ["Finder", "Hit", "Room", "Topic", "finder", "rooms", "spoken"]
