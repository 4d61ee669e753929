"""From the lines of all pages to headings, paragraphs, lists, tables and running heads, and these to a canonical text.

What a line is depends on the rest of the document: a heading is larger than the usual letters, a running head comes
back page after page, a word broken at a line's end is whole somewhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.sources.canonical import Canonical
from engine.sources.pdf_page import BULLET, Line, PlainPage, TextBlock
from engine.sources.reading import BlockKind, MarkKind

_LARGER = 1.15  # times the size of the body: a heading
_HEADING_WORDS = 24
_FIXED_WIDTH = 0.6  # of a letter in a font for code, in font sizes
_RUNNING_PAGES = 3
_RUNNING_TEXT = {BlockKind.PARAGRAPH, BlockKind.LIST}
_ENDS = tuple(".:;!?")
_BROKEN = re.compile(r"(\w+)(-|\u00ad)$")
_WORD = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block to be; `size` is a heading's weight: the larger, the higher its level."""

    kind: BlockKind
    text: str
    size: float = 0.0
    name: str = ""


class Habits:
    """What is usual in one document: the size of its letters, its words, what its pages repeat."""

    def __init__(self, pages: Sequence[PlainPage]) -> None:
        sizes: Counter[float] = Counter()
        fixed: Counter[bool] = Counter()
        self._words: set[str] = set()
        edges: Counter[str] = Counter()
        for page in pages:
            for block in page.blocks:
                for line in block.lines:
                    sizes[line.size] += len(line.text)
                    fixed[line.fixed] += len(line.text)
                    self._words.update(_WORD.findall(line.text.lower()))
            edges.update({_edge_key(block) for block in _edges(page)})
        self.body = sizes.most_common(1)[0][0] if sizes else 0.0
        enough = max(_RUNNING_PAGES, len(pages) // 3)
        self.fixed = fixed[True] > fixed[False]  # typed on a typewriter: then it does not mean code
        self._running = {key for key, count in edges.items() if key and count >= enough}

    def running(self, page: PlainPage, block: TextBlock) -> bool:
        """The block is a running head or foot."""
        return _edge_key(block) in self._running and any(block is edge for edge in _edges(page))

    def heading(self, line: Line) -> bool:
        """The line looks like a heading: larger or bolder than the body, short, with a word in it, no sentence."""
        loud = line.size > self.body * _LARGER or (line.bold and line.size >= self.body)
        words = line.text.split()
        if not loud or line.cells > 1 or len(words) > _HEADING_WORDS or line.text.endswith((".", ",", ";", ":")):
            return False
        return any(letter.isalpha() for letter in line.text)

    def join(self, lines: Iterable[str]) -> str:
        """Lines as running text. A word broken at a line's end is made whole only where the document shows it whole."""
        text = ""
        for line in lines:
            broken = _BROKEN.search(text)
            if not broken:
                text = f"{text} {line}" if text else line
            elif broken[2] == "\u00ad" or self._whole(broken[1], line):
                text = text[:-1] + line
            else:
                text += line if line[:1].isalnum() else f" {line}"
        return text.replace("\u00ad", "")

    def _whole(self, start: str, line: str) -> bool:
        rest = re.match(r"[^\W\d_]+", line)
        return bool(rest) and line[:1].islower() and (start + rest[0]).lower() in self._words if rest else False


def pieces(page: PlainPage, habits: Habits) -> list[Piece]:
    """The page's pieces in reading order, from its plain text."""
    found: list[Piece] = []
    for tabular, group in groupby(page.blocks, key=lambda block: block.tabular and not habits.running(page, block)):
        blocks = list(group)
        if tabular:
            rows = [line.text for block in blocks for line in block.lines]
            found.append(Piece(BlockKind.TABLE if len(rows) > 1 else BlockKind.PARAGRAPH, "\n".join(rows)))
            continue
        for block in blocks:
            if habits.running(page, block):
                found.append(Piece(BlockKind.META, habits.join(line.text for line in block.lines)))
            else:
                found += _of_block(block, habits)
    return mended(found, habits)


def mended(found: Sequence[Piece], habits: Habits) -> list[Piece]:
    """Paragraphs that go on in the next piece are made one: no full stop before, a small letter after."""
    whole: list[Piece] = []
    for piece in found:
        last = whole[-1] if whole else None
        goes_on = piece.kind is BlockKind.PARAGRAPH and piece.text[:1].islower()
        if last and goes_on and last.kind in _RUNNING_TEXT and last.text[-1:] not in _ENDS:
            whole[-1] = Piece(last.kind, habits.join([last.text, piece.text]))
        else:
            whole.append(piece)
    return whole


def listing(rows: Sequence[tuple[float, str]], size: float) -> Piece:
    """Code from (left edge, text) of its lines: each on a line of its own, indented as it is on the page."""
    left = min(x for x, _ in rows)
    width = _FIXED_WIDTH * size or 1.0
    return Piece(BlockKind.CODE, "\n".join(" " * round((x - left) / width) + text for x, text in rows))


def _of_block(block: TextBlock, habits: Habits) -> list[Piece]:
    if block.code and not habits.fixed:
        return [listing([(line.box[0], line.text) for line in block.lines], block.lines[0].size)]
    found = []
    for (heading, size), group in groupby(block.lines, key=lambda line: _style(line, habits)):
        lines = [line.text for line in group]
        if heading:
            text = habits.join(lines)
            found.append(Piece(BlockKind.HEADING, text, size, text))
        elif any(BULLET.match(line) for line in lines):
            found += _list(lines, habits)
        else:
            text = habits.join(lines)
            found.append(Piece(BlockKind.PARAGRAPH if any(map(str.isalnum, text)) else BlockKind.META, text))
    return found


def _style(line: Line, habits: Habits) -> tuple[bool, float]:
    return (True, line.size) if habits.heading(line) else (False, 0.0)


def _list(lines: Sequence[str], habits: Habits) -> list[Piece]:
    """Items one under the other; what comes before the first bullet is a paragraph."""
    items: list[list[str]] = [[]]
    for line in lines:
        if BULLET.match(line):
            items.append([])
        items[-1].append(line)
    lead, *rest = [habits.join(item) for item in items]
    found = [Piece(BlockKind.PARAGRAPH, lead)] if lead else []
    return [*found, Piece(BlockKind.LIST, "\n".join(rest))]


def assemble(pages: Sequence[tuple[int, Sequence[Piece]]]) -> Canonical:
    """The canonical text of (page number, pieces): a mark for each page, the headings' levels by their sizes."""
    sizes = {piece.size for _, found in pages for piece in found if piece.kind is BlockKind.HEADING}
    levels = {size: min(rank, 6) for rank, size in enumerate(sorted(sizes, reverse=True), start=1)}
    canonical = Canonical()
    for number, found in pages:
        with canonical.mark(MarkKind.PAGE, number):
            for piece in found:
                canonical.add(piece.kind, piece.text, level=levels.get(piece.size, 0), name=piece.name)
    return canonical


def _edges(page: PlainPage) -> list[TextBlock]:
    """The topmost and the lowest blocks of the page, if they are of one or two lines."""
    by_height = sorted(page.blocks, key=lambda block: block.box[1])
    return [block for block in {id(b): b for b in by_height[:2] + by_height[-2:]}.values() if len(block.lines) <= 2]


def _edge_key(block: TextBlock) -> str:
    """The block's text with its numbers blotted out, so that page numbers do not make a difference."""
    return re.sub(r"\d+", "#", " ".join(line.text for line in block.lines))
