"""Bookmarks as browsers export them (Netscape's form: Firefox, Chrome, Opera, Edge, Safari): titles, addresses, dates.

The canonical text has a heading for each folder and a line for each bookmark, with its address: what is found there is
what was bookmarked, not what the page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from engine.errors import SkipFile
from engine.sources import web_page
from engine.sources.canonical import Canonical
from engine.sources.marked import INVISIBLE
from engine.sources.reading import Block, BlockKind, Link, Reading
from engine.sources.wiki.titles import wikipedia_page

READER = "bookmarks/1"

Element = Any  # lxml ships no types

_NEVER_CLOSED = re.compile(r"</?(?:dt|dd|p)\b[^<>]*>", re.IGNORECASE)  # a parser nests them without end
_MOST_FOLDERS_DEEP = 6


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of an export."""

    title: str
    address: str
    folders: tuple[str, ...]  # outermost first
    added: str  # ISO 8601 in UTC, or ''
    tags: tuple[str, ...] = ()


def bookmarks(data: bytes) -> tuple[Bookmark, ...]:
    """The bookmarks of an export in order; browsers' own places (`place:`, `javascript:`, `data:`) are left out.

    Raises:
        SkipFile: the bytes are not text.
    """
    root = web_page.parse(_NEVER_CLOSED.sub("", web_page.page_text(data).text))
    return () if root is None else tuple(_entries(root))


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document with a line for each bookmark. Facts: 'link' and 'tag'; a note says how many lead to Wikipedia.

    Raises:
        SkipFile: the bytes are not text, or there is no bookmark.
    """
    found = bookmarks(data)
    if not found:
        raise SkipFile("there is no bookmark in it")
    canonical = Canonical()
    canonical.add(BlockKind.HEADING, "Bookmarks", level=1, name="Bookmarks")
    folders: tuple[str, ...] = ()
    gathered: list[Bookmark] = []
    for bookmark in found:
        if bookmark.folders != folders:
            _add_list(canonical, gathered)
            gathered = []
            _add_folders(canonical, folders, bookmark.folders)
            folders = bookmark.folders
        gathered.append(bookmark)
    _add_list(canonical, gathered)
    facts = {
        "link": tuple(dict.fromkeys(bookmark.address for bookmark in found)),
        "tag": tuple(dict.fromkeys(tag for bookmark in found for tag in bookmark.tags)),
    }
    return (
        Reading(
            title=path.stem,
            text=canonical.text,
            reader=READER,
            kind="bookmarks",
            blocks=canonical.blocks,
            facts={role: fillers for role, fillers in facts.items() if fillers},
            notes=_notes(path, found),
            links=canonical.links,
        ),
    )


def _entries(root: Element) -> Iterator[Bookmark]:
    """Lists open and close folders; the heading before a list names it."""
    folders: list[str] = []
    waiting = ""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag == "dl":
            if event == "start":
                folders.append(waiting)
                waiting = ""
            else:
                folders.pop()
        elif event == "start" and element.tag == "h3":
            waiting = _line(element)
        elif event == "start" and element.tag == "a":
            address = (element.get("href") or "").strip()
            if re.match(r"(?:https?|ftp|file|gemini|gopher)://", address, re.IGNORECASE):
                yield Bookmark(
                    _line(element) or address,
                    address,
                    tuple(filter(None, folders)),
                    _time(element.get("add_date") or ""),
                    tuple(filter(None, (tag.strip() for tag in (element.get("tags") or "").split(",")))),
                )


def _add_folders(canonical: Canonical, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """A heading for each folder that was not open before; the last one at least."""
    same = 0
    while same < min(len(before), len(after) - 1) and before[same] == after[same]:
        same += 1
    for depth, name in enumerate(after[same:], same + 2):
        canonical.add(BlockKind.HEADING, name, level=min(depth, _MOST_FOLDERS_DEEP), name=name[:300])


def _add_list(canonical: Canonical, found: list[Bookmark]) -> None:
    lines, blocks, links = [], [], []
    here = 0
    for bookmark in found:
        added = f", {bookmark.added[:10]}" if bookmark.added else ""
        line = f"- {bookmark.title} <{bookmark.address}>{added}"
        place, _, heading = bookmark.address.partition("#")
        start = here + 2
        links.append(Link(start, start + len(bookmark.title), place, heading))
        blocks.append(Block(BlockKind.LIST, here, here + len(line)))
        lines.append(line)
        here += len(line) + 1
    canonical.add_blocks("\n".join(lines), blocks, links)


def _notes(path: Path, found: tuple[Bookmark, ...]) -> tuple[str, ...]:
    pages = {page for bookmark in found if (page := wikipedia_page(bookmark.address))}
    if not pages:
        return ()
    count = "1 bookmark leads" if len(pages) == 1 else f"{len(pages):,} bookmarks lead"
    return (f"{count} to Wikipedia; nacre fetch wikipedia --from {path.name} fetches the pages.",)


def _line(element: Element) -> str:
    return " ".join(element.text_content().translate(INVISIBLE).split())


def _time(seconds: str) -> str:
    """Seconds since 1970 (some write milli- or microseconds) as ISO 8601."""
    if not seconds.isdecimal() or not int(seconds):
        return ""
    moment = int(seconds[:20])
    while moment > 99_999_999_999:
        moment //= 1_000
    try:
        return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return ""
