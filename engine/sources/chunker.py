"""Cuts a reading into chunks: section, then paragraph, then sentence; never across a page or message."""

from __future__ import annotations

from dataclasses import dataclass

from engine.sources.reading import Reading


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the canonical text that is retrieved as one."""

    start: int  # code points in the canonical text
    end: int
    headings: tuple[str, ...]  # outermost first, without the document's title
    line_start: int  # 1-based
    line_end: int


def chunk(reading: Reading) -> tuple[Chunk, ...]:
    """The chunks of a reading in order."""
    raise NotImplementedError
