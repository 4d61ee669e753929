"""Cuts a reading into chunks: section, then paragraph, then sentence; never across a page or message.

A chunk is what is retrieved as one, so it should be small enough to be about one thing and large enough to be
understood alone. Pieces (paragraphs, list items, sentences of long paragraphs, rows of long tables, lines of long
code) are taken in order and joined while they stand under the same heading, on the same page or in the same message,
and together stay within the limit. Chunks never overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from engine.sources.reading import Block, BlockKind, Reading
from engine.sources.sentences import sentences

CHUNKER = "chunks/1"
"""The way chunks are cut. Another number makes the next ingest read every file again."""

LIMIT = 900
"""Code points of a chunk at most; about 220 tokens, which the embedder reads whole. Among 400 to 2,000, smaller chunks
find less of the right text and larger ones bring more of the wrong one."""

SMALL = 250
"""A remainder below this joins its neighbour when there is room for it: a chunk of one short line helps nobody."""

LINE_LIMIT = 600
"""A 'sentence' longer than this (a table without rows, minified code) is cut at white space."""

ROWS = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the canonical text that is retrieved as one."""

    start: int  # code points in the canonical text
    end: int
    headings: tuple[str, ...]  # outermost first, without the document's title
    line_start: int  # 1-based
    line_end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """The smallest thing that is not cut: a short block, a sentence, a row."""

    start: int
    end: int
    section: tuple[str, ...]
    place: int  # counts the edges of pages, messages and cells before it


def chunk(reading: Reading, limit: int = LIMIT) -> tuple[Chunk, ...]:
    """The chunks of a reading, in order, without overlap.

    Every character that is not white space, markup between blocks or a heading's own line belongs to exactly one
    chunk. A heading without a body becomes a chunk of its own, so that its words are found.

    Args:
        reading: what a reader made of a document.
        limit: code points of a chunk at most.
    """
    lines = _line_starts(reading.text)
    groups: list[list[_Piece]] = []
    for piece in _pieces(reading, limit):
        group = groups[-1] if groups else None
        if group and _same_place(group[-1], piece) and piece.end - group[0].start <= limit:
            group.append(piece)
        else:
            groups.append([piece])
    chunks = []
    for start, end, section in _balanced(groups, limit):
        chunks.append(Chunk(start, end, section, bisect_right(lines, start), bisect_right(lines, max(start, end - 1))))
    return tuple(chunks)


def _same_place(one: _Piece, other: _Piece) -> bool:
    return one.section == other.section and one.place == other.place


def _balanced(groups: list[list[_Piece]], limit: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Spans of the groups, with a small remainder evened out against the group before it."""
    for index, group in enumerate(groups):
        if index and _same_place(groups[index - 1][-1], group[0]) and group[-1].end - group[0].start < SMALL:
            before = groups[index - 1]
            while len(before) > 1 and group[-1].end - before[-1].start <= limit:
                if before[-2].end - before[0].start < group[-1].end - before[-1].start:
                    break  # any more and the former would be the small one
                group.insert(0, before.pop())
    for group in groups:
        yield group[0].start, group[-1].end, group[0].section


def _pieces(reading: Reading, limit: int) -> Iterator[_Piece]:
    """The reading cut as fine as it can be without breaking a sentence, a row or a line of code."""
    edges = sorted({edge for mark in reading.marks for edge in (mark.start, mark.end)})
    path: list[tuple[int, str]] = []
    bare: tuple[Block, tuple[str, ...]] | None = None  # a heading that has no body yet

    def cut(block: Block, section: tuple[str, ...]) -> Iterator[_Piece]:
        for start, end in _split(reading.text, block, limit, edges):
            yield _Piece(start, end, section, bisect_right(edges, start))

    for block in reading.blocks:
        if block.kind is BlockKind.HEADING:
            while path and path[-1][0] >= block.level:
                path.pop()
            if bare is not None and bare[0].level >= block.level:
                yield from cut(*bare)
            bare = (block, tuple(name for _, name in path))
            path.append((block.level, block.name))
            continue
        bare = None
        yield from cut(block, _section(path, reading.title) + _context(reading, block, limit))
    if bare is not None:
        yield from cut(*bare)


def _section(path: list[tuple[int, str]], title: str) -> tuple[str, ...]:
    names = tuple(name for _, name in path if name)
    return names[1:] if names and names[0] == title else names


def _context(reading: Reading, block: Block, limit: int) -> tuple[str, ...]:
    """What the parts of a cut block would lose: a table's header row, a long function's name."""
    if not block.name or reading.text.startswith(block.name, block.start):
        return ()
    cut_code = block.kind is BlockKind.CODE and reading.kind == "code" and block.end - block.start > limit
    return (block.name,) if cut_code or block.kind is BlockKind.TABLE else ()


def _split(text: str, block: Block, limit: int, edges: list[int]) -> Iterator[tuple[int, int]]:
    """The block whole where it fits, else by what it is made of; never blank."""
    longest = min(limit, LINE_LIMIT)
    for start, end in _within_marks(block, edges):
        if end - start <= longest and block.kind is not BlockKind.LIST:
            if not text[start:end].isspace():
                yield start, end
        elif block.kind in (BlockKind.TABLE, BlockKind.CODE, BlockKind.META, BlockKind.LIST):
            yield from _cut(text, _rows(text, start, end), longest)
        else:
            yield from _cut(text, sentences(text, start, end), longest)


def _within_marks(block: Block, edges: list[int]) -> Iterator[tuple[int, int]]:
    """A block that runs over a page's edge is cut there."""
    inside = edges[bisect_right(edges, block.start) : bisect_left(edges, block.end)]
    yield from pairwise([block.start, *inside, block.end])


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in ROWS.finditer(text, start, end):
        row = match.group()
        if row.strip():
            yield match.start(), match.start() + len(row.rstrip())


def _cut(text: str, spans: Iterable[tuple[int, int]], longest: int) -> Iterator[tuple[int, int]]:
    """Spans of at most `longest`: longer ones are cut at white space, or hard where there is none."""
    for start, end in spans:
        while end - start > longest:
            space = text.rfind(" ", start + longest // 2, start + longest)
            cut = space if space > start else start + longest
            if not text[start:cut].isspace():  # a line that is indented further than a piece is long
                yield start, cut
            start = cut
            while start < end and text[start].isspace():
                start += 1
        if end > start:
            yield start, end


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]
