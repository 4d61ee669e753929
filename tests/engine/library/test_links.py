"""Links of a text: kept with their places, gone with their document, checked against the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.library.packing import fingerprint
from engine.library.store import Library
from engine.sources.reading import Link, Reading

from .builders import arrival, reading

TEXT = "The lamp is described in Lamps, and the bell in Bells.\n"
LINKS = (Link(25, 30, "Lamps", "Oil"), Link(48, 53, "Bells"))


def linked(*links: Link) -> Reading:
    return replace(reading(TEXT), links=links)


def put(library: Library, path: Path, *links: Link) -> int:
    return library.documents.put(arrival(path, linked(*links))).parts[0].version


def test_links_come_back_as_the_reader_gave_them(library: Library, tmp_path: Path) -> None:
    version = put(library, tmp_path / "a.md", *LINKS)
    assert library.links(version) == LINKS
    assert [TEXT[link.start : link.end] for link in library.links(version)] == ["Lamps", "Bells"]
    assert library.verify().problems == ()


def test_a_text_with_other_links_is_another_reading() -> None:
    assert len({fingerprint(linked(), ()), fingerprint(linked(*LINKS), ()), fingerprint(linked(LINKS[0]), ())}) == 3


def test_links_go_with_their_document(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", *LINKS)
    library.forget(["*a.md"])
    assert library.read().execute("SELECT count(*) FROM links").fetchone() == (0,)


def test_a_link_outside_its_text_is_reported(library: Library, tmp_path: Path) -> None:
    put(library, tmp_path / "a.md", Link(50, 500, "Nowhere"))
    (problem,) = library.verify().problems
    assert "the link to 'Nowhere' in" in problem
