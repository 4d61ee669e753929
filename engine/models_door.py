"""The models' service: tiers, chat models, and what this machine can do."""

from __future__ import annotations

from threading import Event as Flag

from engine import config
from engine.events import Listener, ignore
from engine.records import Finding
from engine.room import Room


class ModelService:
    """Tiers and what this machine can do."""

    def __init__(self, room: Room) -> None:
        self._room = room

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
