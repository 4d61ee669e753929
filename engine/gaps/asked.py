"""Questions that texts ask: headings of the kind that a list of frequent questions has, and questions left hanging.

A question in running prose is mostly answered by the next sentence, or never meant to be. What is taken as asked is
precise rather than complete: a heading; a line of a list of questions; a paragraph of nothing but questions. It is
`open` where nothing stands behind it before the next question, the next heading or the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.sources.reading import Block, BlockKind
from engine.sources.sentences import sentences
from engine.threads.finding.questions import question as rated
from engine.threads.finding.reading import said
from engine.threads.words import telling

LONGEST = 300
"""Characters of a question at most."""

LEAST = 0.7
"""How sure it has to be that a sentence is a question that wants an answer, see `engine.threads`."""

TELLING = 2
"""Words that tell what a question is about, at least: fewer make sense only where they stand."""

ANSWER_WORDS = 4
"""Words behind a question from which on they may answer it."""

_BEGINS = re.compile(
    r"^\W*(?:(?:and|but|or|so|also|q\d*|question \d+)[:.)]? )?"
    r"(?:(?:to|in|at|by|for|from|on|under) (?:what|which|whom|whose)"
    r"|who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|should|would|will|has|have|had"
    r"|may|must|wer|wann|wo|wie|warum|welche[rsmn]?|wohin|woher|ist|sind|kann|hat|gibt)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\b(?:it|its|this|these|those|they|them|their|he|him|his|she|her|such|above|following|there's|else)\b",
    re.IGNORECASE,
)
"""Words that lean on something outside the question."""

_PERSONAL = re.compile(r"\b(?:you|your|yours|we|us|our|i|me|my)\b", re.IGNORECASE)
"""In prose such a question speaks to the reader; a heading asks on behalf of all readers."""

_MARKS = re.compile(r"^[\s>#*+\-_`\d.)\]\[!|]*(?:\[!\w+\][+-]?\s*)?")
_OPEN = re.compile(
    r"\b(?:tbd|to be (?:done|decided|determined|written)|todo|not (?:yet )?(?:known|clear|decided|answered)|unknown"
    r"|unclear|unanswered|open question|we (?:do not|don't) know|nobody knows|no idea|noch offen|unklar)\b|^\W*\?+\W*$",
    re.IGNORECASE,
)
"""Words behind a question that say that it has no answer."""

_ASKING = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question in a text."""

    start: int
    end: int
    text: str  # without marks of lists and headings
    is_open: bool  # nothing behind it answers it
    reply: tuple[int, int] | None  # what stands behind it


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    block: int
    asks: str  # the question that it is, or ''


def askings(text: str, blocks: Sequence[Block]) -> Iterator[Asking]:
    """The questions of a text, in order."""
    if "?" not in text:
        return
    pieces = list(_pieces(text, blocks))
    for at, piece in enumerate(pieces):
        if not piece.asks or not _stands_out(pieces, blocks, at):
            continue
        reply = _reply(text, pieces, blocks, at)
        yield Asking(piece.start, piece.end, piece.asks, reply is None, reply)


def stands_alone(question: str) -> bool:
    """Whether a question can be understood, and looked for, without what stands around it."""
    if not _BEGINS.match(question) or _LEANS.search(question) or len(question) > LONGEST:
        return False
    return len(set(telling(question))) >= TELLING


def _pieces(text: str, blocks: Sequence[Block]) -> Iterator[_Piece]:
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.META:
            continue
        if block.kind not in _ASKING:
            yield _Piece(block.start, block.end, number, "")
            continue
        is_heading = block.kind is BlockKind.HEADING
        inner = text[block.start : block.end]
        for start, end in sentences(inner):
            raw = inner[start:end]
            if any(map(str.isalnum, raw)):
                yield _Piece(block.start + start, block.start + end, number, _question(raw, is_heading))


def _question(raw: str, is_heading: bool) -> str:
    plain = _MARKS.sub("", raw).strip().strip("*_ ")
    if not plain.rstrip("\"'”’)*_ ").endswith("?") or len(plain) > LONGEST:
        return ""
    read = said(plain, by_person=True, last=False)
    if rated(read) < LEAST or not stands_alone(read.plain) or (not is_heading and _PERSONAL.search(read.plain)):
        return ""
    return read.plain


def _stands_out(pieces: Sequence[_Piece], blocks: Sequence[Block], at: int) -> bool:
    """Whether a question is set off from prose: a heading, an item of a list, a block of nothing but questions."""
    piece = pieces[at]
    if blocks[piece.block].kind in (BlockKind.HEADING, BlockKind.LIST):
        before = pieces[at - 1] if at else None  # an item may say something first
        return before is None or before.block != piece.block or bool(before.asks) or _new_line(before, piece, blocks)
    return all(each.asks for each in _of_block(pieces, at))


def _new_line(before: _Piece, piece: _Piece, blocks: Sequence[Block]) -> bool:
    return blocks[piece.block].kind is BlockKind.LIST and piece.start - before.end > 0


def _of_block(pieces: Sequence[_Piece], at: int) -> Iterator[_Piece]:
    number = pieces[at].block
    first = at
    while first and pieces[first - 1].block == number:
        first -= 1
    for each in pieces[first:]:
        if each.block != number:
            return
        yield each


def _reply(text: str, pieces: Sequence[_Piece], blocks: Sequence[Block], at: int) -> tuple[int, int] | None:
    """What stands behind a question and may answer it; None where it is left hanging."""
    here = blocks[pieces[at].block]
    for each in pieces[at + 1 : at + 8]:
        block = blocks[each.block]
        if block.kind is BlockKind.HEADING:
            if here.kind is not BlockKind.HEADING or block.level <= here.level:
                return None
            continue
        if each.asks:
            if here.kind is BlockKind.HEADING:
                continue
            return None if block.kind is here.kind else (each.start, each.end)
        said_ = text[each.start : each.end]
        if _OPEN.search(said_):
            return None
        if block.kind not in _ASKING or len(said_.split()) >= ANSWER_WORDS:
            is_list = here.kind is BlockKind.LIST and block.kind is not BlockKind.LIST
            return None if is_list and _only_questions(pieces, blocks, at) else (each.start, each.end)
    return None


def _only_questions(pieces: Sequence[_Piece], blocks: Sequence[Block], at: int) -> bool:
    """Whether the list around an item has several items, and all of them ask."""
    first = last = at
    while first and blocks[pieces[first - 1].block].kind is BlockKind.LIST:
        first -= 1
    while last + 1 < len(pieces) and blocks[pieces[last + 1].block].kind is BlockKind.LIST:
        last += 1
    return last > first and all(each.asks for each in pieces[first : last + 1])
