"""The list of completions above the composer. The composer keeps the focus and steers it."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.drawing.paint import cut, fit
from tui.slash import Offer
from tui.widgets.colours import palette

ROWS = 8


class Completion(OptionList, can_focus=False):
    """Hidden while there is nothing to offer."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        self.offers: list[Offer] = []
        self.display = False

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._paint(self.highlighted))

    def offer(self, offers: list[Offer], *, lit: bool = True) -> None:
        """Show these, the first one lit unless the line makes sense as it stands; nothing to offer hides the list."""
        if offers == self.offers:
            return
        self.offers = offers
        self.display = bool(offers)
        self._paint(0 if lit else None)
        self.styles.height = min(ROWS, len(offers)) + 1

    def _paint(self, lit: int | None) -> None:
        offers = self.offers
        self.clear_options()
        if offers:
            colours = palette(self)
            width = max(20, (self.size.width or self.app.size.width) - 4)
            names = min(max(len(offer.label) for offer in offers) + 2, width * 2 // 3)
            self.add_options(
                Option(Text.assemble(fit(offer.label, names), (cut(offer.hint, width - names), colours.style("muted"))))
                for offer in offers
            )
            self.highlighted = lit

    def lit(self) -> Offer | None:
        """The offer under the cursor."""
        if self.display and self.highlighted is not None and self.highlighted < len(self.offers):
            return self.offers[self.highlighted]
        return None
