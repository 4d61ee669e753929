"""Engrams that are wrong: named, dropped, and put into the queue to be counted again."""

from __future__ import annotations

from engine.library.store import Library
from engine.memory.engram_stale import ENGRAM
from engine.memory.engram_step import forget_all
from engine.memory.engram_verify import problems
from engine.memory.hypervectors import STANDARD, Form


def drop_damaged(library: Library, form: Form = STANDARD) -> tuple[str, ...]:
    """One sentence for each engram that is not the sum of what it is made of; empty where all are.

    Engrams are made from the library alone, so nothing is lost with them. Where one is wrong all are dropped, for the
    sums above it are made from it.
    """
    found = tuple(problems(library, form))
    if found:
        forget_all(library)
        library.jobs.add(ENGRAM)
    return found
