"""`/rounds`, and `d` in the trace: what the rounds of one answer changed, live or from its stored trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.rounds import Rounds
from tui.work.rounds import Round, rounds

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen
    from tui.talk import Entry

NO_TRACE = "This answer has no trace."


def compare(app: NacreApp, screen: MainScreen, entry: Entry) -> None:
    """Open the rounds of an answer side by side."""
    if app.screen is not screen:
        return
    question = entry.question or entry.title
    if entry.told or entry.state == "working":
        app.push_screen(Rounds(question, lambda: (rounds(entry.told), entry.state == "working")))
        return
    engine, conversation, turn = screen.session.engine, screen.session.conversation, entry.turn
    if engine is None or conversation is None or turn is None:
        screen.notify(NO_TRACE, markup=False)
        return

    def show(found: list[Round]) -> None:
        if app.screen is screen:
            app.push_screen(Rounds(question, lambda: (found, False)))

    app.desk.start(
        "rounds",
        lambda _l, _c: rounds(engine.conversations.trace(conversation, turn).events),
        done=show,
        failed=screen.session.say_error,
    )
