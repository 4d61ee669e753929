"""The tool `export`: one new file in the folder for exports, once the user has said yes; nothing is overwritten."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path, PurePath

from engine.agents.tools.naming import cell, the_document
from engine.agents.tools.numbers import counted
from engine.agents.tools.tables import as_csv, the_table
from engine.agents.tools.tool import Arguments, Door, Tool, ToolError, ToolResult, fields, one_of, whole, words

NAME = "export"
MOST_TEXT = 1_000_000  # characters of a text that is handed in
LONGEST_NAME = 120
MOST_NUMBERS = 1_000  # files of one name

_ODD = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")  # device names on Windows


def default_exports() -> Path:
    """Where exports go: `NACRE_EXPORTS`, else 'nacre-exports' in the home folder."""
    return Path(os.environ.get("NACRE_EXPORTS") or Path.home() / "nacre-exports")


def run(door: Door, arguments: Arguments) -> ToolResult:
    """Write a document's text, its original, one of its tables, or a text that is given.

    Raises:
        ToolError: the user said no, the name leads out of the folder, there is no such document or table, or the disk
            refuses.
    """
    name, content = _content(door, arguments)
    name = _checked_name(arguments.get("name") or name)
    target = door.exports / name
    if not door.confirm(f"Write {counted(len(content), 'byte')} to {_free(target)}?"):
        raise ToolError("nothing was written, for it was not confirmed")
    written = _write(target, content)
    said = f"{counted(len(content), 'byte')} written to **{cell(str(written))}**"
    row = (str(written), str(len(content)))
    return ToolResult(NAME, said, ("file", "bytes"), (row,), files=(str(written),))


def _content(door: Door, arguments: Arguments) -> tuple[str, bytes]:
    """A file's name and what goes into it."""
    if "text" in arguments:
        if "document" in arguments:
            raise ToolError("a text and a document are not exported together", "name one of them")
        return "export.md", arguments["text"].encode("utf-8", "replace")
    if "document" not in arguments:
        raise ToolError("nothing was named to export", "name a document")
    document = the_document(door.library, arguments["document"])
    stem = PurePath(document.path).stem
    if "table" in arguments:
        table = the_table(door.library, document, arguments["table"])
        return f"{stem} table {arguments['table']}.csv", as_csv(table).encode("utf-8", "replace")
    if arguments.get("form", "text") == "original":
        return document.file, door.library.original(document.version)
    keeps = document.kind in ("markdown", "text", "code", "csv")  # its text is the file's
    name = document.file if keeps else f"{_ODD.sub('_', document.title if document.part else stem)}.txt"
    return name.replace("/", "_").replace("\\", "_"), door.library.text(document.version).encode("utf-8", "replace")


def _checked_name(name: str) -> str:
    """A bare file's name that every system takes.

    Raises:
        ToolError: it leads out of the folder for exports.
    """
    name = name.strip()
    if "/" in name or "\\" in name or name in ("", ".", "..") or re.match(r"[A-Za-z]:", name):
        raise ToolError(f"'{name[:60]}' is no file's name in the folder for exports", "give a name without a folder")
    clean = _ODD.sub("_", name).strip(" .") or "export"
    if _RESERVED.fullmatch(clean):
        clean = f"_{clean}"
    stem, suffix = PurePath(clean).stem, PurePath(clean).suffix[:20]
    while len((stem + suffix).encode("utf-8", "replace")) > LONGEST_NAME:
        stem = stem[:-1]
    return stem + suffix


def _numbered(target: Path) -> list[Path]:
    return [target, *(target.with_name(f"{target.stem} {n}{target.suffix}") for n in range(2, MOST_NUMBERS))]


def _free(target: Path) -> Path:
    return next((path for path in _numbered(target) if not os.path.lexists(path)), target)


def _write(target: Path, content: bytes) -> Path:
    """Write to the first name that is free; a link that lies there is never followed."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for path in _numbered(target):
            try:
                with path.open("xb") as file:
                    file.write(content)
            except FileExistsError:
                continue
            return path
    except OSError as error:
        why = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or "the system refused").lower()
        raise ToolError(
            f"{target} can't be written: {why}", "check the folder, or name another with NACRE_EXPORTS"
        ) from error
    raise ToolError(f"there are {MOST_NUMBERS:,} files called {target.name}", "give another name")


TOOL = Tool(
    NAME,
    "Writes a document, a table of it as CSV, or a text into a new file, once the user has agreed.",
    fields(
        {
            "document": words("the document's file name, path or title", 300),
            "form": one_of("its text, or the original file", "text", "original"),
            "table": whole("which of its tables, as CSV", 1, 100_000),
            "text": words("a text to write instead of a document", MOST_TEXT),
            "name": words("the new file's name, without a folder", 200),
        },
    ),
    run,
)
