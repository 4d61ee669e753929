"""What every reading must be, whatever its reader."""

from __future__ import annotations

from itertools import pairwise

from engine.sources.reading import BlockKind, Reading


def assert_sound(reading: Reading) -> None:
    """Blocks, marks and links in order, within the text, trimmed, not overlapping; headings named and levelled."""
    here = 0
    for block in reading.blocks:
        assert here <= block.start < block.end <= len(reading.text), block
        here = block.end
        piece = reading.text[block.start : block.end]
        assert piece.strip(), block
        assert piece.rstrip(" \t\r\n\f\v\ufeff\0") == piece, block
        assert (block.kind is BlockKind.HEADING) == (1 <= block.level <= 6), block
    for kind in {mark.kind for mark in reading.marks}:
        marks = [mark for mark in reading.marks if mark.kind is kind]
        assert all(0 <= mark.start <= mark.end <= len(reading.text) for mark in marks)
        assert all(before.end <= after.start for before, after in pairwise(marks))
        assert [mark.number for mark in marks] == list(range(1, len(marks) + 1))
    here = 0
    for link in reading.links:
        assert here <= link.start < link.end <= len(reading.text), link
        here = link.end
        assert link.target and reading.text[link.start : link.end].strip() == reading.text[link.start : link.end], link
    assert reading.title
    assert all(values and all(values) for values in reading.facts.values())


def pieces(reading: Reading) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind.value, reading.text[block.start : block.end]) for block in reading.blocks]


def names(reading: Reading, kind: BlockKind) -> list[str]:
    return [block.name for block in reading.blocks if block.kind is kind]
