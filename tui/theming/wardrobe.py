"""The themes at hand while the app runs: the one in use, the one that was asked for, and what changes on the disk.

A changed file is noticed by a look once a second, read on a thread, and shown at once. Where the theme in use breaks or
goes, the default takes its place until it is back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.errors import NacreError
from tui import themes
from tui.themes import LoadedThemes, Palette
from tui.theming.problems import ThemeProblem, meant, sentences
from tui.theming.watching import Watch

if TYPE_CHECKING:
    from tui.app import NacreApp


class Wardrobe:
    """Holds the palettes of an app and keeps them fresh. Everything here runs on the screen's loop."""

    def __init__(self, app: NacreApp, wanted: str, shade: Callable[[Palette], Palette]) -> None:
        """`wanted` is the name of the theme that the settings ask for; `shade` fits a palette to the terminal.

        Raises:
            NacreError: no theme can be read.
        """
        self._app = app
        self._shade = shade
        self._watch = Watch(themes.folders()[-1])  # before they are read: what changes meanwhile is seen
        loaded = themes.load()
        if not loaded.palettes:
            raise NacreError("no colour theme could be read", "install Nacre again; its folder themes/ is missing")
        self.palettes: Mapping[str, Palette] = self._shaded(loaded)
        self._problems = loaded.problems
        self._wanted = wanted
        self.name = self._nearest()
        self._lost = self.name != wanted

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self.palettes[self.name]

    def wear(self, name: str, *, keep: bool) -> None:
        """Another theme is in use; `keep`: it is also what the person wants from now on."""
        self.name = name
        if keep:
            self._wanted, self._lost = name, False

    def announce(self) -> None:
        """Say what was wrong when the app started."""
        self._tell(self._problems, lost=self._lost)

    def look(self) -> None:
        """Read the themes again if the user's own have changed."""
        if not self._app.desk.running("themes") and self._watch.changed():
            self._app.desk.start("themes", lambda _l, _c: themes.load_settled(), done=self._arrived)

    def _arrived(self, loaded: LoadedThemes) -> None:
        if not loaded.palettes:  # the package is being replaced beneath us
            return
        before, was_lost = self.palette, self._lost
        fresh = [problem for problem in loaded.problems if problem not in self._problems]
        self._problems = loaded.problems
        self.palettes = self._shaded(loaded)
        name = self.name
        if self._lost and self._wanted in self.palettes:
            name, self._lost = self._wanted, False
        elif name not in self.palettes:
            self._wanted, self._lost = name, True
            name = self._nearest()
        self.name = name
        if self.palette != before:
            self._app.show_theme()
        self._tell(fresh, lost=self._lost and not was_lost)

    def _shaded(self, loaded: LoadedThemes) -> dict[str, Palette]:
        return {name: self._shade(palette) for name, palette in loaded.palettes.items()}

    def _nearest(self) -> str:
        for name in (self._wanted, themes.DEFAULT):
            if name in self.palettes:
                return name
        return next(iter(self.palettes))

    def _tell(self, problems: Sequence[ThemeProblem], *, lost: bool) -> None:
        """One notice for every broken file; where the wanted theme has got `lost`, one that says so too."""
        mine = [problem for problem in problems if self._lost and problem.theme == self._wanted]
        if mine:
            self._notify(f"{sentences(mine)[0]} Until it is put right, this is {self.name}.")
        elif lost:
            self._notify(
                f"There is no theme '{self._wanted}'{meant(self._wanted, self.palettes)}; this is {self.name}."
            )
        for sentence in sentences(problem for problem in problems if problem not in mine):
            self._notify(sentence)

    def _notify(self, sentence: str) -> None:
        self._app.notify(sentence, title="Theme", severity="warning", markup=False)
