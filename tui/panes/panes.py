"""Moves the panes of the main screen: shows, hides, zooms and resizes them, and keeps the focus in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.widget import Widget

from engine.errors import UsageError
from tui.panes import keeping
from tui.panes.arrangement import PART_CELLS, Arrangement, arrange
from tui.panes.layout import CONVERSATION, HEIGHT_STEP, NAMES, SHELF, SIDE, WIDTH_STEP, Layout, column

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

TALL_PERCENT = 33  # what the sources keep of their column while someone reads the trace


class Panes:
    """One for the main screen. What a person arranges is kept; where the focus is, and a zoom, is not."""

    def __init__(self, screen: MainScreen, widgets: Mapping[str, Widget]) -> None:
        """`widgets` are the panes by name. Reads the file of the layout: before the screen's loop runs."""
        self._screen = screen
        self._widgets = widgets
        self.problem = ""  # what is wrong with the file, in one sentence
        try:
            self.layout = keeping.read()
        except UsageError as error:
            self.layout, self.problem = Layout(), str(error)
        self.current = CONVERSATION  # where the focus is
        self.zoomed = ""
        self._last = SIDE[0]  # the pane where the focus was last, beside the conversation
        self._tall = False  # the trace was gone to by key: it has the larger part
        self._kept = self.layout
        self.arranged = Arrangement(frozenset())

    # --- where the focus is -------------------------------------------------------------------------------------

    def name_of(self, widget: Widget | None) -> str:
        """The pane that a widget belongs to."""
        while widget is not None and widget is not self._screen:
            for name, pane in self._widgets.items():
                if widget is pane:
                    return name
            parent = widget.parent
            widget = parent if isinstance(parent, Widget) else None
        return CONVERSATION

    def focused(self, widget: Widget | None) -> None:
        """The focus is somewhere else: what has it is in sight."""
        name = self.name_of(widget)
        if name != self.current:
            self.zoomed = self.zoomed if name == self.zoomed else ""
            self._tall &= name == "trace"
            self._enter(name)
            self.apply()

    def _enter(self, name: str) -> None:
        self.current = name
        if name != CONVERSATION:
            self._last = name
            self.layout = self.layout.with_open({name})

    def go(self, name: str) -> None:
        """Open a pane and give it the focus."""
        if name != self.zoomed:
            self.zoomed = ""
        # by key alone: where a click made it grow, what was clicked would move away from under the mouse
        self._tall = name == "trace"
        self._enter(name)
        self.apply()
        pane = self._screen.composer if name == CONVERSATION else self._widgets[name]
        if pane.can_focus:
            self._screen.set_focus(pane)  # at once, and not when the app comes to it: letters may follow
        else:
            pane.focus()

    def toggle(self, name: str) -> None:
        """Go to a pane; from there, back to the composer."""
        if self._screen.app.screen is not self._screen:
            return
        if self.current == name:
            self._screen.back()
        else:
            self.go(name)

    def leave(self) -> bool:
        """Back to the composer, out of a pane or a zoom; False where there is nothing to leave."""
        if self.current == CONVERSATION and not self.zoomed and self._screen.composer.has_focus:
            return False
        self.go(CONVERSATION)
        return True

    # --- what a person arranges ---------------------------------------------------------------------------------

    def zoom(self) -> None:
        """The pane that has the focus takes the whole screen; again: back."""
        self.zoomed = "" if self.zoomed else self.current
        self.apply()

    def hide(self) -> None:
        """Close the pane that has the focus."""
        if self.current == CONVERSATION:
            keymap = self._screen.nacre.keymap
            there = f"{keymap.label('show-sources')} or {keymap.label('show-trace')}"
            self._say(f"The conversation is always open. Go to another pane first, with {there}.")
            return
        name = self.current
        self._forget(name)
        self.go(CONVERSATION)

    def show(self, names: Iterable[str]) -> None:
        """Exactly these are open beside the conversation."""
        wanted = [name for name in names if name in NAMES]
        self.zoomed = ""
        for name in self.layout.open - set(wanted):
            self._forget(name)
        self.layout = self.layout.with_open(wanted)
        if self.current not in (CONVERSATION, *wanted):
            self.go(CONVERSATION)
        if wanted:
            self._last = wanted[-1]
        self.apply()
        if hidden := [name for name in wanted if name not in self.arranged]:
            self._say(f"There is no room for {' and '.join(hidden)} beside the rest now; going there shows it.")

    def _forget(self, name: str) -> None:
        self.layout = self.layout.without(name)
        if self._last == name:
            rest = [each for each in column(name) if each in self.layout.open]
            self._last = rest[0] if rest else SIDE[0]

    def split(self) -> None:
        """Sources and trace side by side, or one above the other again."""
        self.layout = replace(self.layout.with_open(SIDE), beside=not self.layout.beside)
        self.apply()
        if self.layout.beside and not self.arranged.beside:
            self._say("Sources and trace stand side by side as soon as there is room for it.")

    def wider(self, steps: int) -> None:
        """The column of the pane that has the focus takes more of the screen's width, or less."""
        now = self.arranged
        name, sign = (self.current, 1) if column(self.current) else (self._beside_conversation(), -1)
        if not now.divided or not name:
            self._say("One column has the whole width: there is nothing to divide.")
            return
        cells = now.shelf_cells if name in SHELF else now.side_cells
        percent = round(100 * cells / self._screen.size.width)
        self.layout = self.layout.wide(name, percent + sign * steps * WIDTH_STEP)
        self.apply()

    def _beside_conversation(self) -> str:
        now = self.arranged
        return SIDE[0] if now.side_cells else SHELF[0] if now.shelf_cells else ""

    def taller(self, steps: int) -> None:
        """The pane that has the focus, or had it last, takes more of its column, or less."""
        name = self.current if column(self.current) else self._last
        if not set(column(name)) <= self.arranged.panes:
            self._say("No other pane shares its column: there is nothing to divide.")
            return
        share = self._upper(name) + (1 if name == column(name)[0] else -1) * steps * HEIGHT_STEP
        self._tall = False
        self.layout = self.layout.divided(name, share)
        self.apply()

    def _upper(self, name: str) -> int:
        """The part of its column, in percent, that the upper or left pane has; side by side both can be read."""
        share = self.layout.upper_percent(name)
        if name in SIDE and self.arranged.beside:
            least = -(-100 * PART_CELLS // self.arranged.side_cells)
            return max(least, min(share, 100 - least))
        return min(share, TALL_PERCENT) if name in SIDE and self._tall else share

    def reset(self) -> None:
        """Back to how it was at the very first start."""
        self.layout, self.zoomed, self._tall, self._last = Layout(), "", False, SIDE[0]
        if self.current in SHELF:
            self.go(CONVERSATION)
        self.apply()

    # --- onto the screen ----------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Show what belongs on the screen at its size."""
        screen = self._screen
        width, height = screen.app.size
        shelf = self._last in SHELF
        self.arranged = now = arrange(self.layout, width, height, self.current, shelf=shelf, zoomed=self.zoomed)
        for name, widget in self._widgets.items():
            widget.display = name in now
        screen.left.display = now.conversation
        for names, area, cells in ((SIDE, screen.side, now.side_cells), (SHELF, screen.shelf, now.shelf_cells)):
            area.display = bool(now.panes & set(names))
            area.styles.width = cells or "100%"
            area.set_class(not cells, "-alone")
            across = now.beside and names == SIDE
            area.styles.layout = "horizontal" if across else "vertical"
            upper = self._upper(names[0])
            for name, part in zip(names, (upper, 100 - upper), strict=True):
                if (pane := self._widgets.get(name)) is not None:
                    pane.styles.width = f"{part}fr" if across else "100%"
                    pane.styles.height = "1fr" if across else f"{part}fr"
        screen.set_class(now.conversation and not now.transcript, "-over")
        screen.set_class(now.beside, "-beside")
        screen.set_class(now.tiny, "-tiny")
        self._keep()

    def _keep(self) -> None:
        desk = self._screen.nacre.desk
        if self.layout == self._kept or desk.running("layout"):
            return  # the last of several changes is kept once the one before it is
        self._kept = layout = self.layout
        desk.start("layout", lambda _l, _c: keeping.write(layout), done=lambda _: self._keep(), failed=self._say)

    def save_now(self) -> None:
        """Keep what was arranged while the change before it was being written. For the way out, not on the loop.

        Raises:
            OSError: the file can't be written.
        """
        if self.layout != self._kept:
            self._kept = self.layout
            keeping.write(self.layout)

    def _say(self, text: str) -> None:
        self._screen.notify(text, markup=False)
