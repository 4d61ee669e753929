"""What a specialist is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Specialist:
    """Somebody for one kind of task: how a chat model is told to carry it out, and what is asked of its text."""

    id: str  # the file's name without its ending
    purpose: str  # one line
    serves: tuple[str, ...]  # roles of the router that go to it
    system: str  # instructions
    contract: str  # 'cited', 'code' or 'free': what becomes of its text, see `engine.reasoning.brief`
    model: str  # of the shelf, tried before the chosen one; '' for none
    temperature: float | None  # None: as the settings say
    tools: tuple[str, ...]  # names of tools that it may call
    path: str  # the user's file, '' for one that comes with the product
