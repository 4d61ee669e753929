"""The tool `tables`: the tables of a document as rows and CSV, whatever it was: Markdown, CSV, HTML, PDF, Word."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from engine.agents.tools.naming import Named, cell, fenced, the_document
from engine.agents.tools.numbers import counted
from engine.agents.tools.tool import Arguments, Door, Tool, ToolError, ToolResult, fields, whole, words
from engine.library.store import Library
from engine.sources.reading import BlockKind

SHOWN_ROWS = 40
SHOWN_CHARACTERS = 6_000
LISTED = 50
SEPARATORS = ",;\t|"

_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document; rows may be of different lengths."""

    name: str  # its caption, '' for none
    start: int  # its span in the canonical text
    end: int
    rows: tuple[tuple[str, ...], ...]  # the first one may name the columns

    @property
    def size(self) -> str:
        return f"{counted(len(self.rows), 'row')} of {counted(max(map(len, self.rows), default=0), 'column')}"


def run(door: Door, arguments: Arguments) -> ToolResult:
    """The tables of a document, or one of them as CSV.

    Raises:
        ToolError: there is no such document or table.
    """
    document = the_document(door.library, arguments["document"])
    found = tables_of(door.library, document)
    number = arguments.get("table", 1 if len(found) == 1 else 0)
    if number:
        return _one(door.library, document, found, number)
    title = cell(document.title)
    if not found:
        return ToolResult("tables", f"**{title}** has no tables.", places=(document.place(),))
    lines, rows = [], []
    for at, table in enumerate(found[:LISTED], 1):
        place = door.library.place(document.version, table.start, table.end)
        where = f"page {place.page}" if place.page else f"line {place.line_start:,}"
        lines.append(f"{at}. {cell(table.name[:80]) + ' · ' if table.name else ''}{table.size} · {where}")
        rows.append((str(at), table.name, str(len(table.rows)), where))
    if len(found) > LISTED:
        lines.append(f"\nand {len(found) - LISTED:,} more")
    head = f"**{title}** has {counted(len(found), 'table')}:"
    places = tuple(door.library.place(document.version, each.start, each.end) for each in found[:LISTED])
    return ToolResult("tables", "\n".join([head, "", *lines]), ("table", "name", "rows", "where"), tuple(rows), places)


def the_table(library: Library, document: Named, number: int) -> Table:
    """
    Raises:
        ToolError: the document has no such table.
    """
    found = tables_of(library, document)
    if not 1 <= number <= len(found):
        raise ToolError(f"'{document.title}' has {counted(len(found), 'table') if found else 'no tables'}")
    return found[number - 1]


def tables_of(library: Library, document: Named) -> list[Table]:
    """The tables of a document in order; a CSV file is one.

    Raises:
        ToolError: a CSV file whose quotes do not match up.
    """
    text = library.text(document.version)
    blocks = [block for block in library.blocks(document.version) if block.kind is BlockKind.TABLE]
    if document.kind == "csv":
        return [_of_csv(document, text)] if text.strip() else []
    found = []
    for block in blocks:
        rows = markdown_rows(text[block.start : block.end])
        if rows:
            found.append(Table(block.name, block.start, block.end, rows))
    return found


def markdown_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a Markdown table, its rule left out; an empty head too."""
    rows = []
    for at, line in enumerate(text.strip().splitlines()):
        line = line.strip().removeprefix(">").strip()
        if not line or (at == 1 and _RULE.fullmatch(line)):
            continue
        cells = _BAR.split(line.removeprefix("|"))
        if cells and not cells[-1].strip():
            cells.pop()
        rows.append(tuple(each.strip().replace("\\|", "|") for each in cells))
    if rows and not any(rows[0]):
        rows.pop(0)
    return tuple(rows)


def as_csv(table: Table) -> str:
    """The table as RFC 4180 has it."""
    written = io.StringIO()
    csv.writer(written).writerows(table.rows)
    return written.getvalue()


def _of_csv(document: Named, text: str) -> Table:
    body = text.removeprefix("\ufeff")
    first = body.lstrip("\r\n").partition("\n")[0]
    separator = "\t" if document.file.lower().endswith((".tsv", ".tab")) else max(SEPARATORS, key=first.count)
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(body, newline=""), delimiter=separator) if row)
    except csv.Error as error:
        raise ToolError(f"'{document.title}' can't be read as a table: {error}") from error
    return Table("", len(text) - len(body), len(text), rows)


def _one(library: Library, document: Named, found: list[Table], number: int) -> ToolResult:
    table = the_table(library, document, number)
    place = library.place(document.version, table.start, table.end)
    lines = as_csv(table).splitlines()
    shown = "\n".join(lines[:SHOWN_ROWS])[:SHOWN_CHARACTERS]
    name = f" · {cell(table.name[:80])}" if table.name and document.kind != "csv" else ""
    head = f"Table {number} of **{cell(document.title)}**{name} · {table.size}"
    more = len(lines) - SHOWN_ROWS
    rest = f"\n\nand {counted(more, 'more line')}; export the table for all of them" if more > 0 else ""
    width = max(map(len, table.rows), default=0)
    rows = tuple(row + ("",) * (width - len(row)) for row in table.rows)
    names = tuple(str(column) for column in range(1, width + 1))
    return ToolResult("tables", f"{head}\n\n{fenced(shown, 'csv')}{rest}", names, rows, (place,))


TOOL = Tool(
    "tables",
    "Lists the tables of a document, or gives one of them as CSV.",
    fields(
        {
            "document": words("its file's name, path or title", 300),
            "table": whole("which of its tables", 1, 100_000),
        },
        "document",
    ),
    run,
)
