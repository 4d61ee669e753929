"""What a lens is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that a lens asks of the evidence."""

    title: str  # heading of what answers it
    question: str  # asked of the sources, with '{subject}' where the user's subject stands
    signs: tuple[str, ...]  # words and phrases that speak for a sentence
    likeness: tuple[str, ...]  # sentences whose meaning a fitting one is near to


@dataclass(frozen=True, slots=True)
class Lens:
    """A way to think an answer through. It changes what is asked of the sources and how the answer is laid out, never
    what is true."""

    id: str  # the file's name without its ending
    about: str  # one line
    facets: tuple[Facet, ...]
    form: str  # how a chat model lays out its answer
    path: str  # the user's file, '' for one that comes with the product
