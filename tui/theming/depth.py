"""How many colours the terminal shows, as far as it says so."""

from __future__ import annotations

import io
import os
from typing import Any, cast

from rich.console import Console
from textual import constants


def colourless() -> bool:
    """Whether the person wants no colours at all (no-color.org)."""
    return "NO_COLOR" in os.environ  # Textual takes it out of the environment as soon as an app is made


def few_colours() -> bool:
    """Whether there are sixteen colours or fewer, so that a theme's own would come out as something else.

    OpenSSH does not forward COLORTERM, and not every TERM names its colours: a good terminal may count as poor.
    """
    asked = cast(Any, constants.COLOR_SYSTEM)  # text from the environment, which Rich checks
    shown = Console(file=io.StringIO(), force_terminal=True, color_system=asked).color_system
    return shown is None or shown == "standard"
