"""`/tool`: a request that needs no language model, answered by the tool that it asks for."""

from __future__ import annotations

from threading import Event as Flag
from typing import TYPE_CHECKING

from engine.agents.tools.tool import ToolResult
from tui.desk import Desk, Job
from tui.talk import Entry, Source
from tui.work.belonging import Belonging

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.events import Listener
    from tui.screens.main import MainScreen

NO_TOOL = "No tool fits this request. Put it as a question."


class Tools:
    """One request at a time."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self._job: Job[ToolResult | None] | None = None

    def run(self, engine: Engine, request: str) -> None:
        """`/tool REQUEST`: what comes of it is an entry of the conversation that is not stored."""
        if self._job is not None:
            key = self._screen.nacre.keymap.label("interrupt")
            self._screen.notify(f"A tool is at work; {key} stops it.", severity="warning", markup=False)
            return

        def work(listen: Listener, cancel: Flag) -> ToolResult | None:
            return engine.tools.answer(request, lambda text: self._desk.confirm(text, cancel))

        here = Belonging(self._screen, f"/tool {request}")

        def failed(message: str) -> None:
            self._job = None
            here.say_error(message)

        def done(result: ToolResult | None) -> None:
            self._job = None
            if result is None:
                here.say(NO_TOOL, "warning")
            elif result.failed:
                here.say(result.text, "warning")
            else:
                here.add(tool_entry(request, result))

        self._job = self._desk.start("tool", work, done=done, failed=failed)

    def cancel(self) -> bool:
        """Stop asking for permission; False where no tool is at work."""
        if self._job is None or self._job.cancel.is_set():
            return False
        self._job.cancel.set()
        return True


def tool_entry(request: str, result: ToolResult) -> Entry:
    """What a tool has given, with the documents that it speaks of."""
    sources = tuple(Source(n, place, "", {}, None, False) for n, place in enumerate(result.places, 1))
    return Entry("tool", result.text, title=f"{result.tool}: {request}", sources=sources)
