"""The sentence around a span: what a person has to read to believe it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.graph.records import Carrier, Cited
from engine.library.store import Library
from engine.sources.sentences import sentences

_PARTS = ("\n\n", "\n---\n")  # what ends a stretch: an empty line, the rule below a note's properties
AROUND = 600  # characters on either side in which the sentence is looked for


def cited(library: Library, carriers: Iterable[Carrier]) -> tuple[Cited, ...]:
    """What carries something, quoted: the span itself where it is a sentence, else the sentence that holds it."""
    found = []
    for each in carriers:
        text = library.text(each.version)
        start, end = sentence_around(text, each.start, each.end)
        found.append(Cited(library.place(each.version, start, end), text[start:end]))
    return tuple(found)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence or line that holds `text[start:end]`; the span itself where it has several."""
    if text[start:end].rstrip("\"'”’)*_").endswith((".", "!", "?")) and " " in text[start:end]:
        return start, end
    first = max(0, start - AROUND)
    first = max(first, *(text.rfind(each, first, start) + len(each) for each in _PARTS if each in text[first:start]), 0)
    last = text.find("\n\n", end)
    last = min(len(text) if last < 0 else last, end + AROUND)
    for one, other in sentences(text, first, last):
        if one <= start and end <= other:
            return one, other
    return start, end
