"""The list of completions above the composer. The composer keeps the focus and steers it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.completing.offering import Offer
from tui.drawing.lit import lit
from tui.drawing.paint import cut, ending, fit
from tui.widgets.colours import palette
from tui.widgets.notices import keep_clear

ROWS = 8
GAP = 2  # cells between a label and what is said of it


class Completion(OptionList, can_focus=False):
    """Hidden while there is nothing to offer."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        self.offers: tuple[Offer, ...] = ()
        self.display = False

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._paint(self.highlighted))

    def offer(self, offers: Sequence[Offer], *, lit: bool = True) -> None:
        """Show these, the first one lit unless the line makes sense as it stands; nothing to offer hides the list."""
        if tuple(offers) == self.offers:
            return
        self.offers = tuple(offers)
        self.display = bool(offers)
        self._paint(0 if lit else None)
        self.styles.height = min(ROWS, len(offers)) + 1

    def _paint(self, chosen: int | None) -> None:
        offers = self.offers
        self.clear_options()
        if offers:
            width = max(20, (self.size.width or self.app.size.width) - 4)
            names = min(max(len(offer.label) for offer in offers) + GAP, width * 2 // 3)
            self.add_options(Option(self._row(offer, names, width)) for offer in offers)
            self.highlighted = chosen

    def _row(self, offer: Offer, names: int, width: int) -> Text:
        # the label takes its colour from the list: another one where the cursor stands
        muted, room = palette(self).style("muted"), width - names
        hint, gone = ending(offer.hint, room) if offer.hint.startswith("/") else (cut(offer.hint, room), 0)
        return Text.assemble(
            lit(fit(fit(offer.label, names - GAP), names), offer.lit, Style()),
            lit(hint, [place - gone for place in offer.hint_lit if place >= gone], muted),
        )

    def on_show(self) -> None:
        self.call_after_refresh(keep_clear, self.screen)

    def on_hide(self) -> None:
        self.call_after_refresh(keep_clear, self.screen)

    def on_resize(self) -> None:
        self.call_after_refresh(keep_clear, self.screen)

    def lit(self) -> Offer | None:
        """The offer under the cursor."""
        if self.display and self.highlighted is not None and self.highlighted < len(self.offers):
            return self.offers[self.highlighted]
        return None
