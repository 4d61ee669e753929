"""The steps of the tour: what each says, and how one sees that it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.screens.viewer import Viewer

if TYPE_CHECKING:
    from tui.app import NacreApp


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to press. `say` takes the placeholders of help topics, and '{question}'."""

    say: str
    done: Callable[[NacreApp], bool]
    question: bool = False  # whether it puts a question into the empty question line


def _answered(app: NacreApp) -> bool:
    return any(entry.kind == "answer" and entry.sources and not entry.state for entry in app.main.session.entries)


def _asked(app: NacreApp) -> bool:
    last = [entry for entry in app.main.session.entries if entry.kind == "answer"][-1:]
    return _answered(app) and bool(last) and not last[0].state and not app.main.composer.text


def _lit(app: NacreApp) -> bool:
    return app.main.transcript.active > 0


def _reads(app: NacreApp) -> bool:
    return isinstance(app.screen, Viewer)


def _chooses(app: NacreApp) -> bool:
    return app.screen is not app.main and not isinstance(app.screen, Viewer)


def _traces(app: NacreApp) -> bool:
    return app.main.trace.has_focus


def _at_home(app: NacreApp) -> bool:
    return app.screen is app.main and app.main.composer.has_focus


def _back(app: NacreApp) -> bool:
    return app.screen is app.main


STEPS: tuple[Step, ...] = (
    Step("A question stands below, made from your library. {key:send} asks it; or write your own.", _asked, True),
    Step("Each [1] leads to the words behind it. {key:complete} goes to the answer, then 1 lights its source.", _lit),
    Step("{key:open-mark} opens the document at those words. Here a source is more than a name.", _reads),
    Step("The quoted words are lit. {key:next-place} goes to the next quote, {key:find} finds words. {key:back} comes "
         "back.", _back),
    Step("{key:show-trace} shows what was searched, found and checked, step by step, with the time it took.", _traces),
    Step("Arrow keys walk through the steps, {key:fold} folds one. {key:back} goes back to the question.", _at_home),
    Step("Now the colours: type {do:theme} and press {key:send}.", _chooses),
    Step("Arrow keys try a theme on. {key:take} keeps it, {key:back} brings the old one back.", _back),
    Step("{key:sessions} lists your conversations; words filter them, {key:open-conversation} opens one.", _chooses),
    Step("This one stands there too. {key:back} leaves the list.", _back),
)  # fmt: skip

SEARCHING = "A question is being made from your library …"
YOUR_OWN = "Ask something that your documents answer, and press {key:send}."
END = "That is all there is to begin with. {key:help} answers 'how do I', {key:palette} finds everything else."
EMPTY = (
    "The tour needs something to ask. Choose a folder or the samples above, and press {key:send}; it goes on by itself."
)
