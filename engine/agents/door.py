"""The router as a service: made for an encoder when it is first needed, made again when the user's examples change."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from engine.agents import own_examples
from engine.agents.asking import AskModel
from engine.agents.route import Route
from engine.agents.router import Router
from engine.models.encoder import Encoder

FOLDER = "router"  # in the config folder: the user's own examples


class RouteService:
    """Routes texts with the newest examples. May be used from any thread."""

    def __init__(self, config_folder: Path) -> None:
        """`config_folder` has the user's examples in `router/examples.jsonl`, if there are any."""
        self._folder = config_folder / FOLDER
        self._router: Router | None = None
        self._made_for: tuple[str, tuple[int, int]] | None = None
        self._guard = Lock()

    def route(self, text: str, encoder: Encoder, ask_model: AskModel | None = None) -> Route:
        """Where a text goes.

        Args:
            text: what the person typed.
            encoder: the one at hand.
            ask_model: decides where the classifier is not sure.

        Raises:
            UsageError: the user's examples can't be read; names the line.
        """
        wanted = (encoder.id, own_examples.stamp(self._folder))
        with self._guard:
            if self._router is None or self._made_for != wanted:
                self._router = Router(encoder, self._folder)
                self._made_for = wanted
            router = self._router
        return router.route(text, ask_model)
