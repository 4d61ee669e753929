"""What the user says of an answer, on the screen and in the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.desk import Desk
from tui.talk import Entry

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.library.feedback import Feedback
    from tui.screens.main import MainScreen


def judge(desk: Desk, screen: MainScreen, engine: Engine, entry: Entry, verdict: str, reason: str) -> None:
    """Call a stored answer 'good' or 'bad', and mark it so; the same again takes it back."""
    turn = entry.turn
    if turn is None:
        return

    def done(given: Feedback | None) -> None:
        entry.verdict = given.verdict if given is not None else ""
        screen.entry_changed(entry)
        screen.notify(said(given), timeout=3, markup=False)

    desk.start(
        "feedback",
        lambda _l, _c: engine.conversations.judge(turn, verdict, reason),
        done=done,
        failed=screen.session.say_error,
    )


def said(given: Feedback | None) -> str:
    """What has been stored, in a sentence."""
    if given is None:
        return "Taken back."
    return f"Called {given.verdict}{', with its reason' if given.reason else ''}."
