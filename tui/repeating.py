"""The same thing said again: once, with how often."""

from __future__ import annotations

import re

_TIMES = re.compile(r" \((\d+)×\)\Z")


def again(before: str, text: str) -> str:
    """What to say in the place of `before` where `text` says the same once more: 'text (2×)'; '' where it does not."""
    times = _TIMES.search(before)
    if (before[: times.start()] if times else before) != text:
        return ""
    return f"{text} ({int(times[1]) + 1 if times else 2}×)"
