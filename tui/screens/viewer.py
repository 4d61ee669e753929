"""A document at its quoted place: the canonical text, the span lit, its page or line named.

Markdown can be shown as it is meant to look; headings, lines and pages can be gone to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from engine.records import Place
from engine.sources.reading import MarkKind
from tui import actions
from tui.drawing.clean import one_line
from tui.drawing.highlight import of_file
from tui.drawing.outline import Heading, goal, label
from tui.drawing.pages import Pages, find
from tui.drawing.segments import Piece
from tui.keymap.keymap import hints
from tui.screens.picker import Picker
from tui.widgets.document import Document
from tui.widgets.keys import keys
from tui.widgets.picklist import Row
from tui.widgets.rendered import Rendered


class Desk(Protocol):
    """What the viewer leaves to its owner: reading a text takes its time, and files are no business of a screen."""

    def outline(self, pages: Pages, done: Callable[[tuple[Heading, ...]], None]) -> None: ...

    def pieces(self, pages: Pages, done: Callable[[tuple[Piece, ...]], None]) -> None: ...

    def copy(self, text: str, place: Place | None) -> None: ...

    def write(self, text: str, place: Place | None) -> None: ...

    def outside(self, page: int | None, line: int) -> None: ...

    def picture(self, page: int, quote: str) -> None: ...


class Viewer(ModalScreen[None]):
    """Shows one document. Citations in it can be walked; text in it can be found."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("viewer")]

    def __init__(
        self, place: Place | None, title: str, places: Sequence[Place] = (), path: str = "", desk: Desk | None = None
    ) -> None:
        """`place` is lit first (None: from the top); `places` are all citations of this version, in any order.

        `path` is that of the document; without a `desk` the text can be read, and nothing else.
        """
        super().__init__()
        self._path, self._desk = path, desk
        self._title = one_line(title)
        known = {(p.char_start, p.char_end): p for p in (*places, *([place] if place else []))}
        self._places = [known[key] for key in sorted(known)]
        self._index = self._places.index(known[place.char_start, place.char_end]) if place else -1
        self._hits: list[tuple[int, int]] = []
        self._hit = -1
        self._query = ""
        self.document = Document(id="document")
        self.rendered = Rendered(id="rendered")

    def compose(self) -> ComposeResult:
        yield self.document
        yield self.rendered
        yield Input(placeholder="find in this text", id="find", classes="field", select_on_focus=True)
        yield Input(placeholder="a line, p3 for page 3, or 50%", id="goto", classes="field", select_on_focus=True)

    def on_mount(self) -> None:
        self.rendered.display = False
        for field in self.query(".field").results(Input):
            field.display = False
            field.cursor_blink = False
        self.document.focus()
        self._retitle()

    # --- what the app calls -------------------------------------------------------------------------------------

    def fill(self, pages: Pages) -> None:
        """The text has arrived."""
        spans = [(place.char_start, place.char_end) for place in self._places]
        self.document.show(pages, spans, "" if pages.marks else of_file(self._path))
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
        self._show_text()
        self._ask("#find")

    def action_goto(self) -> None:
        self.query_one("#goto", Input).value = ""
        self._ask("#goto")

    def _ask(self, name: str) -> None:
        field = self.query_one(name, Input)
        field.display = True
        field.focus()

    def _close(self, field: Input) -> None:
        field.display = False
        (self.rendered if self.rendered.display else self.document).focus()

    @on(Input.Submitted, "#goto")
    def _goto(self, event: Input.Submitted) -> None:
        self._close(event.input)
        pages = self.document.pages
        if pages is None or not event.value:
            return
        if (offset := goal(pages, event.value)) is None:
            self.notify(f"There is no '{one_line(event.value, 30)}' in this text.", severity="warning", markup=False)
        else:
            self._go(offset)

    def action_outline(self) -> None:
        pages = self.document.pages
        if pages is None or self._desk is None:
            return
        picker = Picker("Outline", [], empty="Reading the headings …")

        def show(found: tuple[Heading, ...]) -> None:
            picker.list.empty = "This text has no headings and no pages."
            rows = [Row(str(h.start), "· " * (h.level - 1) + h.title, "") for h in found]
            picker.set_rows(rows)
            here = [h.start for h in found if h.start <= self._offset()]
            picker.list.light(str(here[-1]) if here else "")

        self.app.push_screen(picker, lambda start: self._go(int(start)) if start is not None else None)
        self._desk.outline(pages, show)

    def _go(self, offset: int) -> None:
        self.document.go(offset)
        if self.rendered.display:
            self.rendered.light(self.document.lit, offset)
        self._retitle()

    def action_rendered(self) -> None:
        pages = self.document.pages
        if self.rendered.display:
            offset = self.rendered.offset_in_sight()
            self._show_text()
            self.document.go(offset)
        elif pages is not None and self._desk is not None:
            self._desk.pieces(pages, self._show_rendered)
        self._retitle()

    def _show_rendered(self, pieces: tuple[Piece, ...]) -> None:
        pages = self.document.pages
        if pages is None:
            return
        offset = self._offset()
        self.document.display, self.rendered.display = False, True
        self.rendered.show(pages.text, pieces)
        self.rendered.light(self.document.lit, offset)
        self.rendered.focus()
        self._retitle()

    def _show_text(self) -> None:
        self.document.display, self.rendered.display = True, False
        self.document.focus()

    @on(Input.Submitted, "#find")
    def _find(self, event: Input.Submitted) -> None:
        self._close(event.input)
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
        open_fields = [field for field in self.query(".field").results(Input) if field.display]
        if open_fields:
            self._close(open_fields[0])
        elif self._query:
            self._query, self._hits = "", []
            self._retitle()
        else:
            self.dismiss()

    def action_copy(self) -> None:
        if self._desk is None:
            return
        if selected := self.get_selected_text():
            self._desk.copy(selected, None)
        elif (found := self._passage()) is not None:
            self._desk.copy(*found)

    def action_write(self) -> None:
        pages = self.document.pages
        if self._desk is not None and pages is not None:
            self._desk.write(*(self._passage() or (pages.text, None)))

    def _passage(self) -> tuple[str, Place | None] | None:
        """What is lit, and where it stands if it is a citation."""
        pages, span = self.document.pages, self.document.lit
        if pages is None or span is None:
            return None
        return pages.text[span[0] : span[1]], self._place()

    def _place(self) -> Place | None:
        return self._places[self._index] if self._index >= 0 and not self._hits else None

    def action_outside(self) -> None:
        if self._desk is not None:
            self._desk.outside(self._page(), self.document.line_in_sight()[0])

    def action_picture(self) -> None:
        found, page = self._passage(), self._page()
        if self._desk is None:
            return
        if page is None:
            self.notify("Only a document with pages, such as a PDF, can be shown as a picture.", markup=False)
        else:
            self._desk.picture(page, found[0] if found else "")

    def _page(self) -> int | None:
        pages = self.document.pages
        mark = pages.mark_at(self.document.line_in_sight()[1]) if pages is not None else None
        return mark.number if mark is not None and mark.kind is MarkKind.PAGE else None

    def _offset(self) -> int:
        """The place that counts as 'here'."""
        return self.rendered.offset_in_sight() if self.rendered.display else self.document.line_in_sight()[1]

    @on(Document.Moved)
    def _moved(self) -> None:
        self._retitle()

    # --- titles -------------------------------------------------------------------------------------------------

    def _retitle(self) -> None:
        pages = self.document.pages
        where = self._where(pages) if pages else "opening …"
        self.document.border_title = Text(f" {self._title} · {where} ")  # not markup
        self.document.border_subtitle = Text(f" {self._keys()} ")  # not markup
        self.rendered.border_title = Text(f" {self._title} · as it is meant to look ")  # not markup
        keymap = keys(self)
        names = (("rendered", "the text itself"), ("outline", "outline"), ("go-to", "go to"), ("leave", "back"))
        said = hints(*(keymap.hint(name, does=does) for name, does in names))
        self.rendered.border_subtitle = Text(f" {said} ")  # not markup

    def _where(self, pages: Pages) -> str:
        line, offset = self.document.line_in_sight()
        words = f"line {line:,} of {pages.count_lines:,} · {self.document.share_in_sight():.0%}"
        mark = pages.mark_at(offset)
        return words if mark is None else f"{label(mark)} · {words}"

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
        more = (("outline", "outline"), ("go-to", "go to"), ("rendered", "Markdown"), ("copy-passage", "copy"))
        return hints(find, *(keymap.hint(name, does=does) for name, does in more), back)
