"""Reads the lenses: those of the product, changed and joined by the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.agents.declared import Declared, products, users
from engine.agents.lenses.lens import Facet, Lens

FOLDER = "lenses"
KEYS = ("about", "form", "facets")
FACET_KEYS = ("title", "question", "signs", "likeness")
SUBJECT = "{subject}"

MOST_FACETS = 8
"""More headings than this leave no words for what stands below them."""

NOTHING = Lens(id="", about="", facets=(), form="", path="")
"""What a new file starts from."""


def lenses(folder: Path) -> dict[str, Lens]:
    """All lenses by id: the product's first, then the user's own.

    A user's file with the name of one of the product's changes what it says and keeps the rest; facets that it has
    replace all of the others.

    Args:
        folder: with the user's files in its folder `lenses`, if there is one.

    Raises:
        UsageError: a file can't be read, or says something that makes no sense.
    """
    found = dict(_products())
    for name, declared in users(folder / FOLDER):
        found[name] = read(name, declared, found.get(name, NOTHING))
    return found


def read(name: str, declared: Declared, base: Lens = NOTHING) -> Lens:
    """One lens.

    Args:
        name: its id.
        declared: its file.
        base: has what the file does not say.

    Raises:
        UsageError: the file says something that makes no sense, or has no description, no form or no facets.
    """
    declared.only(KEYS)
    facets = tuple(map(_facet, declared.tables("facets"))) if declared.has("facets") else base.facets
    if not 1 <= len(facets) <= MOST_FACETS:
        raise declared.wrong("facets", f"must be 1 to {MOST_FACETS} tables", "write [[facets]] above each")
    titles = [facet.title.casefold() for facet in facets]
    for facet in facets:
        if titles.count(facet.title.casefold()) > 1:
            raise declared.wrong("facets", f"has '{facet.title}' twice", "give each facet a title of its own")
    return Lens(
        id=name,
        about=" ".join(declared.needed("about", base.about).split()),
        facets=facets,
        form=declared.needed("form", base.form),
        path=declared.path,
    )


def _facet(declared: Declared) -> Facet:
    declared.only(FACET_KEYS)
    question = declared.needed("question")
    if SUBJECT not in question:
        raise declared.wrong("question", f"lacks {SUBJECT}", f"write {SUBJECT} where the thing asked about stands")
    facet = Facet(
        title=" ".join(declared.needed("title").split()),
        question=" ".join(question.split()),
        signs=declared.texts("signs"),
        likeness=declared.texts("likeness"),
    )
    if not facet.signs and not facet.likeness:
        raise declared.wrong("signs", "and 'likeness' are both empty", "write what a fitting sentence has in it")
    return facet


@cache
def _products() -> Mapping[str, Lens]:
    return {name: read(name, declared) for name, declared in products(__package__).items()}
