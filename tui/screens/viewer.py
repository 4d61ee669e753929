"""A document at its quoted place: the canonical text, the span lit, its page or line named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from engine.records import Place
from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.pages import Pages, find
from tui.keymap.keymap import hints
from tui.talk import short_time
from tui.widgets.document import Document
from tui.widgets.keys import keys


class Viewer(ModalScreen[None]):
    """Shows one document. Citations in it can be walked; text in it can be found."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("viewer")]

    def __init__(self, place: Place | None, title: str, places: Sequence[Place] = ()) -> None:
        """`place` is lit first (None: from the top); `places` are all citations of this version, in any order."""
        super().__init__()
        self._title = one_line(title)
        known = {(p.char_start, p.char_end): p for p in (*places, *([place] if place else []))}
        self._places = [known[key] for key in sorted(known)]
        self._index = self._places.index(known[place.char_start, place.char_end]) if place else -1
        self._hits: list[tuple[int, int]] = []
        self._hit = -1
        self._query = ""
        self.document = Document(id="document")

    def compose(self) -> ComposeResult:
        yield self.document
        yield Input(placeholder="find in this text", id="find", select_on_focus=True)

    def on_mount(self) -> None:
        field = self.query_one("#find", Input)
        field.display = False
        field.cursor_blink = False
        self.document.focus()
        self._retitle()

    # --- what the app calls -------------------------------------------------------------------------------------

    def fill(self, pages: Pages) -> None:
        """The text has arrived."""
        spans = [(place.char_start, place.char_end) for place in self._places]
        self.document.show(pages, spans)
        if self._index >= 0:
            self.document.light(spans[self._index])
        self._retitle()

    def fail(self, message: str) -> None:
        """The text could not be had."""
        self.document.border_title = Text(f" {self._title} · {one_line(message)} ")  # not markup

    # --- keys ---------------------------------------------------------------------------------------------------

    def action_place(self, step: int) -> None:
        if self._hits:
            self._hit = (self._hit + step) % len(self._hits)
            self.document.light(self._hits[self._hit])
        elif self._places:
            self._index = (self._index + step) % len(self._places) if self._index >= 0 else 0
            place = self._places[self._index]
            self.document.light((place.char_start, place.char_end))
        self._retitle()

    def action_find(self) -> None:
        field = self.query_one("#find", Input)
        field.display = True
        field.focus()

    @on(Input.Submitted, "#find")
    def _find(self, event: Input.Submitted) -> None:
        event.input.display = False
        self.document.focus()
        self._query = event.value
        pages = self.document.pages
        self._hits = find(pages.text, event.value) if pages and event.value else []
        self._hit = -1
        if self._hits:
            here = self.document.offset_in_sight()
            self._hit = next((i for i, (start, _) in enumerate(self._hits) if start >= here), 0)
            self.document.light(self._hits[self._hit])
        self._retitle()

    def action_leave(self) -> None:
        field = self.query_one("#find", Input)
        if field.display:
            field.display = False
            self.document.focus()
        elif self._query:
            self._query, self._hits = "", []
            self._retitle()
        else:
            self.dismiss()

    def action_copy(self) -> None:
        self.app.call_later(self._copy)

    def _copy(self) -> None:
        pages, span = self.document.pages, self.document.lit
        if pages is not None and span is not None:
            place = self._places[self._index] if self._index >= 0 and not self._hits else None
            self.post_message(self.document.Copy(pages.text[span[0] : span[1]], place))

    @on(Document.Moved)
    def _moved(self) -> None:
        self._retitle()

    # --- titles -------------------------------------------------------------------------------------------------

    def _retitle(self) -> None:
        pages = self.document.pages
        where = self._where(pages) if pages else "opening …"
        self.document.border_title = Text(f" {self._title} · {where} ")  # not markup
        self.document.border_subtitle = Text(f" {self._keys()} ")  # not markup

    def _where(self, pages: Pages) -> str:
        line, offset = self.document.line_in_sight()
        words = f"line {line:,} of {pages.count_lines:,}"
        mark = pages.mark_at(offset)
        if mark is None:
            return words
        if mark.speaker:
            return f"{one_line(mark.speaker)} {short_time(mark.time)} · {words}"
        return f"{mark.kind.value} {mark.number} · {words}"

    def _keys(self) -> str:
        keymap = keys(self)
        find, back = keymap.hint("find", does="find"), keymap.hint("leave", does="back")
        steps = keymap.hint("next-place", does="next"), keymap.hint("previous-place", does="previous")
        if self._query and not self._hits:
            return hints(f"'{one_line(self._query, 20)}' is not in this text", back)
        if self._hits:
            return hints(f"'{one_line(self._query, 20)}' {self._hit + 1} of {len(self._hits)}", *steps, back)
        if len(self._places) > 1:
            return hints(f"citation {self._index + 1} of {len(self._places)}", *steps, find, back)
        return hints(find, keymap.hint("copy-passage", does="copy"), back)
