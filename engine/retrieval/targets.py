"""What 'alike to what?' means: a document or folder, a line or section of a document, or a text of one's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

import numpy as np

from engine.errors import UsageError
from engine.library.store import Library
from engine.models.encoder import Encoder
from engine.records import Place
from engine.retrieval.contents import Contents, Floats, contents, unit
from engine.retrieval.editions import Wording
from engine.sources.chunker import chunk
from engine.sources.plain import plain_blocks
from engine.sources.reading import Reading

MOST_PASSAGES = 48
"""Passages of a target that are compared; a longer one is thinned out evenly."""

MOST_CHARACTERS = 400_000
"""Of a text from outside that are read: a long book."""

Item = TypeVar("Item")

LINE = re.compile(r"^(?P<document>.+):(?P<line>\d+)$")


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What results are to be like. n passages, d dimensions."""

    name: str
    documents: frozenset[int]  # that results leave out; none for a text of one's own
    whole: bool  # whole documents: their bundles are in the tree
    wording: Wording
    vectors: Floats  # (n, d), rows of length one or zeros
    weights: Floats  # (n,), characters, summing to one
    places: tuple[Place | None, ...]  # (n,), None for a text of one's own
    texts: tuple[Wording, ...]  # (n,)


def of_scope(library: Library, encoder: Encoder, named: str) -> Target:
    """The target that a person names: what a scope means, or 'DOC:LINE', or 'DOC#Heading'.

    Raises:
        UsageError: nothing matches, or what matches holds no text.
    """
    try:
        found = library.scope(named) or frozenset()
        part = ""
    except UsageError as error:
        found, part = _part_of(library, named, error)
    if not found:
        raise UsageError("nothing was named", "name a document, or give a text with --text")
    # a folder of many documents is judged by some of them, evenly
    some = _even(sorted(found), MOST_PASSAGES)
    held = list(contents(library, encoder.id, encoder.dim, some).values())
    if part:
        held = [one for each in held if (one := _section(library, each, part)) is not None]
        if not held:
            raise UsageError(f"'{named}' has no such line or heading", "name a line, a heading, or the whole document")
    if not held:
        raise UsageError(f"'{named}' holds no text to compare", "name another document")
    name = held[0].title or PurePath(held[0].path).name if len(found) == 1 else named
    if part:
        name = f"{name}, line {part[1:]}" if part.startswith(":") else f"{name} › {part[1:]}"
    return _of_contents(library, name, found, not part, held)


def of_text(encoder: Encoder, text: str) -> Target:
    """The target that a text from outside is.

    Raises:
        UsageError: there is no text.
    """
    text = text[:MOST_CHARACTERS]
    if not text.strip():
        raise UsageError("there is no text to compare", "give some words, or a document")
    reading = Reading("", text, "text/1", "text", tuple(plain_blocks(text)))
    pieces = [text[each.start : each.end] for each in chunk(reading)] or [text]
    pieces = _even(pieces, MOST_PASSAGES)
    vectors = unit(encoder.embed(pieces))
    name = " ".join(text.split())
    return Target(
        name=name if len(name) <= 60 else f"{name[:59]}…",
        documents=frozenset(),
        whole=False,
        wording=Wording(text),
        vectors=vectors,
        weights=_weights([len(piece) for piece in pieces]),
        places=(None,) * len(pieces),
        texts=tuple(map(Wording, pieces)),
    )


def _of_contents(
    library: Library, name: str, documents: frozenset[int], whole: bool, held: Sequence[Contents]
) -> Target:
    rows = [(each, row) for each in held for row in range(len(each.chunk_ids))]
    kept = _even(rows, MOST_PASSAGES)
    floats = {id(each): each.floats() for each in held}
    texts = {each.version: library.text(each.version) for each in held}
    pieces = tuple(texts[each.version][slice(*each.spans[row])] for each, row in kept)
    full = "\n\n".join(texts.values()) if whole else "\n\n".join(pieces)
    return Target(
        name=name,
        documents=documents,
        whole=whole,
        wording=Wording(full),
        vectors=np.stack([floats[id(each)][row] for each, row in kept]),
        weights=_weights([len(piece) for piece in pieces]),
        places=tuple(library.place(each.version, *each.spans[row]) for each, row in kept),
        texts=tuple(map(Wording, pieces)),
    )


def _part_of(library: Library, named: str, error: UsageError) -> tuple[frozenset[int], str]:
    """The document of 'DOC:LINE' or 'DOC#Heading', and ':LINE' or '#Heading'."""
    line = LINE.match(named)
    document, mark, part = (line["document"], ":", line["line"]) if line else named.partition("#")
    if not part or not document:
        raise error
    return library.scope(document) or frozenset(), mark + part.strip()


def _section(library: Library, held: Contents, part: str) -> Contents | None:
    rows = library.chunk_rows(held.chunk_ids)
    if part.startswith(":"):
        line = int(part[1:])
        chosen = [at for at, row in enumerate(rows) if row.line_start <= line <= row.line_end]
    else:
        wanted = part[1:].casefold()
        chosen = [at for at, row in enumerate(rows) if wanted in (heading.casefold() for heading in row.headings)]
    return held.part(chosen) if chosen else None


def _weights(sizes: Sequence[int]) -> Floats:
    weights = np.array(sizes, np.float32)
    return weights / max(float(weights.sum()), 1.0)


def _even(items: Sequence[Item], most: int) -> list[Item]:
    if len(items) <= most:
        return list(items)
    return [items[at * len(items) // most] for at in range(most)]
