"""Chat models as the rest of the engine sees them: which one answers, an answer, and how they are doing."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event as Flag
from threading import Lock

from engine.config import ModelSettings
from engine.errors import ModelMissing
from engine.events import Listener, Notice, ignore
from engine.models.chain import Chain, unasked
from engine.models.chat import Hear, Reply, Sampling
from engine.models.governor.governor import Governor
from engine.models.opening import Installed, Opening
from engine.models.pool import Build, Pool
from engine.models.shelf.shelf import NONE, Shelf
from engine.records import ModelsStatus


class ChatModels:
    """The chat models of one process. May be used by several threads; nothing is loaded before it is asked for.

    Args:
        settings: what the user has set down; `use` and `set_mode` go before it until the process ends.
        shelf: the models there are.
        governor: decides how much of the machine they take.
        opening: loads files and opens servers.
    """

    def __init__(
        self,
        settings: ModelSettings,
        shelf: Shelf,
        *,
        governor: Governor | None = None,
        opening: Opening | None = None,
    ) -> None:
        self._settings = settings
        self._shelf = shelf
        self._governor = governor or Governor(settings)
        self._opening: Opening = opening or Installed()
        self._pool = Pool(settings, shelf, self._governor, self._opening)
        self._chain = Chain(self._pool, shelf)
        self._chat = settings.chat
        self._told: set[str] = set()
        self._guard = Lock()

    def names(self, models: Sequence[str] = (), listen: Listener = ignore) -> tuple[str, ...]:
        """The models in the order in which they are tried; () where extracts answer.

        Args:
            models: instead of the one that was chosen; the fallbacks of the settings follow in either case.
            listen: hears about each name that is not on the shelf, once.

        Raises:
            ModelMissing: the list of models can't be read.
        """
        chosen = tuple(models) or (self._chat or self._shelf.active(),)
        if chosen[0] in ("", NONE):
            return ()
        known = {entry.name for entry in self._shelf.entries()}
        wanted = tuple(dict.fromkeys(name for name in (*chosen, *self._settings.fallbacks) if name != NONE))
        self._tell_unknown([name for name in wanted if name not in known], listen)
        return tuple(name for name in wanted if name in known)

    def reply(
        self,
        build: Build,
        sampling: Sampling,
        *,
        models: Sequence[str] = (),
        listen: Listener = ignore,
        hear: Hear,
        cancel: Flag,
    ) -> Reply:
        """An answer of the first model that can give one. A cancelled call returns what was written until then.

        Args:
            build: makes the prompt to fit the model at hand; called on this thread, once for each try.
            models: names to try instead of the chosen one.
            hear: called on this thread with each piece of text; after `Again` the text begins anew.

        Raises:
            ModelMissing: there is no model to ask.
            ModelUnfit, ModelFailed, ModelMissing: none of them could answer; what the last one said.
        """
        names = self.names(models, listen)
        if not names:
            raise ModelMissing("no chat model is chosen", "choose one with nacre models use NAME")
        if cancel.is_set():
            return unasked(names[0])
        return self._chain.reply(names, build, sampling, listen=listen, hear=hear, cancel=cancel)

    def use(self, name: str) -> None:
        """Choose the model that answers from now on; "none" means extracts, and gives back the memory.

        Raises:
            ModelMissing: there is no such model, or the choice can't be written down.
        """
        self._shelf.use(name)
        self._chat = name if self._settings.chat else ""  # the settings would go before the shelf
        if name == NONE:
            self.unload()

    def active(self) -> str:
        """The model that answers; '' where extracts do.

        Raises:
            ModelMissing: the list of models can't be read.
        """
        names = self.names()
        return names[0] if names else ""

    def set_mode(self, mode: str) -> None:
        """How much of the machine models may take: 'auto', 'burst' or 'quiet', until this process ends.

        Raises:
            UsageError: it is none of these.
        """
        self._governor.set_mode(mode)

    def status(self) -> ModelsStatus:
        """How the models and the machine are doing; loads nothing.

        Raises:
            ModelMissing: the list of models can't be read.
        """
        active = self.active()
        remote = next((each for each in self._shelf.entries() if each.name == active and each.kind == "remote"), None)
        host = self._opening.host(remote) if remote is not None else ""
        return ModelsStatus(active, host, self._governor.state(), self._pool.metrics())

    def unload(self) -> None:
        """Take all models out of memory; those at work follow when they have answered."""
        self._pool.unload()

    def close(self) -> None:
        """Cancel what is under way, wait for it briefly, and give everything back."""
        self._pool.close()

    def _tell_unknown(self, names: Sequence[str], listen: Listener) -> None:
        if listen is ignore:  # then nobody has heard it
            return
        with self._guard:
            news = [name for name in names if name not in self._told]
            self._told.update(news)
        for name in news:
            listen(Notice(f"There is no model '{name}' here; it is left out. See nacre models list.", "warning"))
