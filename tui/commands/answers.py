"""What is asked, and what becomes of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.commands.acting import Acting, Handler
from tui.screens.report import Report
from tui.talk import Entry
from tui.work import why, whylist
from tui.work.belonging import Belonging
from tui.work.choice import Choosing
from tui.work.comparing import compare
from tui.work.feedback import judge
from tui.work.scoping import Scoping
from tui.work.tools import Tools
from tui.work.traces import write_trace

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

NOT_STORED = "This one is not stored. Answers to questions are, as soon as they are whole."


class AnswerCommands(Acting):
    """Runs the actions of `tui/actions/answers.py`."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        super().__init__(app, screen)
        self._choosing = Choosing(app, screen)
        self.scoping = Scoping(app, screen)
        self._tools = Tools(app.desk, screen)

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "retry": lambda model: self._screen.branching.answer_last(model),
            "why": self._why,
            "trace": self._trace,
            "rounds": self._rounds,
            "good": lambda reason: self._judge("good", reason),
            "bad": lambda reason: self._judge("bad", reason),
            "lens": lambda name: self._with_engine(self._choosing.lens, name),
            "mode": lambda name: self._with_engine(self._choosing.mode, name),
            "specialist": lambda name: self._with_engine(self._choosing.specialist, name),
            "scope": lambda scope: self._with_engine(self.scoping.run, scope),
            "tool": self._tool,
        }

    def cancel(self) -> bool:
        return self._screen.session.cancel() or self._tools.cancel()

    def _why(self, _: str) -> None:
        listed = self._screen.current_list()
        if listed is not None and listed.result is not None:
            self._push(Report("Why these", whylist.page(listed.result)))
            return
        entry = self._screen.current_answer()
        if entry is None:
            self._hint("There is no answer to explain yet. Ask a question first.")
            return
        self._push(Report("Why this answer", why.page(entry, self._app.settings.ask.passages, self._app.keymap)))

    def _trace(self, arguments: str) -> None:
        engine, session = self._engine(), self._screen.session
        entry, conversation = self._screen.current_answer(), session.conversation
        if entry is None:
            self._hint("There is no answer yet whose steps could be shown. Ask a question first.")
        elif not arguments:
            self._replay(entry)
        elif engine is not None:
            turn = entry.turn
            if turn is None or conversation is None:
                self._hint(NOT_STORED)
                return
            here = Belonging(self._screen, f"/trace {arguments}")
            self._app.desk.start(
                "trace",
                lambda _l, _c: write_trace(engine, conversation, turn, arguments),
                done=lambda file: here.tell(f"Written to {file}"),
                failed=here.say_error,
            )

    def _rounds(self, _: str) -> None:
        entry = self._screen.current_answer()
        if entry is None:
            self._hint("There is no answer yet whose rounds could be shown. Ask a question first.")
        else:
            compare(self._app, self._screen, entry)

    def _replay(self, entry: Entry) -> None:
        trace = self._screen.trace
        if not trace.has_focus:
            self._screen.panes.toggle("trace")

        def begin() -> None:  # once the pane is in sight
            if not trace.replay(entry):
                self._hint("This answer has no trace.")

        self._screen.call_after_refresh(begin)

    def _judge(self, verdict: str, reason: str) -> None:
        engine, entry = self._engine(), self._screen.current_answer()
        if engine is None:
            return
        if entry is None or entry.turn is None:
            self._hint(
                NOT_STORED
                if entry is not None
                else "There is no answer yet that could be judged. Ask a question first."
            )
            return
        judge(self._app.desk, self._screen, engine, entry, verdict, reason)

    def _tool(self, arguments: str) -> None:
        engine = self._engine()
        if engine is not None and self._needs(arguments, "tool"):
            self._tools.run(engine, arguments)
