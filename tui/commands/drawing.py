"""How the app draws on its terminal: the line, the glyphs, what moves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tui import actions
from tui.commands.acting import Acting, Handler
from tui.drawing.clean import one_line
from tui.line.ways import AUTO, MEANINGS, Way
from tui.screens.picker import Picker
from tui.widgets.picklist import Row


class DrawingCommands(Acting):
    """Runs the actions `line`, `glyphs` and `motion`; each is named like its setting."""

    def handlers(self) -> Mapping[str, Handler]:
        return {name: partial(self._choose, name) for name in MEANINGS}

    def _choose(self, name: str, word: str) -> None:
        """A word of the setting, or the list of them."""
        known = MEANINGS[name]
        if word in known:
            self._app.use_way(name, word)
            way = self._way(name)
            said = f"{way.value}, {way.why}" if word == AUTO else known[word]
            self._hint(f"{name.capitalize()} {word}: {said}.")
        elif word:
            self._screen.session.say(
                f"There is no {name} '{one_line(word, 40)}'. Known are {', '.join(known)}.", "warning"
            )
        elif self._app.screen is self._screen:
            way = self._way(name)
            rows = [Row(each, each, meaning) for each, meaning in known.items()]
            title = f"{actions.BY_ID[name].title}: {way.value}, {way.why}"
            start = getattr(self._app.settings.screen, name)
            self._app.push_screen(Picker(title, rows, start=start), partial(self._chosen, name))

    def _chosen(self, name: str, word: str | None) -> None:
        if word is not None:
            self._choose(name, word)

    def _way(self, name: str) -> Way:
        way: Way = getattr(self._app.ways, name)
        return way
