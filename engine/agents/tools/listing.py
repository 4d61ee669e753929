"""The tools `list` and `count`: what the library holds, as exact numbers with how they were counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from engine.agents.tools.naming import cell
from engine.agents.tools.numbers import counted
from engine.agents.tools.selection import (
    FORMS,
    Found,
    Item,
    Selection,
    find_documents,
    find_messages,
    find_passages,
    read_date,
)
from engine.agents.tools.tool import Arguments, Door, Tool, ToolError, ToolResult, fields, one_of, whole, words
from engine.library.store import Library
from engine.records import Place

SHOWN = 20
MOST = 500
EXCERPT = 160  # characters of a passage or message in a list
THINGS = ("documents", "conversations", "passages", "messages")

_LOOK: dict[str, Callable[[Library, Selection], Found]] = {
    "documents": find_documents,
    "conversations": find_documents,
    "passages": find_passages,
    "messages": find_messages,
}
FORM_NAMES = {
    "note": ("note", "notes"),
    "markdown": ("Markdown file", "Markdown files"),
    "text": ("text file", "text files"),
    "pdf": ("PDF", "PDFs"),
    "word": ("Word document", "Word documents"),
    "book": ("book", "books"),
    "page": ("web page", "web pages"),
    "notebook": ("notebook", "notebooks"),
    "code": ("source file", "source files"),
    "table": ("table of a file", "files of tables"),
    "conversation": ("conversation", "conversations"),
}
MORE_ABOUT = {
    "note": "notes are Markdown and text files",
    "conversation": "conversations are those taken in, not those with Nacre",
}


def run_list(door: Door, arguments: Arguments) -> ToolResult:
    """What fits, in order, at most `limit` of them.

    Raises:
        ToolError, UsageError: a date or word can't be read, or a collection, tag or folder matches nothing.
    """
    thing, selection, found = _looked(door, arguments)
    limit = arguments.get("limit", SHOWN)
    chosen = found.items
    if selection.dated or arguments.get("newest_first", False):
        chosen = sorted(chosen, key=_newness, reverse=True)
    chosen = [_with_place(door.library, thing, item) for item in chosen[:limit]]
    lines = [f"{number}. {_line(door.library, thing, item)}" for number, item in enumerate(chosen, 1)]
    more = len(found.items) - len(chosen)
    if more > 0:
        lines.append(f"\nand {more:,} more")
    head = _headline(thing, selection, found)
    columns = ("title", "kind", "date", "path", "speaker", "text")
    rows = tuple(_row(door.library, thing, item) for item in chosen)
    text = "\n".join([head, "", *lines]) if lines else head
    return ToolResult("list", text, columns, rows, tuple(item.place for item in chosen))


def run_count(door: Door, arguments: Arguments) -> ToolResult:
    """How many fit, and how that was counted.

    Raises:
        ToolError, UsageError: as for `run_list`.
    """
    thing, selection, found = _looked(door, arguments)
    places = tuple(item.place for item in found.items[:SHOWN])
    row = (thing, str(len(found.items)))
    return ToolResult("count", _headline(thing, selection, found), ("what", "count"), (row,), places)


def _newness(item: Item) -> tuple[date, str]:
    return item.day or date.min, item.place.time or ""


def _looked(door: Door, arguments: Arguments) -> tuple[str, Selection, Found]:
    thing = arguments.get("what", "documents")
    form = "conversation" if thing in ("conversations", "messages") else arguments.get("form", "")
    selection = Selection(
        words=arguments.get("words", ""),
        form=form,
        within=tuple(arguments.get("in", ())),
        speaker=arguments.get("speaker", ""),
        since=_day(arguments, "since"),
        until=_day(arguments, "until"),
        by_added=arguments.get("dated") == "added",
    )
    if selection.since and selection.until and selection.since > selection.until:
        raise ToolError(f"{selection.since} is after {selection.until}", "name the earlier day first")
    return thing, selection, _LOOK[thing](door.library, selection)


def _day(arguments: Arguments, name: str) -> date | None:
    if name not in arguments:
        return None
    found = read_date(arguments[name])
    if found is None or len(arguments[name]) != 10:
        raise ToolError(f"'{arguments[name]}' is no day", "write it like 2024-05-31")
    return found


def _headline(thing: str, selection: Selection, found: Found) -> str:
    count = len(found.items)
    names = FORM_NAMES[selection.form] if thing == "documents" and selection.form else (thing[:-1], thing)
    what = counted(count, *names)
    conditions = _conditions(thing, selection)
    notes = []
    if selection.words:
        where = "in title, headings or text" if thing in ("documents", "conversations") else "in the text"
        notes.append(f"a word counts in all its forms, {where}")
    if selection.form in MORE_ABOUT:
        notes.append(MORE_ABOUT[selection.form])
    if selection.dated and thing != "messages" and found.dated_by:
        notes.append("dated by " + ", ".join(f"{source} ({number:,})" for source, number in found.dated_by.items()))
    if found.branches:
        notes.append(f"{found.branches:,} of them in lines that a conversation left")
    counting = f" ({'; '.join(notes)})" if notes else ""
    return f"**{what}**{conditions}{counting}."


def _conditions(thing: str, selection: Selection) -> str:
    parts = []
    if selection.words:
        quoted = [term.strip('"') for term in selection.terms()]
        parts.append(f"with {' and '.join(f'‘{cell(each)}’' for each in quoted)}")
    if selection.speaker:
        parts.append(f"by {cell(selection.speaker)}")
    if selection.within:
        parts.append(f"in {' and '.join(cell(each) for each in selection.within)}")
    if selection.since and selection.until:
        parts.append(f"from {selection.since} to {selection.until}")
    elif selection.since:
        parts.append(f"since {selection.since}")
    elif selection.until:
        parts.append(f"until {selection.until}")
    return f" {' '.join(parts)}" if parts else " in the library"


def _line(library: Library, thing: str, item: Item) -> str:
    place = item.place
    parts = [f"**{cell(place.title)}**"]
    if thing in ("documents", "conversations"):
        parts += [item.kind, str(item.day or ""), cell(place.path)]
    elif thing == "messages":
        parts += [cell(place.speaker or ""), str(item.day or ""), cell(_excerpt(library, place))]
    else:
        parts += [f"lines {place.line_start}–{place.line_end}", cell(_excerpt(library, place))]
    return " · ".join(part for part in parts if part)


def _row(library: Library, thing: str, item: Item) -> tuple[str, ...]:
    text = "" if thing in ("documents", "conversations") else _excerpt(library, item.place)
    place = item.place
    return (place.title, item.kind, str(item.day or ""), place.path, place.speaker or "", text)


def _with_place(library: Library, thing: str, item: Item) -> Item:
    """With the lines, page and headings of a passage or message; a document is its whole self."""
    if thing in ("documents", "conversations"):
        return item
    return replace(item, place=library.place(item.place.version, item.place.char_start, item.place.char_end))


def _excerpt(library: Library, place: Place) -> str:
    end = min(place.char_end, place.char_start + 2 * EXCERPT)
    text = " ".join(library.text(place.version)[place.char_start : end].split())
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


_WHAT = {
    "what": one_of("what to look for", *THINGS),
    "words": words("words that all have to be in it; those in double quotes in a row", 200),
    "form": one_of("only documents of this form", *FORMS),
    "in": {
        "type": "array",
        "items": words("a collection, '#tag', folder, file or pattern", 200),
        "maxItems": 5,
        "description": "only there; all of them have to fit",
    },
    "speaker": words("only what this person says; messages and conversations", 80),
    "since": words("the first day, as 2024-01-31", 10),
    "until": words("the last day, as 2024-12-31", 10),
    "dated": one_of("by a document's own date, or by when it was taken in", "own", "added"),
}

LIST = Tool(
    "list",
    "Lists documents, conversations, passages or messages by words, form, date, place and speaker.",
    fields(
        {
            **_WHAT,
            "limit": whole("how many at most", 1, MOST),
            "newest_first": {"type": "boolean", "description": "by date instead of by path"},
        },
    ),
    run_list,
)
COUNT = Tool(
    "count",
    "Counts documents, conversations, passages or messages, exactly, by the same.",
    fields(
        _WHAT,
    ),
    run_count,
)
