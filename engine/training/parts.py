"""How writers are parted to be left out in turn, and where what was taught without each part lies."""

from __future__ import annotations

from pathlib import Path

from engine.events import ignore
from engine.models.checksum import checksum

PARTS = 3
"""Parts of the writers that are left out, one after the other."""


def part_file(target: Path, part: int) -> Path:
    """Where adapters lie that have not seen a part of the writers, beside those that have seen all."""
    return target.with_name(f"{target.stem}-{part}{target.suffix}")


def digest(pairs: Path) -> str:
    """What a file of pairs is known by: 16 hexadecimal digits of its SHA-256."""
    return checksum(pairs, ignore)[:16]
