"""What is listed and counted: documents, passages and messages by words, kind, date, place and speaker; exactly.

A word matches its forms, as the full-text index has them: 'tide' finds 'tides'. Documents and conversations have a word
in title, headings or text; passages and messages in their text.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from engine.agents.tools.naming import Named, documents
from engine.agents.tools.tool import ToolError
from engine.library.connection import in_pages
from engine.library.store import Library
from engine.library.wording import clean
from engine.records import Place

MOST_WORDS = 20

FORMS = {
    "note": ("markdown", "text"),
    "markdown": ("markdown",),
    "text": ("text",),
    "pdf": ("pdf",),
    "word": ("docx",),
    "book": ("epub",),
    "page": ("html", "wikitext", "zim"),
    "notebook": ("notebook",),
    "code": ("code",),
    "table": ("csv",),
    "conversation": ("conversation",),
}
"""The readers' kinds by the name that a user has for them."""

DATES = """SELECT d.id, 'its own date', f.filler FROM documents d
    JOIN facts f ON f.version_id = d.current_version AND f.role = 'date' WHERE d.state = 'live' AND f.ordinal = (
        SELECT MIN(g.ordinal) FROM facts g WHERE g.version_id = f.version_id AND g.role = 'date')
    UNION ALL SELECT d.id, 'its first message', MIN(m.time) FROM documents d JOIN marks m
        ON m.version_id = d.current_version AND m.time != '' WHERE d.state = 'live' GROUP BY d.id
    UNION ALL SELECT d.id, 'the day its file was written', f.mtime_ns FROM documents d JOIN files f ON f.path = d.path
        WHERE d.state = 'live' AND f.mtime_ns > 1000000000
    UNION ALL SELECT id, 'the day it was taken in', added FROM documents WHERE state = 'live'"""
"""The days that a document has, the most telling first."""

ADDED = "SELECT id, 'the day it was taken in', added FROM documents WHERE state = 'live'"

WORDED = """SELECT DISTINCT v.document_id FROM words w JOIN chunks c ON c.id = w.rowid
    JOIN versions v ON v.id = c.version_id WHERE words MATCH ?"""
PASSAGES = "SELECT rowid FROM words WHERE words MATCH ?"
SPOTS = """SELECT c.version_id, c.char_start FROM words w JOIN chunks c ON c.id = w.rowid WHERE words MATCH ?"""
MESSAGES = """SELECT m.version_id, m.char_start, m.char_end, m.speaker, m.time, m.branch, m.number FROM marks m
    JOIN documents d ON d.current_version = m.version_id WHERE m.kind = 'message' AND d.state = 'live'
    AND d.id IN (SELECT value FROM json_each(?)) ORDER BY m.version_id, m.char_start"""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to look for; everything that is set has to hold."""

    words: str = ""  # all of them; those in quotes in a row
    form: str = ""  # a key of FORMS
    within: tuple[str, ...] = ()  # collections, tags, folders, patterns, as `--in` takes them
    speaker: str = ""
    since: date | None = None
    until: date | None = None  # this day included
    by_added: bool = False  # dates are those at which documents were taken in

    def terms(self) -> tuple[str, ...]:
        """The words as expressions of the full-text index.

        Raises:
            ToolError: there are words, but no letter or figure in them, or too many.
        """
        found = []
        for quoted, plain in re.findall(r'"([^"]*)"|([^\s"]+)', clean(self.words)):
            parts = re.findall(r"\w+", quoted or plain)
            if parts:
                found.append(f'"{" ".join(parts)}"')
        if self.words.strip() and not found:
            raise ToolError("there is no word to look for")
        if len(found) > MOST_WORDS:
            raise ToolError(f"more than {MOST_WORDS} words are too many to look for at once", "name the telling ones")
        return tuple(dict.fromkeys(found))

    @property
    def dated(self) -> bool:
        return self.since is not None or self.until is not None

    def covers(self, day: date | None) -> bool:
        """Whether a day is within the range; a day that is not known is not."""
        return day is not None and (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was found."""

    place: Place
    kind: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found, and by which days it was dated."""

    items: list[Item]
    dated_by: dict[str, int] = field(default_factory=dict)  # documents by where their day comes from
    branches: int = 0  # messages of lines that a conversation left


def find_documents(library: Library, selection: Selection) -> Found:
    """The documents that fit, by path; a speaker means those in which he says something."""
    chosen = _candidates(library, selection)
    for term in selection.terms():
        having = {row[0] for row in library.read().execute(WORDED, (term,)).fetchall()}
        chosen = [each for each in chosen if each.document_id in having]
    if selection.speaker:
        speaking = {mark.version for mark in _messages(library, chosen) if mark.said_by(selection.speaker)}
        chosen = [each for each in chosen if each.version in speaking]
    return _dated(library, chosen, selection)


def find_passages(library: Library, selection: Selection) -> Found:
    """The passages that fit, in the order of the documents; their documents' dates and kinds count."""
    within = _dated(library, _candidates(library, selection), selection)
    days = {item.place.document_id: (item.kind, item.day) for item in within.items}
    chosen: set[int] | None = None
    for term in selection.terms():
        having = {row[0] for row in library.read().execute(PASSAGES, (f"body : {term}",)).fetchall()}
        chosen = having if chosen is None else chosen & having
    ids = set(library.chunk_ids(days))
    chosen = ids if chosen is None else chosen & ids
    rows = sorted(library.chunk_rows(sorted(chosen)), key=lambda row: (row.path, row.part, row.start))
    items = []
    for row in rows:
        place = Place(
            row.document_id, row.version, row.path, row.part, row.title, row.headings, None, None, None, row.line_start,
            row.line_end, row.start, row.end,
        )  # fmt: skip
        items.append(Item(place, *days[row.document_id]))
    return Found(items, within.dated_by)


@dataclass(frozen=True, slots=True)
class _Message:
    version: int
    start: int
    end: int
    speaker: str
    time: str
    branch: str
    number: int

    def said_by(self, name: str) -> bool:
        own = self.speaker.casefold()
        wanted = name.casefold().strip()
        return own == wanted or wanted in own.split() or (wanted in ("me", "i", "myself", "you") and own == "user")


def find_messages(library: Library, selection: Selection) -> Found:
    """The messages of conversations that fit, in the order of the conversations; each has a day of its own."""
    chosen = {each.version: each for each in _candidates(library, selection)}
    messages = _messages(library, chosen.values())
    for term in selection.terms():
        having = _spoken(library, f"body : {term}", messages)
        messages = [each for each in messages if (each.version, each.start) in having]
    items, branches = [], 0
    for each in messages:
        day = read_date(each.time)
        if (selection.speaker and not each.said_by(selection.speaker)) or (
            selection.dated and not selection.covers(day)
        ):
            continue
        of = chosen[each.version]
        place = Place(
            of.document_id, of.version, of.path, of.part, of.title, (), None, each.speaker, each.time, 1, 1, each.start,
            each.end,
        )  # fmt: skip
        items.append(Item(place, of.kind, day))
        branches += bool(each.branch)
    return Found(items, branches=branches)


def read_date(written: str) -> date | None:
    """The day of '2024', '2024-05', '2024-05-03T10:00' (the first one of a year or month); None for anything else."""
    match = re.match(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)", written.strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None


def _candidates(library: Library, selection: Selection) -> list[Named]:
    """By place and kind.

    Raises:
        UsageError: a collection, tag or folder matches nothing.
    """
    ids: frozenset[int] | None = None
    for name in selection.within:
        meant = library.scope(name)
        if meant is not None:
            ids = meant if ids is None else ids & meant
    kinds = FORMS.get(selection.form)
    return [each for each in documents(library, ids) if kinds is None or each.kind in kinds]


def _dated(library: Library, chosen: list[Named], selection: Selection) -> Found:
    """The documents with their days, those outside the range left out."""
    days: dict[int, tuple[str, date]] = {}
    for document, source, written in library.read().execute(ADDED if selection.by_added else DATES).fetchall():
        if document not in days:
            day = _file_day(written) if isinstance(written, int) else read_date(written)
            if day is not None:
                days[document] = (source, day)
    items, dated_by = [], dict[str, int]()
    for each in chosen:
        source, day = days.get(each.document_id, ("", None))
        if selection.dated and not selection.covers(day):
            continue
        items.append(Item(each.place(), each.kind, day))
        dated_by[source] = dated_by.get(source, 0) + 1
    return Found(items, dated_by)


def _file_day(mtime_ns: int) -> date | None:
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9).astimezone().date()
    except (OverflowError, OSError, ValueError):  # a clock that was wrong
        return None


def _messages(library: Library, chosen: Iterable[Named]) -> list[_Message]:
    found: list[_Message] = []
    for page in in_pages(sorted(each.document_id for each in chosen)):
        found += [_Message(*row) for row in library.read().execute(MESSAGES, (json.dumps(page),)).fetchall()]
    return found


def _spoken(library: Library, match: str, messages: list[_Message]) -> set[tuple[int, int]]:
    """Version and start of the messages in which one passage matches."""
    starts = sorted((each.version, each.start) for each in messages)
    ends = {(each.version, each.start): each.end for each in messages}
    found = set()
    for version, spot in library.read().execute(SPOTS, (match,)).fetchall():
        at = bisect_right(starts, (version, spot)) - 1
        if at >= 0 and starts[at][0] == version and spot < ends[starts[at]]:
            found.add(starts[at])
    return found
