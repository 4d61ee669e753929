"""Where fetched pages lie: a file for each, written whole or not at all, and a note for each name that leads elsewhere.

FOLDER/pages/en/Bell Rock.html          the page; its revision is in it
FOLDER/names/en/Inchcape.json           a redirect, or a page that does not exist
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from engine.sources.wiki.titles import PageName

_UNSAFE = re.compile(r'[\x00-\x1f"*/:<>?\\|%]')  # on any system; '%' because it escapes the others
_LONGEST_BYTES = 180


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of fetched pages."""

    folder: Path

    @property
    def pages(self) -> Path:
        """What is to be taken in."""
        return self.folder / "pages"

    def has(self, name: PageName) -> bool:
        """Whether nothing is left to fetch for a name: its page is here, or that of what it leads to."""
        if self._page(name).is_file():
            return True
        note = self._note(name)
        target = str(note.get("leads_to", ""))
        return bool(target) and self._page(PageName(name.language, target)).is_file()

    def is_missing(self, name: PageName) -> bool:
        """Whether it was asked for before and does not exist."""
        return bool(self._note(name).get("missing"))

    def keep(self, name: PageName, page: PageName, html: str) -> None:
        """Keep a page, and the name that it was asked for by where that differs."""
        _write(self._page(page), html)
        if name != page:
            _write(self._name(name), json.dumps({"leads_to": page.title}, ensure_ascii=False))

    def keep_missing(self, name: PageName) -> None:
        """Note that there is no such page."""
        _write(self._name(name), json.dumps({"missing": True}))

    def _page(self, name: PageName) -> Path:
        return self.pages / name.language / f"{file_name(name.title)}.html"

    def _name(self, name: PageName) -> Path:
        return self.folder / "names" / name.language / f"{file_name(name.title)}.json"

    def _note(self, name: PageName) -> dict[str, object]:
        try:
            found = json.loads(self._name(name).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def file_name(title: str) -> str:
    """A title as a file's name that every system takes, and that no other title has."""
    safe = _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", title)
    safe = f"%{ord(safe[0]):02X}{safe[1:]}" if safe[:1] in (".", " ") else safe
    if len(safe.encode("utf-8", "surrogatepass")) <= _LONGEST_BYTES:
        return safe
    short = safe.encode("utf-8", "surrogatepass")[: _LONGEST_BYTES - 20].decode("utf-8", "ignore")
    return f"{short}%{blake2b(title.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{os.getpid()}.part")
    with waiting.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
