"""ZIM archives (Kiwix: Wikipedia and other sites for reading offline): each page a document of its own.

python-libzim reads them, which has packages for x86-64 and ARM only; elsewhere such a file is named and left out. Pages
are read one at a time, so memory holds one page and the library's few unpacked clusters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from posixpath import dirname, join, normpath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, unquote

from engine.errors import ReadError, SkipFile
from engine.sources import web_page
from engine.sources.html import page_reading
from engine.sources.reading import BlockKind, Reading
from engine.sources.wiki import site
from engine.sources.wiki.titles import PageName, tidy_title, wikipedia_page

READER = "zim/1"

Archive = Any  # libzim ships no types that hold for its extension modules
Element = Any  # neither does lxml

_PAGES = ("text/html", "application/xhtml+xml")
_LARGEST_PAGE_BYTES = 20_000_000
_OLD_ARTICLES = "A/"  # archives before 2021 keep articles, pictures and indexes in namespaces
_GROUPS = {"image": "picture", "video": "video", "audio": "recording", "font": "font"}
_MANY = {"style or script": "styles and scripts", "page of over 20 MB": "pages of over 20 MB"}
_INTERNAL_REDIRECTS = 8  # from one to the next


@dataclass(slots=True)
class _Survey:
    """What the directory of an archive says, before any page is unpacked."""

    pages: list[int] = field(default_factory=list)  # numbers of entries
    names: dict[str, list[str]] = field(default_factory=dict)  # of redirects, by the path that they lead to
    left_out: Counter[str] = field(default_factory=Counter)  # files by kind


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """The pages of an archive that is in memory; see `stream`."""
    with TemporaryDirectory(prefix="nacre-zim-") as folder:
        here = Path(folder) / path.name
        here.write_bytes(data)
        return tuple(stream(here))


def stream(path: Path) -> Iterator[Reading]:
    """The pages of an archive, one at a time; `part` is the page's path in it.

    Facts as of saved pages (`engine.sources.wiki.page`, `engine.sources.html`); redirects are facts of the page that
    they lead to. Links to other pages of the archive name them by title. The notes of the first document say what was
    left out.

    Raises:
        ReadError: the archive is damaged, or a part of one.
        SkipFile: there is no page in it, or this machine has no library for it.
    """
    archive = _opened(path)
    survey = _survey(archive)
    if not survey.pages:
        only = f", only {_counted(survey.left_out)}" if survey.left_out else ""
        raise SkipFile(f"there is no page in this archive{only}")
    wiki = _wikipedia(archive)
    notes = (f"Left out is what is not text: {_counted(survey.left_out)}.",) if survey.left_out else ()
    for number in survey.pages:
        made = _reading(archive, number, survey, wiki)
        if made is not None:
            yield replace(made, notes=(*notes, *made.notes))
            notes = ()


def _opened(path: Path) -> Archive:
    try:
        from libzim.reader import Archive as Opened
    except ImportError as error:
        raise SkipFile("ZIM archives need python-libzim, which there is not for this machine") from error
    try:
        archive = Opened(path)
        whole = not archive.has_checksum or archive.check()
    except (RuntimeError, OSError) as error:
        raise ReadError(f"{path.name} is no ZIM archive that can be read", "download it again, all of it") from error
    if not whole:
        raise ReadError(f"{path.name} is damaged: its checksum differs", "download it again")
    return archive


def _survey(archive: Archive) -> _Survey:
    survey = _Survey()
    is_new = archive.has_new_namespace_scheme
    for number in range(archive.entry_count if is_new else archive.all_entry_count):
        entry = archive._get_entry_by_id(number)
        if not is_new and not entry.path.startswith(_OLD_ARTICLES):
            continue
        if entry.is_redirect:
            survey.names.setdefault(_led_to(entry).path, []).append(tidy_title(entry.title))
            continue
        kind = entry.get_item().mimetype.partition(";")[0].strip().lower()
        if kind not in _PAGES:
            survey.left_out[_kind(kind)] += 1
        elif entry.get_item().size > _LARGEST_PAGE_BYTES:
            survey.left_out["page of over 20 MB"] += 1
        else:
            survey.pages.append(number)
    return survey


def _led_to(entry: Any) -> Any:
    """Where redirects end; the last one known where they go round in circles."""
    for _ in range(_INTERNAL_REDIRECTS):
        if not entry.is_redirect:
            break
        entry = entry.get_redirect_entry()
    return entry


def _kind(mimetype: str) -> str:
    if mimetype in ("text/css", "text/javascript", "application/javascript"):
        return "style or script"
    return _GROUPS.get(mimetype.partition("/")[0], "other file")


def _counted(kinds: Counter[str]) -> str:
    named = (f"{count:,} {kind if count == 1 else _MANY.get(kind, f'{kind}s')}" for kind, count in kinds.most_common())
    return ", ".join(named)


def _wikipedia(archive: Archive) -> str:
    """The language of the Wikipedia that an archive is made of, as in its address; '' for anything else."""
    stated = {key: _metadata(archive, key) for key in ("Source", "Name") if key in archive.metadata_keys}
    front = wikipedia_page(f"https://{stated.get('Source', '').removeprefix('https://').strip('/')}/wiki/Page")
    if front is not None:
        return front.language
    site, _, rest = stated.get("Name", "").partition("_")  # wikipedia_en_all_maxi
    return rest.partition("_")[0] if site == "wikipedia" else ""


def _metadata(archive: Archive, key: str) -> str:
    return str(bytes(archive.get_metadata(key)).decode("utf-8", "replace")).strip()


def _reading(archive: Archive, number: int, survey: _Survey, wiki: str) -> Reading | None:
    """One page; None if nothing of it is text."""
    entry = archive._get_entry_by_id(number)
    try:
        decoded = web_page.page_text(bytes(entry.get_item().content))
    except SkipFile:
        return None
    root = web_page.parse(decoded.text)
    if root is None or _forwards(root):
        return None
    is_wiki = bool(wiki) or site.is_wiki(root)
    if is_wiki or "url" not in web_page.facts(root):
        for anchor in root.iter("a"):
            _name_the_page(archive, entry.path, anchor, is_wiki)
    title = " ".join(entry.title.split())
    made = page_reading(root, decoded, title or entry.path, READER, is_wiki=is_wiki)
    if not any(block.kind is not BlockKind.HEADING for block in made.blocks):
        return None
    facts = dict(made.facts)
    if wiki and "page" not in facts:
        name = PageName(wiki, tidy_title(title))
        facts |= {"page": (str(name),), "url": (name.address,)}
    if names := tuple(dict.fromkeys((*facts.get("redirect", ()), *survey.names.get(entry.path, ())))):
        facts |= {"redirect": names, "alias": names}
    return replace(made, title=title or made.title, kind="zim", part=entry.path, facts=facts)


def _forwards(root: Element) -> bool:
    """Whether a page does nothing but lead to another one, as older archives have them."""
    return any((meta.get("http-equiv") or "").lower() == "refresh" for meta in islice(root.iter("meta"), 50))


def _name_the_page(archive: Archive, here: str, anchor: Element, is_wiki: bool) -> None:
    """Let a link within the archive name the page's title, in place; on a wiki's page as the wiki does: './Title'."""
    place, hash_, heading = (anchor.get("href") or "").strip().partition("#")
    if not place or "//" in place or ":" in place.partition("/")[0]:
        return
    path = normpath(join(dirname(here), unquote(place.partition("?")[0])))
    if path.startswith("../") or not archive.has_entry_by_path(path):
        return
    entry = _led_to(archive.get_entry_by_path(path))
    title = tidy_title(entry.title) or entry.path
    named = f"./{quote(title, safe='/,()!*;@')}" if is_wiki else quote(title, safe="/,()!*;@ ")
    anchor.set("href", f"{named}{hash_}{heading}")
