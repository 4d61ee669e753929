"""Which pages a file asks for: bookmarks of a browser, or any text with addresses of Wikipedia or titles in it."""

from __future__ import annotations

import re
from pathlib import Path

from engine.errors import SkipFile, UsageError
from engine.sources import registry
from engine.sources.bookmarks import bookmarks
from engine.sources.decode import decode
from engine.sources.wiki.titles import LANGUAGE, PageName, tidy_title, wikipedia_page

_ADDRESS = re.compile(r"https?://[^\s<>\"'`|]+")
_BEHIND = ".,;:!?]}*"
_LONGEST_TITLE = 255  # bytes, as MediaWiki has it
_NO_TITLE = re.compile(r"[\[\]{}|<>#]")


def wanted(path: Path, language: str = "") -> tuple[PageName, ...]:
    """The pages that a file names, each once, in its order.

    Args:
        path: an export of bookmarks, or a text: what addresses it has, or, where it has none, a title a line.
        language: only pages of this language; '' for all. Titles without an address are of this one, or English.

    Raises:
        UsageError: the file can't be read or names no page, or the language is none.
    """
    if language and not LANGUAGE.fullmatch(language):
        raise UsageError(f"'{language}' is no language of Wikipedia", "write it as in the address: en, de, zh-yue")
    try:
        data = path.read_bytes()
        reader = registry.reader_for(path, data[: registry.HEAD_BYTES])
        if reader is not None and reader.kind == "bookmarks":
            addresses = [each.address for each in bookmarks(data)]
            text = ""
        else:
            text = decode(data, mend=False).text
            addresses = [_without_what_is_behind(each) for each in _ADDRESS.findall(text.replace("&amp;", "&"))]
    except OSError as error:
        raise UsageError(f"{path} can't be read: {(error.strerror or '').lower()}", "check the path") from error
    except SkipFile as error:
        raise UsageError(f"{path.name} is not text", "name an export of bookmarks, or a list of addresses") from error
    found = [page for page in map(wikipedia_page, addresses) if page]
    if not addresses and path.suffix.lower() in (".txt", ""):
        found = [PageName(language or "en", tidy_title(line)) for line in text.splitlines() if _is_title(line)]
    pages = tuple(dict.fromkeys(page for page in found if language in ("", page.language)))
    if not pages:
        which = f" in '{language}'" if language else ""
        raise UsageError(
            f"{path.name} names no page of Wikipedia{which}",
            "export your bookmarks as HTML, or list addresses in a text",
        )
    return pages


def _is_title(line: str) -> bool:
    title = line.strip()
    return bool(title) and not _NO_TITLE.search(title) and len(title.encode("utf-8", "replace")) <= _LONGEST_TITLE


def _without_what_is_behind(address: str) -> str:
    """An address without the full stop or the bracket of the sentence that it stands in."""
    address = address.rstrip(_BEHIND)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_BEHIND)
    return address
