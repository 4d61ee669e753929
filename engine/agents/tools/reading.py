"""The tools `find`, `open` and `read`: passages for words, where a document is, and a piece of it."""

from __future__ import annotations

from engine.agents.tools.naming import Named, cell, fenced, the_document
from engine.agents.tools.numbers import counted
from engine.agents.tools.tool import Arguments, Door, Tool, ToolError, ToolResult, fields, whole, words
from engine.library.store import Library
from engine.records import Passage
from engine.sources.reading import BlockKind, MarkKind

MOST_CHARACTERS = 6_000
"""Of a document that are shown at once."""

EXCERPT = 300
MOST_FOUND = 50
HEADINGS = 30


def run_find(door: Door, arguments: Arguments) -> ToolResult:
    """The passages that fit the words best.

    Raises:
        UsageError: there is nothing to search for, or the scope matches nothing.
    """
    found = door.search(arguments["words"], k=arguments.get("limit", 5), scope=arguments.get("in", ""))
    if not found:
        return ToolResult("find", "Nothing in the library has these words.")
    lines = [f"{number}. {_found(passage)}" for number, passage in enumerate(found, 1)]
    rows = tuple((each.place.title, each.place.path, each.text) for each in found)
    places = tuple(each.place for each in found)
    return ToolResult("find", "\n".join(lines), ("title", "path", "text"), rows, places)


def run_open(door: Door, arguments: Arguments) -> ToolResult:
    """Where a document is; the caller shows it.

    Raises:
        ToolError: there is no such document or no such line in it.
    """
    document = the_document(door.library, arguments["document"])
    text = door.library.text(document.version)
    start = _line_start(text, arguments["line"], document) if "line" in arguments else 0
    place = door.library.place(document.version, start, start)
    where = f", line {place.line_start:,}" if "line" in arguments else ""
    size = f"{counted(len(text), 'character')}, {counted(_lines(text), 'line')}"
    said = f"**{cell(document.title)}**{where} · {document.kind} · {size}\n{cell(document.path)}"
    return ToolResult("open", said, ("title", "path"), ((document.title, document.path),), (place,))


def run_read(door: Door, arguments: Arguments) -> ToolResult:
    """A piece of a document: lines, a page, a message, a section, or its beginning.

    Raises:
        ToolError: there is no such document or no such piece of it.
    """
    document = the_document(door.library, arguments["document"])
    text = door.library.text(document.version)
    start, end = _span(door.library, document, text, arguments)
    while start < end and text[start] in "\r\n":
        start += 1
    shown = min(end, start + MOST_CHARACTERS)
    place = door.library.place(document.version, start, shown)
    page = f", page {place.page}" if place.page else ""
    head = f"**{cell(document.title)}**{page}, lines {place.line_start:,}–{place.line_end:,}"
    said = f"{head}\n\n{fenced(text[start:shown])}"
    if shown < end:
        said += f"\n\nand {counted(end - shown, 'more character')}; name lines to read on"
    return ToolResult("read", said, ("text",), ((text[start:shown],),), (place,))


def _found(passage: Passage) -> str:
    place = passage.place
    flat = " ".join(passage.text.split())
    excerpt = flat if len(flat) <= EXCERPT else f"{flat[: EXCERPT - 1]}…"
    names = " › ".join(cell(each) for each in (place.title, *place.headings))
    return f"**{names}** · lines {place.line_start}–{place.line_end} · {cell(place.path)}\n   {cell(excerpt)}"


def _span(library: Library, document: Named, text: str, arguments: Arguments) -> tuple[int, int]:
    asked = [name for name in ("from_line", "page", "message", "section") if name in arguments]
    if len(asked) > 1:
        raise ToolError("lines, a page, a message and a section are not read together", "name one of them")
    if "from_line" in arguments or "to_line" in arguments:
        first = arguments.get("from_line", 1)
        last = arguments.get("to_line", first if "to_line" not in arguments else 1)
        if last < first:
            raise ToolError(f"line {last} is before line {first}", "name the earlier line first")
        start = end = _line_start(text, first, document)
        for _ in range(first, last + 1):
            end = text.find("\n", end) + 1 or len(text)
            if end == len(text):
                break
        return start, end
    for name, kind in (("page", MarkKind.PAGE), ("message", MarkKind.MESSAGE)):
        if name in arguments:
            return _marked(library, document, name, kind, arguments[name])
    if "section" in arguments:
        return _section(library, document, text, arguments["section"])
    return 0, len(text)


def _lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def _line_start(text: str, line: int, document: Named) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start in (0, len(text)):
            raise ToolError(f"'{document.title}' has only {counted(_lines(text), 'line')}")
    return start


def _marked(library: Library, document: Named, name: str, kind: MarkKind, number: int) -> tuple[int, int]:
    marks = [mark for mark in library.marks(document.version) if mark.kind is kind]
    for mark in marks:
        if mark.number == number:
            return mark.start, mark.end
    raise ToolError(f"'{document.title}' has {counted(len(marks), name) if marks else f'no {name}s'}")


def _section(library: Library, document: Named, text: str, wanted: str) -> tuple[int, int]:
    headings = [block for block in library.blocks(document.version) if block.kind is BlockKind.HEADING]
    folded = " ".join(wanted.casefold().split())
    named = [" ".join(block.name.casefold().split()) for block in headings]
    at = next((at for at, name in enumerate(named) if name == folded), None)
    if at is None:
        at = next((at for at, name in enumerate(named) if folded in name), None)
    if at is None:
        some = ", ".join(block.name for block in headings[:HEADINGS] if block.name)
        raise ToolError(f"'{document.title}' has no section '{wanted}'", f"there are {some}" if some else "")
    after = (block.start for block in headings[at + 1 :] if block.level <= headings[at].level)
    return headings[at].start, next(after, len(text))


_DOCUMENT = words("its file's name, path or title", 300)

FIND = Tool(
    "find",
    "Finds the passages that fit some words best.",
    fields(
        {
            "words": words("what to look for", 1_000),
            "in": words("only in this collection, '#tag', folder, file or pattern", 200),
            "limit": whole("how many passages", 1, MOST_FOUND),
        },
        "words",
    ),
    run_find,
)
OPEN = Tool(
    "open",
    "Opens a document, at a line if one is named.",
    fields(
        {
            "document": _DOCUMENT,
            "line": whole("the line to open it at", 1, 10_000_000),
        },
        "document",
    ),
    run_open,
)
READ = Tool(
    "read",
    "Reads a piece of a document: lines, a page, a message, a section, or its beginning.",
    fields(
        {
            "document": _DOCUMENT,
            "from_line": whole("the first line", 1, 10_000_000),
            "to_line": whole("the last line", 1, 10_000_000),
            "page": whole("the page", 1, 1_000_000),
            "message": whole("the message of a conversation", 1, 10_000_000),
            "section": words("the heading of the section", 200),
        },
        "document",
    ),
    run_read,
)
