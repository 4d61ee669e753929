"""A heading, as somebody would type it who looks for what stands below it."""

from __future__ import annotations

import random

from engine.graph.keys import is_generic, plain_heading
from engine.library.store import Library
from engine.retrieval.query import STOP_WORDS, WORD
from engine.training.evidence.own_source import Own, Source, holders

MOST_PASSAGES = 6
"""A section of more is a chapter: its heading asks for nothing in particular."""

SHARED = 20  # passages under headings of these words, beyond which they say nothing without the title


def from_headings(library: Library, source: Source, generator: random.Random) -> list[Own]:
    """Questions from the headings of a document, in a mixed order; a heading that others have too is asked with the
    document's title.

    Args:
        library: that the document is of.
        source: the document.
        generator: decides the order.
    """
    paths = sorted({row.headings[:depth] for row in source.rows for depth in range(1, len(row.headings) + 1)})
    generator.shuffle(paths)
    found = []
    for path in paths:
        heading = plain_heading(path[-1])
        chunks = source.below(path)
        if not heading or is_generic(heading) or len(chunks) > MOST_PASSAGES:
            continue
        elsewhere = holders(library, heading, "headings", SHARED + MOST_PASSAGES) - len(chunks)
        question = heading if elsewhere <= 0 else f"{source.title}: {heading}"
        if elsewhere < SHARED and _words(question) > 1:
            found.append(Own(question, chunks, "heading", (source.document,)))
    return found


def _words(text: str) -> int:
    return sum(word not in STOP_WORDS for word in WORD.findall(text.lower()))
