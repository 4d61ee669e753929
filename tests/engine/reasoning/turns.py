"""Answers turns of conversations in a test's library, every question being one for research unless a test says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Event as Flag

from engine.agents.route import MODES, RESEARCH, Route
from engine.agents.specialists.load import specialists
from engine.agents.tools.box import ToolBox
from engine.agents.tools.tool import Door
from engine.config import AskSettings, ModelSettings
from engine.events import Listener, ignore
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.answering import Answerer
from engine.reasoning.asking import Asker
from engine.reasoning.prose import Prose
from engine.reasoning.roles import Roles
from engine.reasoning.sourced import Sourced
from engine.reasoning.wish import Wish
from engine.records import Answer, Passage
from engine.retrieval.searcher import Searcher

NOWHERE = Path("/nonexistent")


class Turns:
    """An asker with its parts."""

    def __init__(self, library: Library, prose: Prose | None = None, role: str = RESEARCH) -> None:
        self.answerer = Answerer(Searcher(library, HashedEncoder()), AskSettings(), prose)
        self.routes: dict[str, Route] = {}
        self.routed: list[tuple[str, tuple[str, ...]]] = []  # texts, and the models that might have had a vote
        self.role = role

        def find(words: str, *, k: int, scope: str) -> tuple[Passage, ...]:
            return self.answerer.searcher.search(words, k, library.scope(scope), scope=scope).passages

        tools = ToolBox(Door(library, find, NOWHERE, today=lambda: date(2026, 3, 5)))
        sourced = Sourced(self.answerer, lambda: specialists(NOWHERE), ModelSettings())
        self.asker = Asker(self.answerer, Roles(sourced, tools), self._route, prose)

    def _route(self, text: str, models: Sequence[str], listen: Listener, cancel: Flag) -> Route:
        self.routed.append((text, tuple(models)))
        return self.routes.get(text) or Route(self.role, (self.role,), MODES[self.role], (), 1.0, "classifier")

    def ask(
        self,
        question: str,
        conversation: int | None,
        scope: str,
        listen: Listener = ignore,
        cancel: Flag | None = None,
        models: Sequence[str] = (),
    ) -> Answer:
        return self.asker.ask(question, conversation, Wish(scope, tuple(models)), listen, cancel)

    def answer(
        self, question: str, scope: str = "", listen: Listener = ignore, *, models: Sequence[str] = ()
    ) -> Answer:
        return self.asker.answer(question, Wish(scope, tuple(models)), listen)
