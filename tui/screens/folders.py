"""Choosing a folder: in and out by Enter and the arrow keys, filtered by typing, counted before it is taken."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui import actions
from tui.desk import Desk
from tui.drawing.welcoming import found, short
from tui.keymap.keymap import hints
from tui.widgets.filterfield import FilterField
from tui.widgets.keys import keys
from tui.widgets.picklist import PickList, Row
from tui.work.folders import Survey, subfolders, survey

HERE, UP = ".", ".."
OTHER_LINES = 6  # of the frame, the filter and the count
READING = "Reading the folder …"


class Folders(ModalScreen[Path | None]):
    """Gives back the folder to take in, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("list", priority=True)]

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__()
        self._desk = desk
        self._folder = folder
        self._count = Static(id="picker-purpose")
        self.field = FilterField(placeholder="type to filter, or a path", id="picker-filter", select_on_focus=False)
        self.list = PickList([], READING)

    def compose(self) -> ComposeResult:
        with Vertical(id="picker"):
            yield self._count
            yield self.field
            yield self.list

    def on_mount(self) -> None:
        frame = self.query_one("#picker")
        keymap = keys(self)
        said = hints(
            keymap.hint("previous-row", "next-row", does="choose"),
            keymap.hint("take", does="go in"),
            keymap.hint("next-section", does="take it in"),
            keymap.hint("leave-list", does="leave"),
        )
        frame.border_subtitle = Text(said)  # not markup
        self.list.styles.height = max(3, self.app.size.height * 4 // 5 - OTHER_LINES)
        self.field.cursor_blink = False
        self.field.focus()
        self._go(self._folder)

    def _go(self, folder: Path, lit: str = HERE) -> None:
        """Show what is in a folder; both its list and its count come from threads."""
        self._folder = folder
        self.query_one("#picker").border_title = Text(f"Which folder? {short(folder)}")  # not markup
        self.field.value = ""
        self._count.update(Text("counting …"))

        def listed(folders: list[Path]) -> None:
            if folder == self._folder:
                self._show(folders, lit)

        def failed(message: str) -> None:
            if folder == self._folder:
                self._count.update(Text(message))
                self._show([], UP)

        def counted(seen: Survey) -> None:
            if folder == self._folder and self.is_mounted:
                self._count.update(Text(f"{short(folder)} with everything below it: {found(seen)}"))

        self._desk.start("subfolders", lambda _l, _c: subfolders(folder), done=listed, failed=failed)
        self._desk.start("survey", lambda _l, cancel: survey(folder, cancel), done=counted)

    def _show(self, folders: list[Path], lit: str) -> None:
        rows = [Row(HERE, "take in this folder", short(self._folder))]
        rows += [Row(UP, "..", "the folder above")] if self._folder.parent != self._folder else []
        self.list.empty = "No folder matches."
        self.list.set_rows([*rows, *(Row(str(path), f"{path.name}/") for path in folders)], self.field.value)
        self.list.light(lit)
        self.list.rebuild()
        self.list.show_block(self.list.cursor)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if not event.value.startswith(("/", "~")):
            self.list.filter(event.value)

    @on(PickList.Picked)
    def _clicked(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Go into the lit folder, or take in the one that is open."""
        typed, row = self.field.value, self.list.lit()
        if typed.startswith(("/", "~")):
            self._go(Path(typed).expanduser())
        elif row is not None and row.id == HERE:
            self.dismiss(self._folder)
        elif row is not None and row.id == UP:
            self._go(self._folder.parent, str(self._folder))
        elif row is not None:
            self._go(Path(row.id))

    def action_section(self, by: int) -> None:
        """Take in the lit folder, without going into it first."""
        row = self.list.lit()
        if row is not None and row.id != UP:
            self.dismiss(self._folder if row.id == HERE else Path(row.id))

    def action_step(self, by: int) -> None:
        self.list.step(by)

    def action_leave(self) -> None:
        self.dismiss(None)
