"""How many colours the terminal shows, as far as it says so."""

from __future__ import annotations

import io
import os
from typing import Any, cast

from rich.console import Console
from textual import constants

FEW = 16  # with so many or fewer, only the terminal's own come out as they are meant
MANY = 256
ALL = 1 << 24


def colourless() -> bool:
    """Whether the person wants no colours at all (no-color.org)."""
    return "NO_COLOR" in os.environ  # Textual takes it out of the environment as soon as an app is made


def colours() -> int:
    """0, `FEW`, `MANY` or `ALL`.

    OpenSSH does not forward COLORTERM, and not every TERM names its colours: a good terminal may count as a poor one.
    """
    if colourless():
        return 0
    asked = cast(Any, constants.COLOR_SYSTEM)  # text from the environment, which Rich checks
    shown = Console(file=io.StringIO(), force_terminal=True, color_system=asked).color_system
    return {None: 0, "256": MANY, "truecolor": ALL}.get(shown, FEW)
