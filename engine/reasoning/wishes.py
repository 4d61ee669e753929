"""Turns the names that a person gives (a way, a lens, a specialist, a model) into a wish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from engine.agents.lenses import load as lenses
from engine.agents.lenses.lens import Lens
from engine.agents.specialists import load as specialists
from engine.agents.specialists.specialist import Specialist
from engine.config import AskSettings
from engine.errors import no_such
from engine.reasoning.wish import ROUTE, WAYS, Wish

NONE = "none"
"""The name that means no lens, and no specialist but the router's."""


class Wishes:
    """What may be wished for."""

    def __init__(
        self, settings: AskSettings, config_folder: Path, named_models: Callable[[str], tuple[str, ...]]
    ) -> None:
        """
        Args:
            settings: what counts where nothing is named.
            config_folder: has the user's own `lenses` and `specialists`.
            named_models: the models that a model's name stands for; raises where there is none.
        """
        self._settings = settings
        self._folder = config_folder
        self._named_models = named_models

    def wish(
        self, scope: str, model: str, way: str, lens: str, specialist: str, confirm: Callable[[str], bool]
    ) -> Wish:
        """The wish that some names are; '' stands for what the settings say.

        Raises:
            UsageError: a name means nothing, or a user's file makes no sense.
            ModelMissing: there is no such model.
        """
        way = way or self._settings.way or ROUTE
        return Wish(
            scope=scope,
            models=self._named_models(model),
            way=_known("way of working", way, WAYS),
            lens=self._lens(lens or self._settings.lens),
            specialist=self._specialist(specialist),
            confirm=confirm,
        )

    def lenses(self) -> dict[str, Lens]:
        """All lenses by id, the user's files read anew.

        Raises:
            UsageError: a file makes no sense.
        """
        return lenses.lenses(self._folder)

    def specialists(self) -> dict[str, Specialist]:
        """All specialists by id, the user's files read anew.

        Raises:
            UsageError: a file makes no sense.
        """
        return specialists.specialists(self._folder)

    def _lens(self, name: str) -> Lens | None:
        if name in ("", NONE):
            return None
        known = self.lenses()
        return known[_known("lens", name, known)]

    def _specialist(self, name: str) -> Specialist | None:
        if name in ("", NONE):
            return None
        known = self.specialists()
        return known[_known("specialist", name, known)]


def _known(kind: str, name: str, names: Iterable[str]) -> str:
    """The name as it is known.

    Raises:
        UsageError: it isn't.
    """
    listed = list(names)
    wanted = name.strip().lower()
    if wanted in listed:
        return wanted
    raise no_such(kind, name[:60], listed)
