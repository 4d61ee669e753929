"""Documents as pages that can be linked: what they are called, and which of their names can be recognised in a text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from engine.graph.common_words import CALENDAR, PLAIN
from engine.graph.keys import is_generic, is_symbol, key_of, singular
from engine.library.connection import in_pages
from engine.library.store import Library
from engine.retrieval.query import STOP_WORDS, WORD

LINKABLE = ("markdown", "text", "html", "pdf", "docx", "epub", "conversation", "notebook", "wikitext")
"""Kinds of documents that speak of things; code and tables do not link."""

MOST_NAMES = 12
"""Of one page; a page of Wikipedia may have a hundred redirects."""

GENERIC = frozenset(
    (
        "frequently asked questions",
        "getting started",
        "table of contents",
        "further reading",
        "external links",
        "read me",
    )
)
"""Titles of several words that name nothing; those of one word are known to the graph."""

LONGEST = 10
"""Words of a name that is looked for in texts."""

PAGES = """SELECT d.id, v.id, v.title, d.path, d.part, v.kind, v.text_sha256 FROM documents d
    JOIN versions v ON v.id = d.current_version
    WHERE d.state = 'live' AND d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id"""
FACTS = """SELECT d.id, f.role, f.filler FROM documents d JOIN facts f ON f.version_id = d.current_version
    WHERE f.role IN ('alias', 'redirect', 'url', 'link') AND d.id IN (SELECT value FROM json_each(?))
    ORDER BY d.id, f.role, f.ordinal"""


_QUALIFIED = re.compile(r"\s*\([^()]*\)$")
"""What tells a page from others of its name: 'Dallas Texans (NFL)'."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document that may link and be linked."""

    document_id: int
    version: int
    title: str
    path: str
    part: str
    digest: bytes  # of its text
    names: tuple[str, ...]  # what links may call it: its title, its file, its aliases; the title first
    addresses: tuple[str, ...]
    folder: str  # where its file lies
    targets: tuple[str, ...]  # what its facts say that it links to; older readings know no spans

    @property
    def is_named(self) -> bool:
        """Whether its title says what it is about: 'README' and 'Notes' do not."""
        return is_telling(self.title)


def read_pages(library: Library, documents: Iterable[int]) -> list[Page]:
    """The documents that can be linked, in the order of their numbers."""
    found: list[Page] = []
    for page in in_pages(sorted(documents)):
        listed = (json.dumps(page),)
        facts: dict[int, dict[str, list[str]]] = {}
        for document, role, filler in library.read().execute(FACTS, listed).fetchall():
            facts.setdefault(document, {}).setdefault(role, []).append(filler)
        for row in library.read().execute(PAGES, listed).fetchall():
            if row[5] in LINKABLE:
                found.append(_page(row, facts.get(row[0], {})))
    return found


def is_telling(name: str) -> bool:
    """Whether a name can be known again in a text: not 'Index', 'Notes', '2024-01-01' or 'the'."""
    tokens = words_of(name)
    if not tokens or len(tokens) > LONGEST or is_generic(name) or " ".join(name.lower().split()) in GENERIC:
        return False
    if len(tokens) > 1:
        return any(len(each) > 2 and each not in STOP_WORDS and each not in CALENDAR for each in tokens)
    only = tokens[0]
    if is_symbol(name):
        return len(only) > 2
    return len(only) > 3 and not only.isdigit() and not {only, name.lower()} & (PLAIN | STOP_WORDS | CALENDAR)


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without plurals: what names are compared by."""
    return tuple(singular(word.lower()) for word in WORD.findall(name))


def _page(row: tuple[Any, ...], facts: Mapping[str, Sequence[str]]) -> Page:
    document, version, title, path, part, _, digest = row
    stem = "" if part else PurePath(path).stem
    aliases = (*facts.get("alias", ()), *facts.get("redirect", ()))
    listed = [title, stem, *(each.rpartition("/")[2] for each in aliases)]
    bare = _QUALIFIED.sub("", title)
    if len([word for word in words_of(bare) if word not in STOP_WORDS]) > 1:  # 'The Boys (film)' is not all boys
        listed.append(bare)
    names: dict[str, str] = {}
    for each in listed:
        if each.strip():
            names.setdefault(key_of(each) or each.casefold(), each.strip())
    return Page(
        document,
        version,
        title,
        path,
        part,
        bytes(digest),
        names=tuple(names.values())[:MOST_NAMES],
        addresses=tuple(facts.get("url", ())),
        folder=str(PurePath(path).parent),
        targets=tuple(facts.get("link", ())),
    )
