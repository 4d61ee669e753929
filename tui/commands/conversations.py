"""Conversations: from one to another, and out into files."""

from __future__ import annotations

from collections.abc import Mapping

from engine.records import ConversationInfo
from tui.commands.acting import Acting, Handler
from tui.screens.picker import Picker
from tui.talk import short_time
from tui.widgets.picklist import Row
from tui.work.export import write

CONVERSATIONS = 1_000  # that the list of conversations shows; older ones are found by `nacre conversations search`


class ConversationCommands(Acting):
    """Runs the actions of `tui/actions/conversations.py`."""

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "sessions": self._sessions,
            "new": lambda _: self._screen.session.new(),
            "history": self._history,
            "export": self._export,
        }

    def _sessions(self, arguments: str) -> None:
        engine = self._engine()
        if engine is None or self._app.screen is not self._screen:
            return
        picker = Picker("Conversations", [], query=arguments, empty="Reading the list …")

        def show(found: tuple[ConversationInfo, ...]) -> None:
            picker.list.empty = "No conversation matches."
            picker.set_rows(
                [
                    Row(str(c.conversation_id), c.title or "untitled", f"{short_time(c.updated)} · {c.turns} messages")
                    for c in found
                ]
            )

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                self._screen.session.open(int(id_))

        self._app.push_screen(picker, chosen)
        self._app.desk.start(
            "conversations",
            lambda _l, _c: engine.conversations.list(CONVERSATIONS),
            done=show,
            failed=self._screen.session.say_error,
        )

    def _history(self, arguments: str) -> None:
        if self._app.screen is not self._screen:
            return
        lines = self._screen.recall.lines
        rows = [Row(str(at), line, "command" if line.startswith("/") else "question") for at, line in enumerate(lines)]
        picker = Picker("Typed before", rows, query=arguments, empty="Nothing that was typed before matches.")

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                self._screen.composer.recall(lines[int(id_)])
                self._screen.composer.focus()

        self._app.push_screen(picker, chosen)

    def _export(self, arguments: str) -> None:
        engine, session = self._engine(), self._screen.session
        conversation = session.conversation
        if engine is None:
            return
        if conversation is None:
            self._hint("There is nothing to export yet.")
            return
        self._app.desk.start(
            "export",
            lambda _l, _c: write(engine, conversation, arguments),
            done=lambda file: session.say(f"Written to {file}"),
            failed=session.say_error,
        )
