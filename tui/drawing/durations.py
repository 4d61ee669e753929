"""Durations as people read them."""

from __future__ import annotations


def duration(elapsed_ms: float) -> str:
    """Milliseconds below 10 s, seconds below two minutes, then minutes: '79 ms', '12.3 s', '2 min 15 s'."""
    if elapsed_ms < 0.5:
        return "<1 ms"
    if elapsed_ms < 9_999.5:
        return f"{elapsed_ms:.0f} ms"
    if elapsed_ms < 119_950:
        return f"{elapsed_ms / 1000:.1f} s"
    minutes, seconds = divmod(round(elapsed_ms / 1000), 60)
    return f"{minutes} min {seconds} s"
