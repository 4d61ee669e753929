"""A field whose text filters a list; a '?' while it is empty shows the keys instead."""

from __future__ import annotations

from textual.events import Key, Paste
from textual.widgets import Input

from tui.drawing.clean import one_line

LONGEST_FILTER = 200  # characters that are taken of a paste
ASKS_FOR_KEYS = "?"  # nothing that anybody looks for begins so


class FilterField(Input):
    """One line that letters are typed into."""

    async def _on_key(self, event: Key) -> None:
        if event.character == ASKS_FOR_KEYS and not self.value:
            event.stop()
            event.prevent_default()
            await self.run_action("app.keys_here")
        else:
            await super()._on_key(event)

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(one_line(event.text, LONGEST_FILTER))
