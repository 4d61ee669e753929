"""What is read goes elsewhere: onto the clipboard, into a file that is not there yet, to the system's program."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from engine.records import Place
from tui.drawing.clean import clean, one_line
from tui.drawing.fences import Fence, fences
from tui.screens.naming import Naming
from tui.screens.picker import Picker
from tui.talk import Entry, Source, where
from tui.widgets.picklist import Row
from tui.work.export import free_file, write_new
from tui.work.outside import Outside

if TYPE_CHECKING:
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

STEM = 48  # characters of a file's name that is made of a title
CUT_BYTES = 74_994  # of base64: what a terminal may drop beyond, as tmux and others do
COPIED = "Sent to the terminal's clipboard. If nothing arrives, w writes a file."
LARGE = "Sent {size:,} kB to the terminal's clipboard; many terminals cut it at 75 kB. {instead}."


class Taking:
    """Copies and writes messages, quotes and passages."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app, self._screen = app, screen
        self._outside = Outside(app, screen)

    def entry(self, entry: Entry, what: str) -> None:
        """'message', 'conversation', 'code' or 'file'."""
        if what == "message":
            self.copy(self._selected() or with_references(entry))
        elif what == "file":
            self.write_of(entry.title or entry.question or entry.text, with_references(entry))
        elif what == "code":
            self._code(entry)
        else:
            self._conversation()

    def source(self, source: Source, what: str) -> None:
        """'quote', 'file' or 'outside'."""
        place = source.place
        if what == "outside":
            self._outside.open(place.version, place.path, place.page, place.line_start)
        elif what == "file":
            self.write_of(place.title, quoted(source.text, place))
        else:
            self.copy(self._selected() or quoted(source.text, place))

    def _selected(self) -> str:
        """What the mouse has selected, '' where nothing is; Ctrl+C, which copies it elsewhere, stops an answer here."""
        return self._screen.get_selected_text() or ""

    def copy(self, text: str, instead: str = "w writes a file instead") -> None:
        """Send a text to the terminal's clipboard, which no terminal confirms."""
        self._app.copy_to_clipboard(text)
        size = len(base64.b64encode(text.encode("utf-8", "replace")))
        said = LARGE.format(size=size // 1000, instead=instead) if size > CUT_BYTES else COPIED
        self._app.notify(said, timeout=8 if size > CUT_BYTES else 4, markup=False)

    def write_of(self, title: str, text: str) -> None:
        """Ask for the name of a file, with one made of `title`, and write it; none is ever written over."""

        def named(name: str | None) -> None:
            if not name:
                return
            file = Path(name).expanduser().absolute()
            self._app.desk.start(
                "write",
                lambda _l, _c: write_new(file, text if text.endswith("\n") else text + "\n"),
                done=lambda _: self._app.notify(f"Written to {file}", markup=False),
                failed=lambda said: self._app.notify(said, severity="warning", markup=False),
            )

        free = free_file(Path.cwd() / _stem(title), ".md")
        self._app.push_screen(Naming(free.parent, free.name), named)

    def _code(self, entry: Entry) -> None:
        found = fences(clean(entry.text))
        if not found:
            self._app.notify("There is no block of code in this message.", markup=False)
        elif len(found) == 1:
            self.copy(found[0].code)
        else:
            rows = [Row(str(number), _first_line(each), _about(each)) for number, each in enumerate(found)]

            def chosen(id_: str | None) -> None:
                if id_ is not None:
                    self.copy(found[int(id_)].code)

            self._app.push_screen(Picker("Copy a block of code", rows), chosen)

    def _conversation(self) -> None:
        session = self._screen.session
        engine, conversation = session.engine, session.conversation
        if engine is None or conversation is None:
            self._app.notify("There is no conversation to copy yet. Ask a question first.", markup=False)
            return
        self._app.desk.start(
            "copy",
            lambda _l, _c: engine.conversations.export(conversation, "markdown"),
            done=lambda text: self.copy(text, "/export writes a file instead"),
            failed=session.say_error,
        )


def quoted(text: str, place: Place | None) -> str:
    """A quote, letter for letter, with its reference."""
    return f"{text}\n— {place.title}, {where(place)} ({place.path})" if place else text


def with_references(entry: Entry) -> str:
    """A message as it was written, with the places that its marks lead to."""
    used = [source for source in entry.sources if source.n in entry.marks or entry.kind == "passages"]
    lines = [f"[{s.n}] {one_line(s.place.title)}, {where(s.place)} ({s.place.path})" for s in used]
    return "\n".join([clean(entry.text), *(["", *lines] if lines else [])])


def _first_line(fence: Fence) -> str:
    return next((one_line(line, 60) for line in fence.code.split("\n") if line.strip()), "(empty)")


def _about(fence: Fence) -> str:
    count = fence.code.count("\n") + 1
    return " · ".join(filter(None, (fence.language, f"{count} line{'' if count == 1 else 's'}")))


def _stem(title: str) -> str:
    """The beginning of a title as the name of a file."""
    letters = "".join(letter if letter.isalnum() else " " for letter in one_line(title, 4 * STEM))
    words = letters.lower().split()
    stem = "-".join(words)[: STEM + 1]
    if len(stem) > STEM:  # no word is cut, unless it is the only one
        stem = stem.rpartition("-")[0] or stem[:STEM]
    return stem or "nacre"
