"""Names that differ in their blanks are one concept, whoever comes first, and two again when one of them is gone."""

from __future__ import annotations

from pathlib import Path

from engine.graph.lookup import Lookup
from engine.graph.step import settle
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from tests.engine import shelf

ENCODER = HashedEncoder()


def concept_of(library: Library, name: str) -> int:
    found = Lookup(library.read()).named(name)
    return found.concept_id if found else 0


def test_light_house_and_lighthouse_are_one_concept(library: Library) -> None:
    shelf.put(library, Path("/notes/a.md"), "# Light house\n\nThe light house stands in Orrin.\n")
    settle(library, ENCODER)
    shelf.put(library, Path("/notes/b.md"), "# Lighthouse\n\nThe lighthouse stands in Tolsay.\n")
    settle(library, ENCODER)
    assert concept_of(library, "light house") == concept_of(library, "Lighthouse") != 0
    library.forget(["/notes/a.md"])
    settle(library, ENCODER)
    assert concept_of(library, "light house") == 0 != concept_of(library, "Lighthouse")


def test_what_is_short_is_not_joined(library: Library) -> None:
    shelf.put(library, Path("/notes/a.md"), "# IT A\n\nA note.\n")
    shelf.put(library, Path("/notes/b.md"), "# ITA\n\nA note.\n")
    settle(library, ENCODER)
    assert concept_of(library, "IT A") != concept_of(library, "ITA")
