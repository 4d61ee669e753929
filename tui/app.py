"""The app: opens the library behind the first frame, owns themes and the desk, and hands everything else on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.events import Event
from textual.message import Message
from textual.notifications import Notify
from textual.screen import Screen
from textual.timer import Timer

from engine.config import Settings, default_library
from engine.errors import NacreError
from tui import actions, terminal, themes
from tui.commands import Commands, load
from tui.desk import DRAIN_EVERY_S, SLOW_DRAIN_EVERY_S, Desk
from tui.drawing import markdown, tex
from tui.help.search import finder
from tui.keeping import remember
from tui.keymap.keymap import Keymap
from tui.keymap.keyring import Keyring
from tui.line.drawn import DrawnApp
from tui.line.ways import ways
from tui.measured import lag
from tui.pasting import take_pastes_whole
from tui.repeating import again
from tui.screens.main import MainScreen
from tui.screens.sheet import show_keys_here
from tui.surroundings import warnings
from tui.system import collecting
from tui.themes import Palette
from tui.theming import depth, watching
from tui.theming.reduced import as_it_is, reduced
from tui.theming.wardrobe import Wardrobe
from tui.typedahead import TypedAhead
from tui.work.asking import Asking
from tui.work.colouring import Colouring
from tui.work.leaving import patiently
from tui.work.spare import Spare

if TYPE_CHECKING:
    from engine.engine import Engine

log = logging.getLogger(__name__)

BEGIN_S = 0.05
MOST_NOTICES = 4  # at a time
WARNING_S = 20.0
TWICE_S = 2.0  # two presses of Ctrl+C within this time quit


class Wake(Message):
    """A thread has put something on the desk."""


class NacreApp(DrawnApp):
    """Everything on the screen."""

    CSS_PATH = "app.tcss"
    TITLE = "Nacre"
    ENABLE_COMMAND_PALETTE = False  # the registry has its own
    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("", priority=True)]

    def __init__(
        self,
        opener: Callable[[], Engine],
        settings: Settings,
        shade: Callable[[Palette], Palette] = as_it_is,
        spare: Spare | None = None,
    ) -> None:
        """`shade` makes of each palette what this terminal can show; `spare` has what no library could take."""
        # where there are no colours: else greys come in their place
        super().__init__(ways(settings.screen), ansi_color=True if depth.colourless() else None)
        self.settings = settings
        self.spare = spare
        self.settle: Callable[[], None] | None = None  # called once all is there that stays; for a process of its own
        self.desk = Desk(self._ring, Asking(self))
        self._opener = opener
        self._drain_timer: Timer | None = None
        self._interrupted = 0.0
        self.warnings: tuple[str, ...] = ()  # said once, at the start
        self.wardrobe = Wardrobe(self, settings.theme, shade)
        self.keyring = Keyring(self, settings.screen.keys)
        self._wear()
        self.typed_ahead = TypedAhead(self, super().on_event)
        self.main = MainScreen(self)
        self.commands = Commands(self, self.main)

    def get_default_screen(self) -> Screen[Any]:
        return self.main

    async def on_event(self, event: Event) -> None:
        if not self.typed_ahead.holds(event):
            await super().on_event(event)

    # --- start and end ------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._set_pace()
        self.set_interval(watching.EVERY_S, self.wardrobe.look)
        self.set_interval(watching.EVERY_S, self.keyring.look)
        terminal.on_hangup(self._hang_up)
        self.watch_job_control()
        lag.watch()
        Colouring(self)
        # a moment behind the first frame: what was typed meanwhile is drawn before a thread competes with the loop
        self.call_after_refresh(self.set_timer, BEGIN_S, self._begin)

    def _begin(self) -> None:
        self.main.leaving.bring_back()
        self.open_library()
        for text in self.warnings:
            self.notify(text, severity="warning", timeout=WARNING_S, markup=False)
        self.wardrobe.announce()
        self.keyring.announce()

    def open_library(self) -> None:
        """Open it on a thread: at the start, and again where it could not be opened."""

        def opened() -> Engine:
            load()
            return self._opener()

        self.desk.start("open", lambda _l, _c: opened(), done=self._opened, failed=self._not_opened)

    def _opened(self, engine: Engine) -> None:
        self.main.intake.engine = engine
        self.main.session.resume(engine)
        self.desk.start("warm", lambda _l, _c: _warm(self.settle))

    def _not_opened(self, message: str) -> None:
        self.main.status.opening("no library")
        self.main.beginning.closed()
        self.main.session.say_error(f"{message} /reopen tries again.")

    def _hang_up(self) -> None:
        # the draft first: where the line is gone, the last frame may never get out, and the loop waits for it
        self.main.leaving.keep_typed()
        self.main.leaving.save()
        self.exit()

    def shut_down(self) -> None:
        """Keep draft and place, stop the threads, close the library. Not on the screen's loop: the app has ended."""
        engine = self.main.session.engine
        try:
            self.main.leaving.save_now()
        finally:  # also where a fault in the screen has left nothing to save
            self.desk.close()
            patiently(self._keep_panes)
            if engine is not None:
                patiently(engine.close)

    def _keep_panes(self) -> None:
        try:
            self.main.panes.save_now()
        except OSError as error:
            log.warning("how the panes were arranged was not kept: %s", error)

    # --- desk ---------------------------------------------------------------------------------------------------

    def _ring(self) -> None:
        self.post_message(Wake())

    def on_wake(self) -> None:
        self._drain()
        if self._drain_timer is not None:
            self._drain_timer.resume()

    def _set_pace(self) -> None:
        """Look at the desk as often as the line can carry what comes of it."""
        if self._drain_timer is not None:
            self._drain_timer.stop()
        self._drain_timer = self.set_interval(SLOW_DRAIN_EVERY_S if self.ways.slow else DRAIN_EVERY_S, self._tick)

    def _tick(self) -> None:
        self.call_later(self._drain)  # a timer runs beside the app's messages: what opens a screen has its turn there

    def _drain(self) -> None:
        if not self.desk.drain() and self._drain_timer is not None:
            self._drain_timer.pause()

    # --- themes -------------------------------------------------------------------------------------------------

    @property
    def palettes(self) -> Mapping[str, Palette]:
        """All themes that can be used, by name."""
        return self.wardrobe.palettes

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        return self.wardrobe.palette

    def _wear(self) -> None:
        for palette in self.palettes.values():
            self.register_theme(themes.textual_theme(palette))
        if self.theme == self.wardrobe.name:
            self.mutate_reactive(App.theme)  # other colours by the same name
        else:
            self.theme = self.wardrobe.name

    def show_theme(self) -> None:
        """Draw everything with the colours that are in use now."""
        self._wear()
        for view in self.main.query(".-drawn, LineView").results():
            view.refresh()

    def use_theme(self, name: str, *, keep: bool) -> None:
        """Change the colours; `keep` also for the next start."""
        self.wardrobe.wear(name, keep=keep)
        self.show_theme()
        if keep:
            self.keep("theme", name)

    # --- terminal -----------------------------------------------------------------------------------------------

    def use_way(self, name: str, word: str) -> None:
        """Change how the screen is drawn, by the name of a setting of the screen; kept for the next start."""
        self.settings = replace(self.settings, screen=replace(self.settings.screen, **{name: word}))
        self.draw_as(ways(self.settings.screen))
        self._set_pace()
        self.keep(name, word, "screen")

    def keep(self, key: str, value: str, table: str = "") -> None:
        """Write a setting for the next start."""
        self.desk.start(
            "settings",
            lambda _l, _c: remember(key, value, table),
            failed=lambda text: self.notify(text, severity="warning", markup=False),
        )

    # --- keys ---------------------------------------------------------------------------------------------------

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""
        return self.keyring.keymap

    def show_keys(self) -> None:
        """Draw everything with the keys that are in force now."""
        self.main.keys_changed()
        for view in self.main.query(".-drawn, LineView").results():
            view.refresh()

    def action_keys_here(self) -> None:
        """The keys of what has the focus, over the screen."""
        show_keys_here(self)

    # --- notices ------------------------------------------------------------------------------------------------

    def on_notify(self, event: Notify) -> None:
        """The same said again stands there once, with how often. Of many notices the oldest go: each is a widget."""
        new = event.notification
        for notice in [*self._notifications]:
            if notice.severity == new.severity and (said := again(notice.message, new.message)):
                new.message = said
                self._unnotify(notice, refresh=False)
        for notice in [*self._notifications][: -MOST_NOTICES + 1]:
            self._unnotify(notice, refresh=False)

    # --- actions ------------------------------------------------------------------------------------------------

    def action_act(self, action: str) -> None:
        """Run an action of the registry by its id."""
        self.commands.run(action)

    def interrupt(self) -> None:
        """Ctrl+C: stop what is under way; pressed again at once, quit."""
        now = time.monotonic()
        if now - self._interrupted < TWICE_S:
            self.exit()
            return
        self._interrupted = now
        key = self.keymap.label("interrupt")
        if self.commands.cancel():
            self.notify(f"Stopped; what was done stays. {key} again quits.", timeout=TWICE_S, markup=False)
        else:
            self.notify(f"{key} again quits; nothing is lost.", timeout=TWICE_S, markup=False)


def _warm(settle: Callable[[], None] | None) -> None:
    """Import on a thread what the first answer, the first formula and the first look for help would else wait for."""
    markdown.parse("")
    tex.inline(r"\alpha")
    finder()
    if settle is not None:
        settle()


def run(engine_folder: Path | None, *, settings: Settings) -> int:
    """Open the app on a library (None: the user's own) and stay in it; the exit status.

    Raises:
        NacreError: no theme can be read.
    """
    from tui.cli import logs

    def opener() -> Engine:
        from engine.engine import Engine  # heavy, and not needed for the first frame

        collecting.settle()  # to open an old library may take minutes
        engine = Engine.open(engine_folder, settings=settings)
        collecting.settle()
        return engine

    logs.start()
    terminal.log_threads()
    shown = depth.colours()
    if shown <= depth.FEW:
        settings = replace(settings, theme=themes.TERMINAL)
    terminal.forget_fixed_size()
    take_pastes_whole()
    with terminal.own_descriptor(logs.path()) as outlet:
        spare = Spare.of(engine_folder or default_library())
        app = NacreApp(opener, settings, reduced if shown == depth.MANY else as_it_is, spare)
        app.outlet, app.settle = outlet, collecting.settle
        app.warnings = warnings(logs.path())
        try:
            app.run()
        finally:
            app.shut_down()
    if app.return_code:
        raise NacreError("the screen stopped because of a fault in Nacre", f"the log has the details: {logs.path()}")
    return 0
