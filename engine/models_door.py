"""The models' service: tiers, chat models, and what this machine can do."""

from __future__ import annotations

from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from engine import config
from engine.events import Listener, ignore
from engine.records import Finding, ModelInfo, ModelsStatus
from engine.room import Room

if TYPE_CHECKING:
    from engine.agents.route import Route
    from engine.models.chat import Reply
    from engine.models.shelf.door import ModelShelf


class ModelService:
    """Tiers, chat models, and what this machine can do."""

    def __init__(self, room: Room) -> None:
        self._room = room

    # --- the embedder -------------------------------------------------------------------------------------------

    def setup(self, *, listen: Listener = ignore, cancel: Flag | None = None) -> str:
        """Fetch, verify and build what tier 1 needs; the encoder's id."""
        from engine.models.provision import prepare

        prepare(config.cache_dir(), listen, cancel)
        return self._room.encoder().id

    def tier(self) -> int:
        """0 for hashed tokens, 1 for MiniLM."""
        return self._room.encoder().tier

    def doctor(self) -> tuple[Finding, ...]:
        """What this machine can and cannot do."""
        from engine.models.doctor import findings

        return findings()

    def route(self, text: str) -> Route:
        """Who would answer a text, in which mode, and which questions it holds.

        Raises:
            UsageError: the user's examples for the router can't be read.
        """
        return self._room.routes().route(text, self._room.encoder())

    # --- chat models --------------------------------------------------------------------------------------------

    def list(self) -> tuple[ModelInfo, ...]:
        """The embedder, the models on the shelf, and the presets that can be fetched."""
        return self._shelf().infos()

    def status(self) -> ModelsStatus:
        """What answers, what the machine gives, how the loaded models do; loads nothing."""
        return self._room.chat().status()

    def use(self, name: str) -> None:
        """Choose the model that answers; 'none' means extracts.

        Raises:
            ModelMissing: there is no such model.
        """
        self._room.chat().use(name)

    def set_mode(self, mode: str) -> None:
        """How much of the machine models may take: 'auto', 'burst' or 'quiet', until this process ends.

        Raises:
            UsageError: it is none of these.
        """
        self._room.chat().set_mode(mode)

    def unload(self) -> None:
        """Give back the memory of all models."""
        self._room.chat().unload()

    def pull(self, target: str, *, listen: Listener = ignore, cancel: Flag | None = None) -> ModelInfo:
        """Fetch and verify a model: a preset's name, 'hf:OWNER/REPO/FILE.gguf' or an address; uses the network.

        Raises:
            UsageError, ModelMissing: `target` names nothing, or it can't be had.
            Cancelled: `cancel` was set; what was fetched stays for the next time.
        """
        return self._info(self._shelf().pull(target, listen=listen, cancel=cancel).name)

    def add(
        self,
        place: str,
        name: str = "",
        model: str = "",
        key: str = "",
        *,
        listen: Listener = ignore,
        cancel: Flag | None = None,
    ) -> ModelInfo:
        """Put a GGUF file on the shelf where it lies, or a model of an OpenAI-compatible server.

        Args:
            place: a path, or an address that begins with http.
            name: the name it gets; '' for one made from the place.
            model: the server's name for it.
            key: where its key is: 'env:NAME' or 'keyring:SERVICE'.

        Raises:
            UsageError, ModelMissing, ModelUnfit: there is no such file, or it can't be one.
        """
        if place.lower().startswith(("http://", "https://")):
            return self._info(self._shelf().add_server(place, model, name, key).name)
        return self._info(self._shelf().add_file(Path(place), name, listen=listen, cancel=cancel).name)

    def test(self, name: str, *, listen: Listener = ignore, cancel: Flag | None = None) -> Reply:
        """Let a model answer one short question; what else is loaded makes room first.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: it can't.
            Cancelled: `cancel` was set.
        """
        self._room.chat().unload()
        reply, _ = self._shelf().try_reply(name, listen=listen, cancel=cancel)
        return reply

    def remove(self, name: str) -> ModelInfo:
        """Take a model off the shelf, with its file where Nacre has fetched it; what it was.

        Raises:
            ModelMissing: there is no such model.
        """
        info = self._info(name)
        self._room.chat().unload()
        self._shelf().remove(name)
        return info

    def _shelf(self) -> ModelShelf:
        from engine.models.shelf.door import ModelShelf

        return ModelShelf(self._room.settings.models, config.models_dir())

    def _info(self, name: str) -> ModelInfo:
        self._room.shelf().get(name)
        return next(info for info in self.list() if info.name == name)
