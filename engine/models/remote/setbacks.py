"""What can come between a question and a server's answer."""

from __future__ import annotations

from engine.errors import ModelFailed


class Setback(ModelFailed):
    """The same call may well succeed a moment later.

    Args:
        wait_s: how long the server asks to wait; 0 where it says nothing.
    """

    def __init__(self, what: str, remedy: str = "", *, wait_s: float = 0.0) -> None:
        super().__init__(what, remedy, passing=True)
        self.wait_s = wait_s


class Stopped(Exception):
    """The call was cancelled."""
