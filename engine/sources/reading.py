"""What a reader makes of a file: the canonical text and everything known about its parts.

A reader never throws structure away by rewriting: it states spans in the canonical text. For text files that text is
the decoded bytes, newlines and byte-order mark untouched; for other formats it is what the reader made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of the canonical text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    CODE = "code"  # a fence, or a function, class or blank-line block of a source file
    TABLE = "table"
    QUOTE = "quote"
    META = "meta"  # front matter and the like: stored, searchable, never an answer's sentence


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the canonical text that reads as one.

    Blocks are in order and do not overlap; gaps are white space or markup.

    `text[start:end]` is the block without surrounding blank lines. `level` is 1 to 6 for headings, else 0. `name` is a
    heading's plain text, a function's or class's qualified name, a table's caption, or empty.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    name: str = ""


class MarkKind(StrEnum):
    """What kind of place a mark names."""

    PAGE = "page"
    MESSAGE = "message"
    CELL = "cell"  # of a notebook
    CHAPTER = "chapter"  # of an EPUB
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Mark:
    """A named stretch of the canonical text: page 3, the message of a speaker at a time, a cell.

    Marks of one kind are in order and do not overlap. A chunk never crosses one.
    """

    kind: MarkKind
    start: int
    end: int
    number: int  # 1-based
    speaker: str = ""  # 'User', 'Assistant', or a name; messages only
    time: str = ""  # ISO 8601 with offset
    uid: str = ""  # the source's own id, if it has one
    branch: str = ""  # "" on the main line; an id for a message of an abandoned branch


@dataclass(frozen=True, slots=True)
class Link:
    """A link that stands in the canonical text.

    `text[start:end]` is what stands there for it: the whole markup in Markdown, the words of the link where the text
    has no markup. Links are in order and do not overlap.
    """

    start: int
    end: int
    target: str  # as the document names it: a page, a path or an address, without the part behind '#'
    heading: str = ""  # the part behind '#'


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as its reader understood it."""

    title: str
    text: str
    reader: str  # name/version, e.g. 'markdown/1'; a new version means reading again
    kind: str  # 'markdown', 'text', 'code', 'html', 'pdf', 'docx', 'epub', 'csv', 'notebook', 'conversation'
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...] = ()
    # by role: 'author', 'date', 'tag', 'alias', 'link', 'conversation_id', 'provider', 'language', ...
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # one sentence each, for the user
    part: str = ""  # a conversation's id where one file holds several documents
    links: tuple[Link, ...] = ()
    deepen: bool = False  # a second, slower reading would give more (layout of a PDF)
