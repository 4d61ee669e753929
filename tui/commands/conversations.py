"""Conversations: from one to another, and out into files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.records import ConversationInfo
from tui.commands.acting import Acting, Handler
from tui.screens.conversations import Conversations
from tui.screens.picker import Picker
from tui.widgets.picklist import Row
from tui.work.belonging import Belonging
from tui.work.export import write

NOT_STORED = "Nothing is asked yet, so there is no conversation to change."


class ConversationCommands(Acting):
    """Runs the actions of `tui/actions/conversations.py`."""

    def handlers(self) -> Mapping[str, Handler]:
        keeping = self._screen.keeping
        return {
            "sessions": self._sessions,
            "new": lambda _: self._screen.session.new(),
            "history": self._history,
            "branches": lambda _: self._screen.branching.show(),
            "rename": self._rename,
            "pin": lambda _: self._change(keeping.pin),
            "archive": lambda _: self._change(keeping.archive),
            "delete": lambda _: self._change(keeping.delete),
            "undo": lambda _: keeping.undo(),
            "export": self._export,
        }

    def _sessions(self, arguments: str) -> None:
        engine, session = self._engine(), self._screen.session
        if engine is None or self._app.screen is not self._screen:
            return

        def chosen(found: tuple[int, int] | None) -> None:
            if found is not None:
                session.open(*found)

        self._app.push_screen(
            Conversations(engine, self._app.desk, self._screen.keeping, session.conversation, query=arguments), chosen
        )

    def _rename(self, title: str) -> None:
        if self._needs(title, "rename"):
            self._change(lambda talk: self._screen.keeping.rename(talk, title))

    def _change(self, do: Callable[[ConversationInfo], None]) -> None:
        """Do something to the open conversation, as it is now."""
        engine, conversation = self._engine(), self._screen.session.conversation
        if engine is None:
            return
        if conversation is None:
            self._hint(NOT_STORED)
            return
        self._app.desk.start(
            "conversation", lambda _l, _c: engine.conversations.info(conversation), done=do, failed=self._hint
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
            self._hint("There is nothing to export yet. Ask a question first.")
            return
        here = Belonging(self._screen, f"/export {arguments}".strip())
        self._app.desk.start(
            "export",
            lambda _l, _c: write(engine, conversation, arguments),
            done=lambda file: here.tell(f"Written to {file}"),
            failed=here.say_error,
        )
