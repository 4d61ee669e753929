"""A question about the app, put to the library: where that does not say, a note points to the help that does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.desk import Desk

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

SHARE = 0.8  # of what was asked that a topic must hold
SCORE = 6.0  # of the search of help, below which a topic only shares a common word with the question


def pointer(question: str) -> str:
    """What to say of a question that help answers; '' where it most likely is none. Takes a moment the first time."""
    from tui.help import finder  # its words are stemmed when they are first needed

    hits = [hit for hit in finder().find(question, 4) if hit.topic is not None]
    if not hits or hits[0].share < SHARE or hits[0].score < SCORE or hits[0].topic is None:
        return ""
    return f"If you meant the app itself: /help {question.rstrip('?! .')} — {hits[0].topic.title}."


def point(desk: Desk, screen: MainScreen, question: str) -> None:
    """Add such a note below an abstention, if there is one to add."""

    def found(text: str) -> None:
        if text:
            screen.session.say(text)

    desk.start("help", lambda _l, _c: pointer(question), done=found)
