"""Choosing a folder: in and out by Enter and the arrow keys, filtered by typing, counted before it is taken.

A path may be typed too: what is before its last '/' is shown, what is behind it filters, and Tab completes, as in a
shell. It takes nothing in: that is left to Enter on the row that says so.
"""

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
        self._inside: list[Path] | None = None  # the folders in it, once they have been read
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
            keymap.hint("next-section", does="complete"),
            keymap.hint("leave-list", does="leave"),
        )
        frame.border_subtitle = Text(said)  # not markup
        self.list.styles.height = max(3, self.app.size.height * 4 // 5 - OTHER_LINES)
        self.field.cursor_blink = False
        self.field.focus()
        self._go(self._folder)

    def _go(self, folder: Path, lit: str = HERE) -> None:
        """Go to a folder; nothing is typed any more."""
        self._folder = folder
        self.field.value = ""
        self._look(folder, lit)

    def _look(self, folder: Path, lit: str = HERE) -> None:
        """Show what is in a folder; both its list and its count come from threads."""
        self._folder, self._inside = folder, None
        self.query_one("#picker").border_title = Text(f"Which folder? {short(folder)}")  # not markup
        self._count.update(Text("counting …"))

        def listed(folders: list[Path]) -> None:
            if folder == self._folder:
                self._inside = folders
                self._show(lit)

        def failed(message: str) -> None:
            if folder == self._folder:
                self._count.update(Text(message))
                self.list.empty = "There is no such folder, or it can't be read."
                self.list.set_rows([] if self._part else [Row(UP, "..", "the folder above")], "")

        def counted(seen: Survey) -> None:
            if folder == self._folder and self.is_mounted:
                self._count.update(Text(f"{short(folder)} with everything below it: {found(seen)}"))

        self._desk.start("subfolders", lambda _l, _c: subfolders(folder), done=listed, failed=failed)
        self._desk.start("survey", lambda _l, cancel: survey(folder, cancel), done=counted)

    @property
    def _is_path(self) -> bool:
        """Whether what is typed is a path, not words."""
        return self.field.value.startswith(("/", "~"))

    @property
    def _part(self) -> str:
        """What filters: of a path, what is behind its last '/'."""
        return self.field.value.rpartition("/")[2].removeprefix("~") if self._is_path else self.field.value

    def _show(self, lit: str = "") -> None:
        """The folders that are left; this one and the one above stand there only as long as nothing filters."""
        rows = [Row(str(path), f"{path.name}/") for path in self._inside or ()]
        if not self._part:
            rows[:0] = [Row(UP, "..", "the folder above")] if self._folder.parent != self._folder else []
            rows[:0] = [Row(HERE, "take in this folder", short(self._folder))]
        self.list.empty = "No folder matches."
        self.list.set_rows(rows, self._part)
        self.list.light(lit)
        self.list.rebuild()
        self.list.show_block(self.list.cursor)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        head, slash, _ = event.value.rpartition("/")
        if self._is_path and slash and (folder := _expanded(head or slash)) != self._folder:
            self._look(folder)
        elif self._inside is not None:
            self._show()

    @on(PickList.Picked)
    def _clicked(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Go into the lit folder, or take in the one that is open."""
        row = self.list.lit() if self._inside is not None or not self._is_path else None
        if row is not None and row.id == HERE:
            self.dismiss(self._folder)
        else:
            self._enter(row)

    def action_section(self, by: int) -> None:
        """Complete: go into the lit folder, and take nothing in."""
        row = self.list.lit() if self._inside is not None or not self._is_path else None
        if row is None or row.id != HERE:
            self._enter(row)

    def _enter(self, row: Row | None) -> None:
        if row is None and self._is_path:  # its list has not come yet, or nothing is called so
            self._go(_expanded(self.field.value))
        elif row is not None and row.id == UP:
            self._go(self._folder.parent, str(self._folder))
        elif row is not None:
            self._go(Path(row.id))

    def action_step(self, by: int) -> None:
        self.list.step(by)

    def action_leave(self) -> None:
        self.dismiss(None)


def _expanded(typed: str) -> Path:
    """The path that was typed; '~' stands for a home folder, if there is such a user."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)
