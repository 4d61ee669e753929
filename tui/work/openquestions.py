"""`/questions`: what was asked and not answered, what has an answer now, and the news of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.gaps.again import ClosedGap
from engine.questions.records import OpenQuestion, QuestionState
from tui.drawing.clean import one_line
from tui.findings import Finding, Group, Shown, count
from tui.screens.findings import Findings
from tui.work.belonging import Belonging
from tui.work.librarygaps import open_passage

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

DOES = {
    "open-finding": "open",
    "ask-finding": "ask it",
    "drop-finding": "off the list",
    "leave-findings": "back",
}
NOTHING = (
    "No question is open. What you ask and the library does not answer is kept here, and asked again by itself when "
    "documents come. /questions add TEXT puts one on the list."
)
HEAD = "Asked again by itself when documents come. /questions add TEXT puts one on the list."
GONE = "off"


class OpenQuestions:
    """Runs the command, and tells the last line of the screen what is new."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen
        self._page: Findings | None = None

    def run(self, engine: Engine, arguments: str) -> None:
        """`/questions`, or `/questions add TEXT`."""
        verb, _, text = arguments.strip().partition(" ")
        if not verb:
            self._show(engine)
        elif verb == "add" and text.strip():
            self._add(engine, text.strip())
        else:
            self._screen.notify("/questions lists them, /questions add TEXT puts one on the list.", markup=False)

    def _add(self, engine: Engine, text: str) -> None:
        here = Belonging(self._screen, "/questions add")

        def add() -> str:
            added = engine.questions.add(text)
            if added.was_known:
                return "This question is on the list already: /questions"
            if added.question.state is QuestionState.ANSWERED:
                return "The library answers this already; ask it. It stands on the list as answered: /questions"
            return "The question is on the list, and is asked again by itself when documents come: /questions"

        self._app.desk.start("question", lambda _l, _c: add(), done=here.tell, failed=here.say_error)

    def _show(self, engine: Engine) -> None:
        if self._app.screen is not self._screen:
            return

        def left(_: None) -> None:
            self._page = None

        page = self._page = Findings("Open questions", DOES, lambda what, one, n: self._do(engine, what, one, n))
        self._app.push_screen(page, left)
        page.show("Reading the list …", (), "")

        def read() -> tuple[Sequence[OpenQuestion], Sequence[ClosedGap]]:
            found, closed = engine.questions.all(), engine.gaps.closed()
            engine.questions.seen([each.question_id for each in found if each.is_news])
            engine.gaps.seen()
            return found, closed

        def show(found: tuple[Sequence[OpenQuestion], Sequence[ClosedGap]]) -> None:
            groups = groups_of(*found)
            page.show(HEAD if count(groups) else "", groups, NOTHING)
            self._screen.news.show(0, 0)

        self._app.desk.start(
            "questions", lambda _l, _c: read(), done=show, failed=lambda said: page.tell(said, "warning")
        )

    def _do(self, engine: Engine, what: str, one: Finding | None, n: int) -> None:
        if one is None or self._page is None:
            return
        if what == "open" and one.passages:
            open_passage(self._screen, one, n)
        elif what in ("ask", "open") and one.question:
            if self._screen.ask(one.question):
                self._page.dismiss()
        elif what == "drop" and one.badge != GONE and one.question:
            self._drop(engine, one, self._page)

    def _drop(self, engine: Engine, one: Finding, page: Findings) -> None:
        def done(_: OpenQuestion) -> None:
            one.badge = GONE
            page.list.changed()
            page.tell("Off the list. /questions add TEXT brings it back.")

        self._app.desk.start(
            "question",
            lambda _l, _c: engine.questions.drop(int(one.id)),
            done=done,
            failed=lambda said: page.tell(said, "warning"),
        )


def groups_of(found: Sequence[OpenQuestion], closed: Sequence[ClosedGap]) -> list[Group]:
    """What is answered now, what is open, kept gaps that are found no more, and what has been answered longer ago."""
    news = [each for each in found if each.is_news]
    still = [each for each in found if each.state is QuestionState.OPEN]
    old = [each for each in found if each.state is QuestionState.ANSWERED and not each.is_news]
    groups = [
        Group("Answered now", [_finding(each) for each in news]),
        Group("Kept gaps that are found no more", [_closed(each) for each in closed]),
        Group("Open", [_finding(each) for each in still]),
        Group("Answered", [_finding(each) for each in old], folded=bool(news or still)),
    ]
    return [group for group in groups if group.findings]


def _finding(one: OpenQuestion) -> Finding:
    is_answered = one.state is QuestionState.ANSWERED
    passages: tuple[Shown, ...] = ()
    if (best := one.telling) is not None:
        passages = (Shown("Answer" if is_answered else "Nearest", best.place, best.quote),)
    within = f" in {one_line(one.scope, 40)}" if one.scope else ""
    about = f"Asked {one.asked[:10]}{within}; last tried {one.tried[:10]}."
    if not is_answered:
        about += " Nothing in the library answers it." if passages else " Nothing comes near it."
    return Finding(str(one.question_id), one.text, about, passages, one.text, "new" if one.is_news else "")


def _closed(one: ClosedGap) -> Finding:
    sides = f"in {one_line(one.a, 40)} and not in {one_line(one.b, 40)}" if one.b else "in the library"
    about = f"A gap ({one.kind.value}) {sides} that you kept; it was found no more on {one.closed[:10]}."
    return Finding(one.gap_id, one.title, about, (), "", "new" if one.is_news else "")
