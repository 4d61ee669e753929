"""Tables as text (CSV, TSV): blocks of rows over the untouched text, each under the names of its columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from engine.sources.decode import decode
from engine.sources.lines import BYTE_ORDER_MARK, trim
from engine.sources.reading import Block, BlockKind, Reading

READER = "csv/1"

_GROUP = 600  # code points of rows in one block: few enough that a block is about these rows
_SAMPLE = 16_384  # code points that the separator is guessed from
_SEPARATORS = ",;\t|"
_LONGEST_NAMES = 300  # code points of a block's name
_LONGEST_ROW = 100_000  # code points; a quote that is open longer was never closed
_NEWLINE = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?|")


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document. Each block is a group of whole rows; its name is the line of column names, if there is one.

    Raises:
        SkipFile: the bytes are not text.
    """
    decoded = decode(data)
    text = decoded.text
    separator = "\t" if path.suffix.lower() in (".tsv", ".tab") else _separator(text)
    blocks = tuple(_blocks(text, separator))
    return (Reading(path.stem, text, READER, "csv", blocks, notes=decoded.notes),)


def _separator(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text[:_SAMPLE].lstrip(BYTE_ORDER_MARK), _SEPARATORS).delimiter
    except csv.Error:
        return max(_SEPARATORS, key=text[:_SAMPLE].count)


def _blocks(text: str, separator: str) -> Iterator[Block]:
    rows = [(start, end) for start, end in _rows(text) if start < end]
    names = _header(text[slice(*rows[0])], separator) if rows else ""
    if names:
        yield Block(BlockKind.TABLE, *rows.pop(0), name=names)
    start = after = -1
    for first, end in rows:
        if start >= 0 and end - start > _GROUP:
            yield Block(BlockKind.TABLE, start, after, name=names)
            start = -1
        start, after = (first if start < 0 else start), end
    if start >= 0:
        yield Block(BlockKind.TABLE, start, after, name=names)


def _rows(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the rows, empty for blank ones; a newline inside quotes does not end a row."""
    start = here = int(text.startswith(BYTE_ORDER_MARK))
    is_quoted = False
    for line in _lines(text, here):
        piece = text[here:line]
        is_quoted ^= piece.count('"') % 2 == 1
        here = line
        if is_quoted and here - start < _LONGEST_ROW:
            continue
        is_quoted = False
        yield trim(text, start, here)
        start = here
    yield trim(text, start, here)  # what a quote that was never closed has held back


def _lines(text: str, start: int) -> Iterator[int]:
    """Where each line ends, newline included."""
    for match in _NEWLINE.finditer(text, start):
        yield match.end()
    if text[-1:] not in "\r\n" or not text:
        yield len(text)


def _header(line: str, separator: str) -> str:
    """The column names in a first row; empty if it is a row of data."""
    try:
        names = [name.strip() for name in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:  # quotes that do not match, or a cell of more than 100,000 characters
        return ""
    if len(names) < 2 or any(_NUMBER.fullmatch(name) for name in names[:50]) or len(set(names)) < len(names):
        return ""
    return line.strip()[:_LONGEST_NAMES]
