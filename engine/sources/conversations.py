"""Conversation exports: ChatGPT, Claude (conversations.json, alone or in its zip) and Nexus Markdown.

Each conversation is a document of its own; its messages can be cited by speaker and time.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from engine.errors import ReadError, SkipFile
from engine.sources import chatgpt, claude, nexus
from engine.sources.reading import Reading
from engine.sources.salvage import Damaged, elements
from engine.sources.transcript import Conversation, mended, reading

READER = "conversation/2"
MOST_BYTES = 512 * 1024 * 1024  # of JSON; reading it takes about six times as much memory

_EXPORT = re.compile(r"conversations[\w-]*\.json$", re.IGNORECASE)
_MARKDOWN = {"", ".md", ".markdown", ".txt"}
_KEYS = re.compile(rb'"(?:mapping|chat_messages|current_node)"\s*:')
_BEGINS = re.compile(r'\{\s*"(?:title|name|uuid|id|conversation_id|mapping|create_time)"\s*:')
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError)  # what wrong shapes raise


def sniff(path: Path | str, head: bytes) -> bool:
    """Whether the file is such an export, by its name and its first bytes (a few thousand are enough)."""
    path = Path(path)
    if head.startswith(b"PK\x03\x04"):
        return path.suffix.lower() == ".zip" and bool(_names_in(path))
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if path.suffix.lower() == ".json":
        return bool(_EXPORT.search(path.name) and text[:1] in (b"[", b"{")) or bool(_KEYS.search(head))
    return path.suffix.lower() in _MARKDOWN and nexus.is_nexus(head.decode("utf-8", "replace"))


def read(path: Path | str, data: bytes) -> tuple[Reading, ...]:
    """Every conversation that holds a message, in the order of the file.

    What could not be read is named in the notes of the first.

    Raises:
        ReadError: the JSON or the archive is malformed, or nothing in it is a conversation of a known form.
        SkipFile: no conversation holds a message, or the export is larger than `MOST_BYTES`.
    """
    name = Path(path).name
    if data.startswith(b"PK\x03\x04"):
        return _readings(name, [entry for part in _unzipped(name, data) for entry in _entries(name, part)])
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        found = _parsed(name, data)
        if isinstance(found, dict) and _form(found):
            return _readings(name, [found], alone=True)
        return _readings(name, _entries(name, data, found))
    return (reading(nexus.conversation(path, data), READER),)


def _entries(name: str, data: bytes, found: Any = None) -> list[Any]:
    """The conversations of an export, as raw as they are in it."""
    found = _parsed(name, data) if found is None else found
    if isinstance(found, dict):
        found = [found] if _form(found) else found.get("conversations")
    if not isinstance(found, list):
        raise ReadError(f"{name} is JSON, but no list of conversations", "Take in the export's conversations.json")
    return found


def _parsed(name: str, data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise SkipFile(f"{name} is larger than {MOST_BYTES // 2**20} MB", "Export fewer conversations at a time")
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        if found := _saved(data):
            return found
        where = f"line {error.lineno}, column {error.colno}"
        raise ReadError(f"{name} is not valid JSON at {where} ({error.msg})", "Export it again") from error
    except UnicodeDecodeError as error:
        raise ReadError(f"{name} is not valid Unicode at byte {error.start}", "Export it again") from error
    except RecursionError as error:
        raise ReadError(f"{name} is nested too deeply to be a conversation export") from error


def _saved(data: bytes) -> list[Any]:
    """The conversations of a malformed export, with `Damaged` for what is not; [] if none is whole."""
    text = data.decode("utf-8-sig", "replace")
    if not text.lstrip().startswith("["):
        return []
    found = list(elements(text, _BEGINS, lambda entry: _form(entry) is not None))
    return found if any(map(_form, found)) else []


def _readings(name: str, entries: list[Any], *, alone: bool = False) -> tuple[Reading, ...]:
    notes: list[str] = []
    found: dict[str, Conversation] = {}
    empty = 0
    for number, entry in enumerate(entries, start=1):
        try:
            conversation = _conversation(entry)
        except _MALFORMED as error:
            notes.append(f"conversation {number}{_titled(entry)} could not be read and was left out ({_why(error)})")
            continue
        if conversation.messages:
            found.setdefault(conversation.uid or f"{number}", conversation)
        else:
            empty += 1
    if not found and notes:
        raise ReadError(f"{name} holds no conversation that can be read: {notes[0]}", "Export it again")
    if not found:
        raise SkipFile(f"{name} holds no conversation with a message")
    if empty:
        which = (
            "1 conversation without a message was" if empty == 1 else f"{empty} conversations without a message were"
        )
        notes.append(f"{which} left out")
    return tuple(_noted(found, notes, alone))


def _noted(found: Mapping[str, Conversation], notes: list[str], alone: bool) -> Iterator[Reading]:
    """The readings; the first carries the notes of the whole file."""
    for key, conversation in found.items():
        made = reading(conversation, READER, part="" if alone else key, notes=tuple(notes))
        notes = []
        yield made


def _conversation(entry: Any) -> Conversation:
    if isinstance(entry, Damaged):
        raise ValueError(entry.why)
    form = _form(entry)
    if form is None:
        raise ValueError("neither ChatGPT's form nor Claude's")
    return mended(form(entry))


def _form(entry: Any) -> Callable[[Mapping[str, Any]], Conversation] | None:
    """What reads entries of this form."""
    if not isinstance(entry, dict):
        return None
    return chatgpt.conversation if "mapping" in entry else claude.conversation if "chat_messages" in entry else None


def _titled(entry: Any) -> str:
    title = (entry.get("title") or entry.get("name")) if isinstance(entry, dict) else ""
    return f" ('{title}')" if isinstance(title, str) and title else ""


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return str(error) if type(error) is ValueError else "its parts are not where an export has them"


def _names_in(path: Path) -> list[str]:
    """The exports' names within an archive on disk; none where it can't be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            return [name for name in archive.namelist() if _EXPORT.fullmatch(Path(name).name)]
    except (OSError, zipfile.BadZipFile):
        return []


def _unzipped(name: str, data: bytes) -> Iterator[bytes]:
    """The exports within an archive, never more than `MOST_BYTES` of each, whatever its header claims."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [entry for entry in archive.infolist() if _EXPORT.fullmatch(Path(entry.filename).name)]
            if not parts:
                raise SkipFile(f"{name} holds no conversations.json")
            for part in parts:
                with archive.open(part) as file:
                    yield file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise ReadError(
            f"{name} is an archive that can't be read ({error})", "Unpack it and take in the JSON"
        ) from error
