"""How a person wants a question answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.agents.lenses.lens import Lens
from engine.agents.specialists.specialist import Specialist
from engine.agents.tools.tool import never

ROUTE, PIPELINE, PANEL, POOL = "route", "pipeline", "panel", "pool"

WAYS = {
    ROUTE: "one specialist, whom the router chooses",
    PIPELINE: "research, design, code and explanation, each building on the one before",
    PANEL: "several aspects side by side, with what they differ in",
    POOL: "the parts of a question spread over copies of one specialist",
}
"""Ways of working together, with a line each."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything that may be said about how to answer, besides the question."""

    scope: str = ""  # what `--in` says, '' for the whole library
    models: tuple[str, ...] = ()  # chat models to try; empty for those chosen, ('none',) for extracts
    way: str = ROUTE  # one of `WAYS`
    lens: Lens | None = None
    specialist: Specialist | None = None  # instead of the one that the router would choose
    confirm: Callable[[str], bool] = never  # asked before a tool writes a file
