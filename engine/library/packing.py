"""Bytes as they lie in the database: compressed with zstd where that helps, and checked when they come out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b, sha256

import zstandard

from engine.errors import LibraryDamaged
from engine.library.wording import encoded
from engine.sources.chunker import Chunk
from engine.sources.reading import Block, BlockKind, Reading

ORIGINAL_LEVEL = 9  # originals are written once and seldom read
TEXT_LEVEL = 6  # texts are read with every passage; the level costs nothing there


def pack_original(data: bytes) -> tuple[str, bytes]:
    """(codec, stored bytes): 'zstd', or 'raw' where compressing gains nothing."""
    packed = zstandard.compress(data, ORIGINAL_LEVEL)
    return ("zstd", packed) if len(packed) < len(data) else ("raw", data)


def unpack_original(codec: str, data: bytes, size: int, name: str) -> bytes:
    """The original bytes.

    Raises:
        LibraryDamaged: they can't be decompressed.
    """
    return data if codec == "raw" else _unpacked(data, size, name)


def pack_text(text: str) -> bytes:
    return zstandard.compress(encoded(text), TEXT_LEVEL)


def unpack_text(data: bytes, name: str) -> str:
    """A canonical text.

    Raises:
        LibraryDamaged: the stored bytes can't be decompressed or are not text.
    """
    raw = _unpacked(data, -1, name)
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise LibraryDamaged(
            f"the stored text of {name} is damaged", "run nacre verify, then ingest it again"
        ) from error


def text_sha256(text: str) -> bytes:
    """SHA-256 of the canonical text in UTF-8, 32 bytes."""
    return sha256(encoded(text)).digest()


def pack_blocks(blocks: Sequence[Block]) -> bytes:
    rows = [[block.kind.value, block.start, block.end, block.level, block.name] for block in blocks]
    return zstandard.compress(json.dumps(rows, separators=(",", ":")).encode(), TEXT_LEVEL)


def unpack_blocks(data: bytes, name: str) -> tuple[Block, ...]:
    rows = json.loads(_unpacked(data, -1, name))
    return tuple(Block(BlockKind(kind), start, end, level, label) for kind, start, end, level, label in rows)


def fingerprint(reading: Reading, chunks: Sequence[Chunk]) -> bytes:
    """16 bytes that differ whenever anything that is stored of a reading differs."""
    parts = [
        [reading.title, reading.reader, reading.kind, reading.part, reading.deepen, text_sha256(reading.text).hex()],
        [[block.kind.value, block.start, block.end, block.level, block.name] for block in reading.blocks],
        [[m.kind.value, m.start, m.end, m.number, m.speaker, m.time, m.uid, m.branch] for m in reading.marks],
        [[role, list(fillers)] for role, fillers in reading.facts.items()],
        list(reading.notes),
        [[each.start, each.end, list(each.headings), each.line_start, each.line_end] for each in chunks],
    ]
    if reading.links:  # what has none keeps the fingerprint that it had before links were kept
        parts.append([[each.start, each.end, each.target, each.heading] for each in reading.links])
    return blake2b(json.dumps(parts, separators=(",", ":")).encode(), digest_size=16).digest()


def _unpacked(data: bytes, size: int, name: str) -> bytes:
    try:
        raw = zstandard.decompress(data)
    except (zstandard.ZstdError, MemoryError) as error:
        raise LibraryDamaged(
            f"the stored bytes of {name} are damaged", "run nacre verify, then ingest it again"
        ) from error
    if size >= 0 and len(raw) != size:
        raise LibraryDamaged(f"the stored bytes of {name} are incomplete", "run nacre verify, then ingest it again")
    return raw
