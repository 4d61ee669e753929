"""Durations read as people say them."""

from __future__ import annotations

import pytest

from tui.drawing.durations import duration


@pytest.mark.parametrize(
    ("elapsed_ms", "said"),
    [
        (0.2, "<1 ms"),
        (79.4, "79 ms"),
        (9_999, "9999 ms"),
        (12_345, "12.3 s"),
        (119_949, "119.9 s"),
        (119_999, "2 min 0 s"),
        (135_392, "2 min 15 s"),
    ],
)
def test_each_size_has_its_unit(elapsed_ms: float, said: str) -> None:
    assert duration(elapsed_ms) == said
