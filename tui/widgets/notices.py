"""Where notices stand on the main screen: above the line that is written in and the completions over it."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widgets._toast import ToastRack  # Textual gives it no public name

UNDER = ("completion", "composer", "status")  # what stays in sight below a notice
SHARE = 2 / 3  # of the screen's height that notices may be pushed up by


def keep_clear(screen: Screen[Any]) -> None:
    """Put the notices above what is in use now. In a tiny terminal there is no room for that."""
    shown = [widget for name in UNDER for widget in screen.query(f"#{name}") if widget.display]
    lines = sum(widget.outer_size.height for widget in shown)
    for rack in screen.query(ToastRack):
        if screen.has_class("-tiny"):
            rack.styles.clear_rule("margin")
        else:
            rack.styles.margin = (0, 0, min(lines, int(screen.size.height * SHARE)), 0)
