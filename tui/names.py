"""Names that people type, and what is said of one that there is not."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import UsageError, no_such
from tui.drawing.clean import one_line

LISTED = "list"  # what people type who want to see all of them
NONE = "none"
"""What stands for no lens, no specialist, no model."""

LONGEST = 60  # characters of a name that is repeated to who has typed it


def unknown(kind: str, name: str, known: Sequence[str]) -> UsageError:
    """There is no such thing; the nearest name, and all there are.

    Args:
        kind: what it would be: 'lens', 'specialist'.
        name: what was typed.
        known: the names there are.
    """
    return no_such(kind, one_line(name, LONGEST), known)
