"""The words of a link, and the document that it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.gaps.links.pages import is_telling, read_pages
from engine.gaps.links.targets import Targets
from engine.library.store import Library
from engine.sources.links import plain_text
from engine.sources.reading import Link
from engine.training.evidence.own_source import Own, Source

LEAD = 4  # first passages of the target: what a document is about is said early
MOST_OF_TARGET = 6  # links to one document that are looked at: 'Home' is linked from everywhere
SHORT = 6  # words of a name, about; longer ones are phrases

Named = tuple[str, str]
"""The words of a link, and the heading that it leads to or ''."""


class Linked:
    """The links between some documents, by the document that they lead to."""

    def __init__(self, leading: Mapping[int, Sequence[Named]]) -> None:
        self._leading = leading

    def to(self, source: Source) -> list[Own]:
        """Questions that lead to a document: those in words of their own first, then those that say its title."""
        named = dict.fromkeys(self._leading.get(source.document, ()))
        ordered = sorted(named, key=lambda each: each[0].casefold() == source.title.casefold())
        found = []
        for words, heading in ordered[:MOST_OF_TARGET]:
            chunks = _section(source, heading) if heading else tuple(row.chunk_id for row in source.rows[:LEAD])
            if chunks:
                asked = f"What is {words}?" if len(words.split()) <= SHORT else words
                found.append(Own(asked, chunks, "link", (source.document,)))
        return found


def from_links(library: Library, documents: Sequence[int]) -> Linked:
    """The links from these documents to each other, each way of saying it once."""
    pages = read_pages(library, documents)
    targets = Targets(pages)
    leading: dict[int, list[Named]] = {}
    for at, page in enumerate(pages):
        links = library.links(page.version)
        text = library.text(page.version) if links else ""
        for link in links:
            target = targets.page(at, link.target)
            words = _words(text, link)
            if target is not None and target != at and is_telling(words):
                leading.setdefault(pages[target].document_id, []).append((words, link.heading))
    return Linked(leading)


def _words(text: str, link: Link) -> str:
    """What a reader sees of a link: of '[[Page#Part]]' the page."""
    return plain_text(text[link.start : link.end]).lstrip("!").strip()


def _section(source: Source, heading: str) -> tuple[int, ...]:
    wanted = heading.casefold()
    return tuple(row.chunk_id for row in source.rows if wanted in (each.casefold() for each in row.headings))[:LEAD]
