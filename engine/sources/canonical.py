"""Puts a canonical text together, piece by piece, and keeps the books on where each block and mark stands.

For readers whose canonical text is their own making (PDF, conversation exports); pieces are set apart by a blank line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from engine.sources.reading import Block, BlockKind, Link, Mark, MarkKind

_GAP = "\n\n"


class Canonical:
    """A canonical text that grows at its end. All positions are code points."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._marks: list[Mark] = []
        self._links: list[Link] = []

    def add(self, kind: BlockKind, text: str, *, level: int = 0, name: str = "", links: Iterable[Link] = ()) -> None:
        """Add one block; blank text adds nothing. Offsets of links are counted from the beginning of the text."""
        bare = text.strip("\n")
        if bare.strip():
            start = self._write(bare)
            self._blocks.append(Block(kind, start, start + len(bare), level, name))
            self._add_links(start - (len(text) - len(text.lstrip("\n"))), links)

    def add_blocks(self, text: str, blocks: Iterable[Block], links: Iterable[Link] = ()) -> None:
        """Add a text that has blocks of its own; their offsets are counted from its beginning."""
        if text.strip():
            start = self._write(text)
            self._blocks += (replace(block, start=block.start + start, end=block.end + start) for block in blocks)
            self._add_links(start, links)

    @contextmanager
    def mark(
        self, kind: MarkKind, number: int, *, speaker: str = "", time: str = "", uid: str = "", branch: str = ""
    ) -> Iterator[None]:
        """Everything added inside the `with` stands under this mark; without any, the mark is empty but there."""
        before = len(self._pieces)
        here = self._length
        yield
        start = here + len(_GAP) if 0 < before < len(self._pieces) else here
        self._marks.append(Mark(kind, start, self._length, number, speaker, time, uid, branch))

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._blocks)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(self._marks)

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(self._links)

    def _add_links(self, start: int, links: Iterable[Link]) -> None:
        self._links += (replace(link, start=link.start + start, end=link.end + start) for link in links)

    def _write(self, text: str) -> int:
        """Where the text starts, after the blank line that sets it apart."""
        if self._pieces:
            self._pieces.append(_GAP)
            self._length += len(_GAP)
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return start
