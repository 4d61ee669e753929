"""Which reader reads a file: by its suffix, and by its first bytes where the suffix says too little.

Readers are imported when first needed; some bring libraries that take half a second.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from engine.errors import ReadError, SkipFile
from engine.sources.decode import is_binary
from engine.sources.reading import Reading

HEAD_BYTES = 8_192
"""How much of a file `reader_for` wants to see."""


class ReadFunction(Protocol):
    """A file's bytes as documents; the path gives a title and a kind, it is not opened.

    Raises:
        ReadError: the file is broken, encrypted or not what it claims to be.
        SkipFile: there is nothing to read in it.
    """

    def __call__(self, path: Path, data: bytes) -> tuple[Reading, ...]: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader by name: the module `engine.sources.<module>` with a function `read`."""

    kind: str  # 'markdown', as in `Reading.kind`
    version: str  # 'markdown/1', as in `Reading.reader`
    module: str
    is_plain: bool = False  # text, tables and source code, which have a limit of size of their own
    streams: bool = False  # any number of documents from one file, read one at a time

    def stream(self, path: Path) -> Iterator[Reading]:
        """The documents of a file that `streams`, each with a `part`; raises what `ReadFunction` does."""
        return cast(Iterator[Reading], import_module(f"engine.sources.{self.module}").stream(path))

    def load(self) -> ReadFunction:
        return cast(ReadFunction, import_module(f"engine.sources.{self.module}").read)


_READERS = (
    Reader("markdown", "markdown/2", "markdown"),
    Reader("text", "text/1", "plain", is_plain=True),
    Reader("code", "code/1", "code", is_plain=True),
    Reader("html", "html/3", "html"),
    Reader("pdf", "pdf/1", "pdf"),
    Reader("docx", "docx/1", "docx"),
    Reader("epub", "epub/2", "epub"),
    Reader("csv", "csv/1", "tables", is_plain=True),
    Reader("notebook", "notebook/2", "notebook"),
    Reader("conversation", "conversation/2", "conversations"),
    Reader("bookmarks", "bookmarks/1", "bookmarks"),
    Reader("wikitext", "wikitext/1", "wiki.export", streams=True),
    Reader("zim", "zim/1", "zim", streams=True),
)
_BY_KIND = {reader.kind: reader for reader in _READERS}

READER_VERSIONS: Mapping[str, str] = {reader.kind: reader.version for reader in _READERS}
"""The version of each kind's reader; a document that an older one read is to be read again."""

_SUFFIXES = {
    "markdown": "md markdown mdown mkd mdx qmd rmd",
    "text": "txt text rst org log tex adoc asciidoc me srt vtt bib eml",
    "code": (
        "py pyi pyw js mjs cjs jsx ts mts cts tsx c h cc cpp cxx hpp hh hxx ino java kt kts scala go rs swift cs m mm"
        " d dart zig php groovy sh bash zsh fish ps1 bat cmd rb lua pl pm r jl hs ml mli fs fsx clj cljs ex exs erl el"
        " lisp scm nim v vhdl sv asm s sql graphql proto css scss sass less vue svelte toml yaml yml json jsonl ndjson"
        " ini cfg conf env properties cmake mk gradle dockerfile tf nix xml svg xsd plist vim awk sed f90 f95 pas cr"
    ),
    "html": "html htm xhtml",
    "pdf": "pdf",
    "docx": "docx docm",
    "epub": "epub",
    "csv": "csv tsv tab",
    "notebook": "ipynb",
}
_BY_SUFFIX = {f".{suffix}": kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_BY_NAME = {
    **dict.fromkeys(
        ("makefile", "gnumakefile", "dockerfile", "containerfile", "justfile", "rakefile", "gemfile"), "code"
    ),
    **dict.fromkeys(("cmakelists.txt", "jenkinsfile", "vagrantfile", "procfile"), "code"),
}
EXPORTS = frozenset({".xml", ".bz2", ".zim"})
"""Suffixes of files that may be larger than others, if their reader streams."""

_NO_TEXT = frozenset({".doc", ".xls", ".ppt", ".odt", ".rtf", ".ps", ".eps", ".svgz"})  # text inside, but not as text
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_BOOKMARKS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<!DOCTYPE\s+NETSCAPE-Bookmark-file-1\b", re.IGNORECASE)
_SHEBANG = re.compile(rb"#!\s*/\S+")


def reader_for(path: Path, head: bytes) -> Reader | None:
    """The reader for a file with these first `HEAD_BYTES`; None if there is none (binary, or a format of its own)."""
    kind = _kind(path, head)
    return _BY_KIND[kind] if kind else None


def is_named_readable(name: str) -> bool:
    """Whether a file of this name is most likely one that can be read; nothing is opened."""
    return name.lower() in _BY_NAME or os.path.splitext(name)[1].lower() in _BY_SUFFIX  # noqa: PTH122 - a bare name


def streamed(path: Path) -> Reader | None:
    """The reader of a file on disk if it is one that streams."""
    if path.suffix.lower() not in EXPORTS:
        return None
    with path.open("rb") as file:
        reader = reader_for(path, file.read(HEAD_BYTES))
    return reader if reader is not None and reader.streams else None


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """The documents in a file; more than one for an export of conversations.

    Raises:
        ReadError: the file is broken, encrypted or not what it claims to be.
        SkipFile: the file is binary or there is nothing to read in it.
    """
    reader = reader_for(path, data[:HEAD_BYTES])
    if reader is None:
        raise SkipFile("binary data, not text" if is_binary(data[:HEAD_BYTES]) else "no reader for this kind of file")
    try:
        readings = reader.load()(path, data)
    except RecursionError as error:
        raise ReadError(f"{path.name} is nested too deeply to be read", "simplify it or leave it out") from error
    if not any(reading.text.strip("\ufeff \t\r\n") for reading in readings):
        raise SkipFile("there is no text in it")
    return readings


def _kind(path: Path, head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"ZIM\x04"):
        return "zim"
    suffix = path.suffix.lower()
    kind = _BY_NAME.get(path.name.lower()) or _BY_SUFFIX.get(suffix, "")
    if kind in ("pdf", "docx", "epub"):
        return kind
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(head, path)
    if _BOOKMARKS.match(head):
        return "bookmarks"
    if _is_wiki_export(path, head):
        return "wikitext"
    if suffix in _NO_TEXT or is_binary(head):
        return ""
    if _is_conversation(path, head):
        return "conversation"
    if kind:
        return kind
    if _HTML.match(head):
        return "html"
    return "code" if _SHEBANG.match(head) else "text"


def _zip_kind(head: bytes, path: Path) -> str:
    """What a zip archive without a telling suffix is."""
    if b"mimetypeapplication/epub+zip" in head:
        return "epub"
    if b"word/" in head:
        return "docx"
    return "conversation" if _is_conversation(path, head) else ""


def _is_conversation(path: Path, head: bytes) -> bool:
    if path.suffix.lower() not in (".json", ".jsonl", ".md", ".txt", ".markdown", ".zip"):
        return False
    from engine.sources import conversations

    return conversations.sniff(path, head)


def _is_wiki_export(path: Path, head: bytes) -> bool:
    if not (head.startswith(b"BZh") or b"<mediawiki" in head):
        return False
    from engine.sources.wiki import export

    return export.is_export(path.name, head)
