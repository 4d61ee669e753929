"""Panes: which are open, how large they are, and how to get into them."""

from __future__ import annotations

from collections.abc import Mapping

from tui.commands.acting import Acting, Handler
from tui.jumping import lettered
from tui.names import unknown
from tui.panes.layout import NAMES
from tui.panes.targets import targets
from tui.panes.words import PANE_WORDS, RESET
from tui.screens.jump import Jump
from tui.screens.picker import Picker
from tui.widgets.picklist import Row
from tui.work.neighbours import scope_of


class LayoutCommands(Acting):
    """Runs the actions of `tui/actions/layout.py`."""

    def handlers(self) -> Mapping[str, Handler]:
        panes = self._screen.panes
        return {
            "panes": self._panes,
            "library": lambda _: panes.toggle("library"),
            "graph": self._graph,
            "jump": lambda _: self._jump(),
            "zoom": lambda _: panes.zoom(),
            "split": lambda _: panes.split(),
            "hide": lambda _: panes.hide(),
            "wider": lambda _: panes.wider(1),
            "narrower": lambda _: panes.wider(-1),
            "taller": lambda _: panes.taller(1),
            "shorter": lambda _: panes.taller(-1),
            "reset-panes": lambda _: panes.reset(),
        }

    def _jump(self) -> None:
        if isinstance(self._app.screen, Jump):
            self._app.screen.dismiss(None)
            return
        if self._app.screen is not self._screen:
            return
        found = lettered(targets(self._screen))

        def chosen(letter: str | None) -> None:
            if letter is not None:
                found[letter].go()

        self._app.push_screen(Jump(found), chosen)

    def _graph(self, arguments: str) -> None:
        screen = self._screen
        if not arguments:
            screen.panes.toggle("graph")
            screen.graph.again()
            return
        entry = screen.entry_with_sources()
        sources = entry.sources if entry is not None else ()
        places = [source.place for source in sources if str(source.n) == arguments]
        screen.panes.go("graph")
        screen.graph.around(scope_of(places[0]) if places else arguments)

    def _panes(self, arguments: str) -> None:
        names = arguments.replace(",", " ").lower().split()
        known = [name for name, _ in PANE_WORDS]
        if not names:
            self._choose()
        elif wrong := next((name for name in names if name not in known), ""):
            self._screen.session.say(str(unknown("pane", wrong, known)), "warning")
        elif RESET in names:
            self._screen.panes.reset()
        else:
            self._screen.panes.show(names)

    def _choose(self) -> None:
        """A list of the panes; Enter opens or closes one."""
        if self._app.screen is not self._screen:
            return
        panes = self._screen.panes
        about = dict(PANE_WORDS)
        rows = [Row(name, name, f"{self._state(name)} · {about[name]}") for name in NAMES]
        rows += [Row("split", "split", "sources and trace side by side, or one above the other")]
        rows += [Row(RESET, RESET, about[RESET])]

        def chosen(name: str | None) -> None:
            if name == RESET:
                panes.reset()
            elif name == "split":
                panes.split()
            elif name in panes.layout.open:
                panes.show([each for each in NAMES if each in panes.layout.open and each != name])
            elif name is not None:
                panes.go(name)

        self._app.push_screen(Picker(f"Panes: {self._app.keymap.label('take')} opens or closes", rows), chosen)

    def _state(self, name: str) -> str:
        panes = self._screen.panes
        return "in sight" if name in panes.arranged else "open" if name in panes.layout.open else "closed"
