"""For tasks that make no sense without their instructions: a call of a tool, a plan."""

from __future__ import annotations

from dataclasses import replace

from engine.errors import ModelUnfit
from engine.events import Event, Listener, ModelFellBack, PromptMade
from engine.reasoning.prompting import INSTRUCTIONS


def instructed(listen: Listener, then: str) -> Listener:
    """Hears for `listen`, and refuses a model whose context has no room for the instructions.

    Args:
        listen: hears everything.
        then: takes over where no model could do it; no extracts do.

    Returns:
        A listener that raises `ModelUnfit` while such a prompt is made, so that the model is not asked.
    """

    def hear(event: Event) -> None:
        if isinstance(event, ModelFellBack) and event.then == "extracts":
            event = replace(event, then=then)
        listen(event)
        if isinstance(event, PromptMade) and INSTRUCTIONS in event.cut:
            raise ModelUnfit(f"the model '{event.model}' has no room for the instructions of this")

    return hear
