"""What stands in an empty conversation: the first steps, fitting what the library holds."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from tui.widgets.colours import palette
from tui.widgets.keys import keys


class Welcome(Widget):
    """A few lines in the place of the conversation."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._documents: int | None = None

    def library(self, documents: int) -> None:
        """How many documents there are to ask."""
        if documents != self._documents:
            self._documents = documents
            self.refresh()

    def render(self) -> Text:
        colours = palette(self)
        text, muted = colours.style("text"), colours.style("muted")
        key, example = colours.style("text", bold=True), colours.style("mark", bold=True)
        keymap, page = keys(self), Text()
        page.append("n a c r e\n", colours.style("primary", bold=True))
        page.append("answers from your own documents, word for word\n\n", muted)
        if self._documents is None:
            page.append("opening the library …", muted)
        elif self._documents == 0:
            page.append("The library is empty. Take a folder in:\n\n", text)
            page.append("    /ingest ~/Documents/notes\n\n", example)
            page.append("Markdown, text, code, PDF, Word, EPUB, web pages, notebooks,\n", muted)
            page.append("tables and exported conversations. You can ask at once,\n", muted)
            page.append("while the rest is still being read.\n", muted)
        else:
            count = f"{self._documents:,} {'document' if self._documents == 1 else 'documents'}"
            page.append(f"{count} to ask. Type a question and press {keymap.label('send')}.\n\n", text)
            for name, meaning in (
                ("[1]", "in an answer leads to the words in the source"),
                ("/", "lists the commands"),
                (keymap.label("help"), "shows every key"),
            ):
                page.append(f"    {name + ' ':<5}", key)
                page.append(f"{meaning}\n", muted)
        return page
