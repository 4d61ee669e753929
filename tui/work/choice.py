"""How questions are to be answered from now on: way, lens and specialist, chosen by name or from a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.drawing.clean import one_line
from tui.names import LISTED, NONE, unknown
from tui.screens.picker import Picker
from tui.widgets.picklist import Row

if TYPE_CHECKING:
    from engine.config import AskSettings
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen


@dataclass(frozen=True, slots=True)
class Choice:
    """What every question is asked with. '' stands for what the settings say."""

    way: str = ""
    lens: str = ""  # 'none' for none, whatever the settings say
    specialist: str = ""  # '' for the one that the router chooses
    scope: str = ""  # what `--in` says, '' for all documents

    def lens_in_use(self, settings: AskSettings) -> str:
        """The lens that the next question is seen through, '' for none."""
        return "" if self.lens == NONE else self.lens or settings.lens

    def way_in_use(self, settings: AskSettings) -> str:
        """How the next question is worked on."""
        return self.way or settings.way


LENS = "A lens puts further questions beside yours. What the sources say to them stands below the answer."
MODE = "Who works on a question, and in which order. Route is right for most; the others take longer."
SPECIALIST = "The router chooses by what you ask. Whoever is named here answers every question from now on."
"""What is chosen, for those who see the list for the first time."""


class Choosing:
    """`/lens`, `/mode` and `/specialist`: with a name it is taken, without one a list is shown to choose from."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen

    @property
    def _choice(self) -> Choice:
        return self._screen.session.choice

    def lens(self, engine: Engine, name: str) -> None:
        """`/lens [NAME|none]`."""

        def take(name: str) -> None:
            self._take(replace(self._choice, lens=name), f"Lens {name}." if name != NONE else "No lens.")

        here = self._choice.lens_in_use(self._app.settings.ask) or NONE
        self._choose("lens", "Lens", LENS, name, lambda: read_lenses(engine), here, take)

    def mode(self, engine: Engine, name: str) -> None:
        """`/mode [NAME]`."""

        def take(name: str) -> None:
            self._take(replace(self._choice, way=name), f"Mode {name}.")

        here = self._choice.way_in_use(self._app.settings.ask)
        self._choose("mode", "Mode", MODE, name, lambda: read_ways(engine), here, take)

    def specialist(self, engine: Engine, name: str) -> None:
        """`/specialist [NAME|none]`."""

        def take(name: str) -> None:
            said = f"The {name} answers from now on." if name != NONE else "The router chooses who answers."
            self._take(replace(self._choice, specialist="" if name == NONE else name), said)

        here = self._choice.specialist or NONE
        self._choose("specialist", "Who answers", SPECIALIST, name, lambda: read_specialists(engine), here, take)

    def _take(self, choice: Choice, said: str) -> None:
        self._screen.session.choice = choice
        self._screen.choice_changed()
        self._screen.notify(one_line(said), timeout=3, markup=False)

    def _choose(
        self,
        kind: str,
        title: str,
        purpose: str,
        name: str,
        read: Callable[[], list[Row]],
        here: str,
        take: Callable[[str], None],
    ) -> None:
        def chosen(name: str | None) -> None:
            if name is not None:
                take(name)

        def done(rows: list[Row]) -> None:
            known = [row.id for row in rows]
            if (wanted := name.strip().lower()) in known:
                take(wanted)
            elif name and wanted != LISTED:
                self._screen.session.say(str(unknown(kind, name, known)), "warning")
            elif self._app.screen is self._screen:
                self._app.push_screen(Picker(title, rows, start=here, purpose=purpose), chosen)

        self._app.desk.start(kind, lambda _l, _c: read(), done=done, failed=self._screen.session.say_error)


def read_lenses(engine: Engine) -> list[Row]:
    """Each lens with what it is about, and none. Not on the screen's loop."""
    lenses = engine.ask.lenses()
    return [Row(NONE, NONE, "as the question is put"), *(Row(each.id, each.id, each.about) for each in lenses)]


def read_ways(engine: Engine) -> list[Row]:
    """Each way of working with its line."""
    return [Row(name, name, about) for name, about in engine.ask.ways().items()]


def read_specialists(engine: Engine) -> list[Row]:
    """Each specialist with roles, model and purpose, and none. Not on the screen's loop."""
    rows = [Row(NONE, NONE, "whom the router chooses")]
    for each in engine.ask.specialists():
        about = (", ".join(each.serves), each.model, each.purpose)
        rows.append(Row(each.id, each.id, " · ".join(filter(None, about))))
    return rows
