"""Brings models into memory: trial, plan, weights, contexts."""

from __future__ import annotations

import time
from contextlib import ExitStack
from threading import Event as Flag

from engine.config import ModelSettings
from engine.events import Listener, ModelLoaded, ModelLoading, Notice
from engine.models.chat import ChatModel
from engine.models.governor.governor import Governor
from engine.models.opening import Opening
from engine.models.resident import Resident, Seat
from engine.models.shelf.fit import need_bytes
from engine.models.shelf.shelf import Entry, Shelf
from engine.models.worker import Worker


class Loader:
    """Makes what the pool keeps. It holds nothing itself.

    Args:
        shelf: says what a name means.
        governor: paces the models, and says how much memory they may take.
        opening: loads files, opens servers.
    """

    def __init__(self, settings: ModelSettings, shelf: Shelf, governor: Governor, opening: Opening) -> None:
        self._settings = settings
        self._shelf = shelf
        self._governor = governor
        self._opening = opening

    def load(self, name: str, in_use_bytes: int, listen: Listener, cancel: Flag) -> Resident:
        """A model with one context, which is taken.

        Args:
            in_use_bytes: what other models have and keep.

        Raises:
            ModelUnfit: it can't be used here, or not as long as others are in memory.
            ModelMissing, ModelFailed: it can't be had.
            Cancelled: `cancel` was set meanwhile.
        """
        entry = self._shelf.get(name)
        if entry.kind == "remote":
            return Resident(entry, None, 0, self._seat(self._opening.server(entry, self._settings)))
        allowance = self._governor.allowance_bytes(in_use_bytes)
        entry = self._opening.tried(self._shelf, name, allowance, listen, cancel)
        plan = self._governor.plan(entry, in_use_bytes)
        began = time.perf_counter()
        listen(ModelLoading(name, entry.bytes))
        loaded = self._opening.load(plan, cancel)
        with ExitStack() as undo:
            undo.callback(loaded.close)
            chat = loaded.open(self._governor)
            undo.callback(chat.close)
            elapsed_ms = (time.perf_counter() - began) * 1000
            threads = self._governor.threads()
            listen(ModelLoaded(name, threads, loaded.gpu_layers, chat.context_tokens, elapsed_ms))
            if loaded.note:
                listen(Notice(loaded.note))
            undo.pop_all()
        return Resident(entry, loaded, _seat_bytes(entry, chat.context_tokens, plan.kv_type), self._seat(chat))

    def grow(self, resident: Resident, in_use_bytes: int) -> Seat | None:
        """Another context of a model in memory, taken; None where memory is short. The first one is always tried.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: it can't be had.
        """
        if resident.loaded is None:
            return self._seat(self._opening.server(self._shelf.get(resident.name), self._settings))
        if resident.seats and self._governor.allowance_bytes(in_use_bytes) < resident.seat_bytes:
            return None
        return self._seat(resident.loaded.open(self._governor))

    def host(self, name: str) -> str:
        """The host that the text of a question to a remote model goes to."""
        return self._opening.host(self._shelf.get(name))

    def _seat(self, chat: ChatModel) -> Seat:
        return Seat(Worker(chat, self._governor.niceness), busy=True)


def _seat_bytes(entry: Entry, context_tokens: int, kv_type: str) -> int:
    """Memory of one context."""
    if entry.facts is None:
        return 0
    one, two = (need_bytes(entry.facts, context_tokens, kv_type, contexts) for contexts in (1, 2))
    return two - one
