"""What the services of an open library share: the library, the encoder, and what searches and answers with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event as Flag
from threading import RLock
from typing import TYPE_CHECKING

from engine import config
from engine.config import Settings
from engine.events import Listener, ignore

if TYPE_CHECKING:  # what is heavy to import waits until it is used
    from engine.agents.door import RouteService
    from engine.agents.route import Route
    from engine.agents.tools.box import ToolBox
    from engine.library.store import Library
    from engine.memory.hypervectors import Form
    from engine.memory.tree import Engrams
    from engine.models.encoder import Encoder
    from engine.models.service import ChatModels
    from engine.models.shelf.shelf import Shelf
    from engine.reasoning.answering import Answerer
    from engine.reasoning.asking import Asker
    from engine.reasoning.prose import Prose
    from engine.reasoning.wishes import Wishes
    from engine.records import Passage
    from engine.retrieval.recall import Recaller
    from engine.retrieval.searcher import Searcher
    from engine.retrieval.similar import Alike


class Room:
    """What the services share: the library, the encoder and what searches with it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        from engine.library.store import Library

        self.settings = settings
        self.library: Library = Library.open(folder)
        self._encoder: Encoder | None = None
        self._searcher: Searcher | None = None
        self._answerer: Answerer | None = None
        self._engrams: Engrams | None = None
        self._alike: Alike | None = None
        self._recaller: Recaller | None = None
        self._chat: ChatModels | None = None
        self._prose: Prose | None = None
        self._asker: Asker | None = None
        self._routes: RouteService | None = None
        self._guard = RLock()  # what is made needs what is made before it

    def encoder(self) -> Encoder:
        """The best encoder there is; looked for again while it is only the hashed one."""
        from engine.models.choose import best_encoder

        with self._guard:
            if self._encoder is None or self._encoder.tier == 0:
                found = best_encoder(self.settings.embedder)
                if self._encoder is None or found.id != self._encoder.id:
                    self._encoder, self._searcher, self._answerer = found, None, None
            return self._encoder

    def searcher(self) -> Searcher:
        from engine.retrieval.searcher import Searcher

        with self._guard:
            encoder = self.encoder()
            if self._searcher is None:
                self._searcher = Searcher(self.library, encoder, self.scan_threads())
            return self._searcher

    def scan_threads(self) -> int:
        import psutil

        return self.settings.memory.scan_threads or psutil.cpu_count(logical=False) or 1

    def form(self) -> Form:
        """The measures of hypervectors, from the settings."""
        from engine.memory.hypervectors import Form

        memory = self.settings.memory
        return Form(memory.dimension, memory.item_nonzeros, memory.chunk_nonzeros, memory.stored_from)

    def shelf(self) -> Shelf:
        """The chat models that the user has added; the same for all libraries."""
        from engine.models.shelf.shelf import Shelf

        return Shelf(config.models_dir())

    def chat(self) -> ChatModels:
        """The chat models of this process; the first call makes them, none is loaded by it."""
        from engine.models.service import ChatModels

        with self._guard:
            if self._chat is None:
                self._chat = ChatModels(self.settings.models, self.shelf())
            return self._chat

    def named_models(self, name: str) -> tuple[str, ...]:
        """The models to ask where a user names one: that one, or none for extracts; () where none is named.

        Raises:
            ModelMissing: there is no such model.
        """
        from engine.models.shelf.shelf import NONE

        if name not in ("", NONE):
            self.shelf().get(name)
        return (name,) if name else ()

    def answerer(self) -> Answerer:
        from engine.reasoning.answering import Answerer
        from engine.reasoning.prose import Prose

        with self._guard:
            searcher = self.searcher()
            if self._prose is None:
                self._prose = Prose(self.chat(), self.settings.models)
            if self._answerer is None:
                self._answerer = Answerer(searcher, self.settings.ask, self._prose)
            return self._answerer

    def asker(self) -> Asker:
        """What answers turns of conversations; made anew with the answerer."""
        from engine.reasoning.asking import Asker
        from engine.reasoning.roles import Roles
        from engine.reasoning.sourced import Sourced

        with self._guard:
            answerer = self.answerer()
            if self._asker is None or self._asker.answerer is not answerer:
                sourced = Sourced(answerer, self.wishes().specialists, self.settings.models)
                roles = Roles(sourced, self.tools())
                self._asker = Asker(answerer, roles, self._route, self._prose)
            return self._asker

    def noting(self, scope: str, listen: Listener) -> Listener:
        """`listen`, with an ear for questions that stay open."""
        from engine.questions.noting import Noting

        return Noting(self.answerer(), scope, listen)

    def _route(self, text: str, models: Sequence[str], listen: Listener, cancel: Flag) -> Route:
        """Where a text goes; the chosen chat model has a vote where it is to answer too."""
        from engine.reasoning.routing import ModelVote

        asks = not models and self._prose is not None and self._prose.writes(models, ignore)
        vote = ModelVote(self.chat(), self.settings.models, listen, cancel) if asks else None
        return self.routes().route(text, self.encoder(), vote)

    def routes(self) -> RouteService:
        from engine.agents.door import RouteService

        with self._guard:
            if self._routes is None:
                self._routes = RouteService(config.config_dir())
            return self._routes

    def wishes(self) -> Wishes:
        """What may be wished for; the user's files are read anew each time."""
        from engine.reasoning.wishes import Wishes

        return Wishes(self.settings.ask, config.config_dir(), self.named_models)

    def passages(self, words: str, *, k: int, scope: str) -> tuple[Passage, ...]:
        """The best `k` passages.

        Raises:
            UsageError: there is nothing to search for, or the scope matches nothing.
        """
        from engine.reasoning.answering import checked_question

        words = checked_question(words, self.settings.ask)
        return self.searcher().search(words, k, self.library.scope(scope), scope=scope).passages

    def tools(self) -> ToolBox:
        from engine.agents.tools.box import ToolBox
        from engine.agents.tools.export import default_exports
        from engine.agents.tools.tool import Door

        return ToolBox(Door(self.library, self.passages, default_exports()))

    def close(self) -> None:
        """Stop the models, let go of the library."""
        if self._chat is not None:
            self._chat.close()
        self.library.close()

    def engrams(self) -> Engrams:
        """The tree of the encoder whose vectors are searched."""
        from engine.memory.tree import Engrams

        with self._guard:
            encoder = self.searcher().index().encoder
            if self._engrams is None or self._engrams.projection.encoder_id != encoder.id:
                nodes = self.settings.memory.cache_nodes
                self._engrams = Engrams(self.library, encoder.id, encoder.dim, nodes, self.form())
                self._alike = self._recaller = None
            return self._engrams

    def alike(self) -> Alike:
        from engine.retrieval.bundles import Bundles
        from engine.retrieval.similar import Alike

        with self._guard:
            engrams = self.engrams()
            if self._alike is None:
                self._alike = Alike(self.library, self.searcher().index(), Bundles(self.library, engrams))
            return self._alike

    def recaller(self) -> Recaller:
        from engine.retrieval.recall import Recaller

        with self._guard:
            engrams = self.engrams()
            if self._recaller is None:
                self._recaller = Recaller(self.library, engrams)
            return self._recaller
