"""What an answer can quote: the sentences, rows and pieces of code of the retrieved passages, as exact spans."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.library.store import Library
from engine.records import Passage
from engine.sources.reading import Block, BlockKind
from engine.sources.sentences import sentences

CODE_LINES = 8
"""Lines of code that are quoted as one."""

LONGEST = 500
"""Code points of a quote that joins a line which announces something with what it announces."""

SHORTEST = 3
"""Words of a quote at least; less says nothing by itself."""

BARE_LINK = re.compile(r"\s*(?:[-*+•]|\d+[.)])?\s*(?:!?\[\[[^\]]*\]\]|!?\[[^\]]*\]\([^)]*\)|https?://\S+)[\s.]*")
"""A list item that is nothing but a link, a picture or an address."""

CALLOUT_TITLE = re.compile(r"\s*>\s*\[!\w+\][^.!\n]*")
"""The title of a Markdown callout, without a sentence's end."""

POINTER = re.compile(
    r"\W*(?:see also|main articles?|further information|siehe auch|hauptartikel)\s?:[^.!]*"
    r"|\W*for other uses, see .*|.* redirects? here\.?",
    re.IGNORECASE,
)
"""A line that only points elsewhere, as encyclopaedias have them above a section."""

BARE_TITLE = re.compile(r"\s*(?:[-*+•]|\d+[.)])?[\s^]*[\"“][^\"”]*[\"”][\s.]*")
"""A list item that is nothing but a title in quotation marks: a reference."""

ROOM = 0.75
"""Share of a paragraph's longest line that any line broken for want of room has filled."""

LINKS = frozenset({"see also", "external links", "siehe auch", "weblinks"})
"""Headings, in lower case, of lists that name other pages and say nothing."""

ROW_RULE = re.compile(r"[\s|:+=-]*")
TABLE_RULE = re.compile(r"(?=[^-]*-)[\s|:-]+")
"""The line below the names of a Markdown table's columns."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quotable piece of a passage."""

    passage: int  # index of the passage in the ranking
    order: int  # index within the passage
    start: int  # code points in the canonical text
    end: int
    quote: str  # canonical[start:end]
    kind: BlockKind
    header: str  # a table's header row, else ''
    lead: int = 0  # code points of a line that announces or heads what follows within the quote


def gather(library: Library, passages: Sequence[Passage]) -> list[Evidence]:
    """Everything quotable in the passages, in their order.

    Headings, questions, bare links and lines that only announce what follows are left out, unless a passage has nothing
    else; front matter, the names of a table's columns and what only points elsewhere always.
    """
    found: list[Evidence] = []
    for index, passage in enumerate(passages):
        pieces = [
            piece
            for piece in _announced(library, passage)
            if len(piece.quote.split()) >= SHORTEST and not _is_apparatus(piece, passage)
        ]
        good = [piece for piece in pieces if _says_something(piece)]
        for order, piece in enumerate(good or pieces):
            header = _header(library, passage, piece.block) if piece.block.kind is BlockKind.TABLE else ""
            if header and piece.quote.strip() == header:
                continue
            kind = piece.block.kind
            lead = piece.lead or _title(library.text(passage.place.version), piece)
            found.append(Evidence(index, order, piece.start, piece.end, piece.quote, kind, header, lead))
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    quote: str
    block: Block
    lead: int = 0


def _announced(library: Library, passage: Passage) -> Iterator[_Piece]:
    """The passage's pieces; a sentence that ends with a colon is one with the code or the list that it announces."""
    text = library.text(passage.place.version)
    lead: _Piece | None = None
    for piece in _pieces(library, passage):
        if lead is not None:
            joins = piece.block.kind in (BlockKind.CODE, BlockKind.LIST) and piece.end - lead.start <= LONGEST
            same_list = lead.lead and piece.block.kind is BlockKind.LIST is lead.block.kind
            if joins and (not lead.lead or same_list):
                quote = text[lead.start : piece.end]
                lead = _Piece(lead.start, piece.end, quote, piece.block, lead.lead or lead.end - lead.start)
                if piece.block.kind is BlockKind.LIST:
                    continue
                yield lead
                lead = None
                continue
            yield lead
            lead = None
        if _announces(piece.quote) and piece.block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE):
            lead = piece
        else:
            yield piece
    if lead is not None:
        yield lead


def _title(text: str, piece: _Piece) -> int:
    """Length of a heading that stands on the line above its sentence, as in a journal; 0 where there is none.

    The line is one if it was broken early: the next word, which has a capital, would have had room on it.
    """
    first, _, rest = piece.quote.partition("\n")
    first = first.rstrip()
    starts_line = piece.start == piece.block.start or text[piece.start - 1] in "\r\n"
    heads = piece.block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST) and first[-1:].isalnum()
    if not (heads and starts_line and rest.strip()):
        return 0
    room = ROOM * max(map(len, text[piece.block.start : piece.block.end].splitlines()))
    word = rest.split(maxsplit=1)[0]
    return len(first) if word[0].isupper() and len(first) + 1 + len(word) <= room else 0


def _announces(quote: str) -> bool:
    return quote.rstrip(" \t*_").endswith((":", "："))


def _says_something(piece: _Piece) -> bool:
    if piece.block.kind is BlockKind.HEADING:
        return False
    if piece.block.kind is BlockKind.TABLE:  # a row of one cell is a heading within the table
        return not piece.quote.startswith("|") or sum(bool(cell.strip()) for cell in piece.quote.split("|")) > 1
    if piece.lead or piece.block.kind is BlockKind.CODE:
        return True
    asks = piece.quote.rstrip(" \t\"'”’)*_").endswith(("?", "？"))
    bare = BARE_LINK.fullmatch(piece.quote) or CALLOUT_TITLE.fullmatch(piece.quote)
    return not (asks or bare or _announces(piece.quote))


def _is_apparatus(piece: _Piece, passage: Passage) -> bool:
    """Front matter, references and pointers: worth finding, never worth saying."""
    if piece.block.kind is BlockKind.LIST:
        headings = passage.place.headings
        return bool(BARE_TITLE.fullmatch(piece.quote)) or (bool(headings) and headings[-1].casefold() in LINKS)
    return piece.block.kind is BlockKind.META or bool(POINTER.fullmatch(piece.quote))


def _pieces(library: Library, passage: Passage) -> Iterator[_Piece]:
    place = passage.place
    text = library.text(place.version)
    for block in _blocks_within(library.blocks(place.version), place.char_start, place.char_end):
        start, end = max(block.start, place.char_start), min(block.end, place.char_end)
        if block.kind is BlockKind.TABLE:
            spans = _rows(text, start, end)
        elif block.kind is BlockKind.CODE:
            spans = _code(text, start, end)
        else:
            spans = sentences(text, start, end)
        for first, last in spans:
            if last > first:
                yield _Piece(first, last, text[first:last], block)


def _blocks_within(blocks: Sequence[Block], start: int, end: int) -> Iterator[Block]:
    if not blocks:
        yield Block(BlockKind.PARAGRAPH, start, end)
        return
    at = max(0, bisect_right(blocks, start, key=lambda block: block.start) - 1)
    for block in blocks[at:]:
        if block.start >= end:
            break
        if block.end > start:
            yield block


def _rows(text: str, start: int, end: int) -> list[tuple[int, int]]:
    rows = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        row = match.group().strip()
        if row and not ROW_RULE.fullmatch(row):
            first = start + match.start() + len(match.group()) - len(match.group().lstrip())
            rows.append((first, first + len(row)))
    return rows


def _code(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Runs of lines up to a blank one, at most `CODE_LINES` each; the fence's own lines are left out."""
    runs: list[tuple[int, int]] = []
    lines = 0
    for match in re.finditer(r"[^\n]*\n?", text[start:end]):
        line = match.group()
        if not line.strip() or line.lstrip().startswith(("```", "~~~")):
            lines = 0
            continue
        first, last = start + match.start(), start + match.start() + len(line.rstrip())
        if 0 < lines < CODE_LINES:
            runs[-1] = (runs[-1][0], last)
            lines += 1
        else:
            runs.append((first, last))
            lines = 1
    return runs


def _header(library: Library, passage: Passage, block: Block) -> str:
    """The row that names a table's columns; a block's name is that row in CSV, but a caption over a Markdown table."""
    first, _, rest = library.text(passage.place.version)[block.start : block.end].partition("\n")
    if rest and TABLE_RULE.fullmatch(rest.split("\n", 1)[0]):
        return first.strip()
    if block.name and "\n" not in block.name:
        return block.name.strip()
    return first.strip() if "|" in first or "\t" in first or "," in first else ""
