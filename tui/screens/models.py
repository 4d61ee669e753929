"""Chat models over the conversation: how the machine does, what there is, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from engine.records import ModelInfo, ModelsStatus
from tui.drawing.clean import clean, one_line
from tui.drawing.machine import figures
from tui.keymap.keymap import hints
from tui.themes import Palette
from tui.widgets.keys import keys
from tui.widgets.modellist import ModelList, choices, recommended
from tui.widgets.painted import Painted

EVERY_S = 2.0  # the figures are read again while the panel is open
FRAME_LINES = 12  # border, figures, and what is said about the lit model


class Models(ModalScreen[None]):
    """Shows what it is given and says what was chosen; the work is done elsewhere."""

    def __init__(self, again: Callable[[], None], chosen: Callable[[str, ModelInfo], None]) -> None:
        super().__init__()
        self._again, self._chosen = again, chosen
        self._figures = Painted(id="models-figures")
        self._about = Painted(id="models-about")
        self._notice = Painted(id="models-notice")
        self.list = ModelList(id="models-list")

    def compose(self) -> ComposeResult:
        with Vertical(id="models"):
            yield self._figures
            yield self.list
            yield self._about
            yield self._notice

    def on_mount(self) -> None:
        frame = self.query_one("#models")
        frame.border_title = "Models"
        keymap = keys(self)
        does = {"use-model": "use", "test-model": "test", "remove-model": "remove", "no-model": "none"}
        said = [keymap.hint(action, does=word) for action, word in {**does, "leave-models": "back"}.items()]
        frame.border_subtitle = Text(hints(*said))  # not markup
        self.list.focus()
        self.set_interval(EVERY_S, self._again)

    def show(self, models: Sequence[ModelInfo], status: ModelsStatus) -> None:
        """The models and figures of this moment."""
        said = "\n".join(figures(status))
        self._figures.paint(lambda colours: Text(said, colours.style("muted"), no_wrap=True))
        rows = choices(models, status.active)
        if rows != self.list.rows:
            lines = sum(3 if row.heading else 1 for row in rows)
            self.list.styles.height = max(3, min(lines, self.app.size.height * 9 // 10 - FRAME_LINES))
            self.list.show(rows)

    def tell(self, text: str, level: str = "info") -> None:
        """One sentence below the list; the next one takes its place."""
        colour = {"warning": "warning", "error": "error"}.get(level, "accent")
        self._notice.paint(lambda colours: Text(clean(text), colours.style(colour)))

    @on(ModelList.Lit)
    def _lit(self, event: ModelList.Lit) -> None:
        self._about.paint(lambda colours: _describe(event.info, colours) if event.info is not None else Text())

    @on(ModelList.Chosen)
    def _chose(self, event: ModelList.Chosen) -> None:
        self._chosen(event.what, event.info)

    def action_leave(self) -> None:
        self.dismiss()


def _describe(info: ModelInfo, colours: Palette) -> Text:
    context = f"trained for {info.context_tokens:,} tokens" if info.context_tokens else ""
    facts = " · ".join(word for word in (one_line(info.licence), context, one_line(info.path)) if word)
    colour = "error" if info.state in ("unfit", "missing") else "success" if recommended(info) else "warning"
    text = Text.assemble((one_line(info.good_for), colours.style()), no_wrap=True, overflow="ellipsis")
    for part, name in ((one_line(info.note), colour), (facts, "muted")):
        if part:
            text.append("\n" if text else "")
            text.append(part, colours.style(name))
    return text
