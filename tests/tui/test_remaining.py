"""The time that is left goes down, also where nothing is heard for a while."""

from __future__ import annotations

from tui.work.remaining import Progress


def test_the_time_that_is_left_goes_down_while_nothing_new_is_heard_and_then_is_not_shown() -> None:
    now = 0.0
    far = Progress(lambda: now)
    for done in range(1, 6):
        now = 2.0 * done
        said = far.words("layout", done, 25)
    assert said == "20% · 40 s left"
    now += 20
    assert far.still("layout", 5, 25) == "20% · 20 s left"
    now += 30
    assert far.still("layout", 5, 25) == "20%"
    assert far.words("layout", 5, 25) == "20%" or "left" in far.words("layout", 6, 25)
