"""An app whose screen goes out over a line: in small frames, none while the line is stalled, whole where it must be."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

from rich.console import RenderableType
from textual import constants
from textual._compositor import ChopsUpdate, LayoutUpdate  # no public name; textual is pinned
from textual.app import App
from textual.events import Resize
from textual.filter import LineFilter
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from tui.line.frames import Frame, Shown
from tui.line.outlet import Outlet
from tui.line.plain import Plain, plain_for
from tui.line.ways import Ways

LEAVE_S = 1.0  # for the bytes that put the terminal back before the process stops
SETTLED_S = 0.1  # after the last of several changes of size


class DrawnApp(App[None]):
    """What every app of ours does with its terminal."""

    outlet: Outlet | None = None
    """Where the screen is written; None where there is no terminal."""

    def __init__(self, ways: Ways, *, ansi_color: bool | None = None) -> None:
        self._plain: Plain | None = None
        super().__init__(ansi_color=ansi_color)
        self._shown = Shown()
        self._resized: Timer | None = None
        self.draw_as(ways)

    def draw_as(self, ways: Ways) -> None:
        """Draw so from now on."""
        self.ways = ways
        self._plain = plain_for(ways)
        self.animation_level = "none" if ways.still else constants.TEXTUAL_ANIMATIONS
        if self.is_running:
            for screen in self.screen_stack:
                for node in screen.walk_children(with_self=True):
                    node.notify_style_update()  # lines are kept as they were drawn
            self.repaint()

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        return [*filters, self._plain] if self._plain is not None else filters

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            if self.outlet is not None and self.outlet.behind(self._caught_up):
                return  # the line takes nothing: what is left out here is drawn once it does
            renderable = cast(RenderableType, Frame(renderable, self._shown))  # Textual looks at its class
        super()._display(screen, renderable)

    def redraw(self) -> None:
        """Draw whatever the terminal does not show yet."""
        if self.is_running:
            self.screen.refresh()

    def repaint(self) -> None:
        """Draw everything: someone else may have drawn there."""
        self._shown.forget()
        self.redraw()

    def _caught_up(self) -> None:
        """On the line's thread: it takes bytes again."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop has been closed meanwhile
                loop.call_soon_threadsafe(self.redraw)

    def on_resize(self, event: Resize) -> None:
        # terminals wrap or clear what they show, and of several changes Textual may see the last one only
        self._shown.forget()
        if self._resized is not None:
            self._resized.stop()
        self._resized = self.set_timer(SETTLED_S, self.redraw)

    # --- stopping and going on ----------------------------------------------------------------------------------

    def watch_job_control(self) -> None:
        """Stop and go on as a program of the shell does. Must be called on the loop, once it runs."""
        loop = asyncio.get_running_loop()
        for name, handle in (("SIGTSTP", self._stop), ("SIGCONT", self.repaint)):
            number = getattr(signal, name, None)
            if number is not None and self.outlet is not None:
                loop.add_signal_handler(number, handle)

    def _stop(self) -> None:
        if self.outlet is None:
            return
        with self.suspend():
            self.outlet.drain(LEAVE_S)
            os.kill(os.getpid(), signal.SIGSTOP)
            while not self._in_front(self.outlet):  # `bg`: a screen has nothing to do behind another program
                os.kill(os.getpid(), signal.SIGSTOP)
        self.repaint()

    @staticmethod
    def _in_front(outlet: Outlet) -> bool:
        try:
            return os.tcgetpgrp(outlet.fileno()) == os.getpgrp()
        except OSError:
            return True  # there is no terminal to be in front of


def on_slow_line(widget: Widget) -> bool:
    """Whether what `widget` shows goes over a slow line."""
    return isinstance(widget.app, DrawnApp) and widget.app.ways.slow
