"""The app itself: help, colours, the way round and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui import themes
from tui.commands.acting import Acting, Handler
from tui.drawing.clean import one_line
from tui.keymap.page import keys_page
from tui.keymap.sets import SETS
from tui.screens.help import Help
from tui.screens.picker import Picker
from tui.screens.report import Report
from tui.theming.problems import meant
from tui.tour.tour import Tour
from tui.widgets.picklist import Row
from tui.work.anything import AnythingByName

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen


class AppCommands(Acting):
    """Runs the actions of `tui/actions/app.py`."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        super().__init__(app, screen)
        self.tour = Tour(app)

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "theme": self._theme,
            "help": self._help,
            "palette": lambda _: AnythingByName(self._app, self._screen).open(),
            "keys": self._keys,
            "quit": lambda _: self._app.exit(),
            "show-sources": lambda _: self._screen.panes.toggle("sources"),
            "show-trace": lambda _: self._screen.panes.toggle("trace"),
            "interrupt": lambda _: self._app.interrupt(),
            "back": lambda _: self._back(),
            "tour": lambda _: self.tour.start(),
        }

    def _help(self, words: str) -> None:
        if self._app.screen is self._screen:
            self._app.push_screen(Help(words))

    def _back(self) -> None:
        screen = self._screen
        nothing_open = self._app.screen is screen and screen.composer.has_focus and not screen.completion.display
        if self.tour.on and nothing_open and not screen.session.busy:
            self.tour.leave()
        else:
            screen.back()

    def _theme(self, arguments: str) -> None:
        known = self._app.palettes
        if arguments:
            if arguments in known:
                self._app.use_theme(arguments, keep=True)
            else:
                self._screen.session.say(
                    f"There is no theme '{one_line(arguments, 40)}'{meant(arguments, known)}. "
                    f"Known are {', '.join(sorted(known))}.",
                    "warning",
                )
            return
        if self._app.screen is not self._screen:
            return
        before = self._app.theme
        rows = [Row(each.name, each.name, each.kind) for each in themes.in_order(known)]

        def chosen(name: str | None) -> None:
            self._app.use_theme(name or before, keep=name is not None)

        picker = Picker("Theme", rows, start=before, preview=lambda name: self._app.use_theme(name, keep=False))
        self._app.push_screen(picker, chosen)

    def _keys(self, arguments: str) -> None:
        keyring = self._app.keyring
        if not arguments:
            self._push(Report("Keys", keys_page(self._app.keymap, keyring.problems)))
        elif arguments in SETS:
            keyring.use(arguments)
            self._app.keep("keys", arguments, "screen")
        else:
            self._screen.session.say(
                f"There is no set of keys '{one_line(arguments, 40)}'{meant(arguments, SETS)}. "
                f"Known are {' and '.join(SETS)}.",
                "warning",
            )
