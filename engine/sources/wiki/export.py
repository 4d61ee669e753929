"""Exports of a wiki as XML (`Special:Export`, dumps), plain or packed with bzip2: each page a document of its own.

The file is read twice, page by page, so that memory holds one page at a time: first for the redirects and for what is
left out, then for the texts. A file that breaks off in the middle gives the pages before.
"""

from __future__ import annotations

import bz2
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import mwparserfromhell
from lxml import etree

from engine.errors import ReadError, SkipFile
from engine.sources.canonical import Canonical
from engine.sources.markup import add_markup
from engine.sources.reading import Block, BlockKind, Reading
from engine.sources.wiki.titles import PageName, tidy_title, wikipedia_page
from engine.sources.wiki.wikitext import HEADING, Namespaces, Wikitext, parse

READER = "wikitext/1"

Element = Any  # lxml ships no types
Open = Callable[[], IO[bytes]]

_MOST_TEXT = 8_000_000  # code points of a page; the largest article has half a million
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<mediawiki[\s>]", re.DOTALL)
_REDIRECT = re.compile(r"\s*#[^\W\d]+\s*:?\s*\[\[([^\[\]|#]+)", re.IGNORECASE)
_BROKEN = (etree.XMLSyntaxError, OSError, EOFError, ValueError)  # of bzip2: OSError, EOFError
_ARTICLES = "0"
_CATEGORY, _FILE = "14", "6"


@dataclass(slots=True)
class _Page:
    """A page as the file has it, in its latest revision."""

    title: str
    namespace: str
    redirect: str
    model: str
    time: str
    text: str


@dataclass(slots=True)
class _Survey:
    """What the first pass finds out."""

    base: str = ""
    language: str = ""
    namespaces: dict[str, str] = field(default_factory=dict)  # names by number
    redirects: dict[str, list[str]] = field(default_factory=dict)  # names by target
    titles: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    broken: str = ""


def is_export(name: str, head: bytes) -> bool:
    """Whether a file is such an export, by its first bytes; a packed one by its name too."""
    if head.startswith(b"BZh"):
        return name.lower().endswith(".xml.bz2")
    return bool(_ROOT.match(head))


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """The pages of an export that is in memory; see `stream`."""
    return tuple(_readings(path.name, lambda: _unpacked(BytesIO(data), data.startswith(b"BZh"))))


def stream(path: Path) -> Iterator[Reading]:
    """The articles of an export, one at a time; `part` is the page's name.

    Facts: 'url', 'page', 'language', 'language_link', 'category', 'redirect', 'alias', 'infobox:<field>', 'reference',
    'date' (of the revision) and 'link'. Redirects are facts of the page that they lead to. Talk, templates and pages of
    other namespaces are left out, as are articles that are nothing but templates; the notes of the first document say
    how many.

    Raises:
        ReadError: the file is no export, or breaks off before its first article.
        SkipFile: there is no article in it.
    """

    def opened() -> IO[bytes]:
        file = path.open("rb")
        packed = file.read(3) == b"BZh"
        file.seek(0)
        return _unpacked(file, packed)

    return _readings(path.name, opened)


def _unpacked(file: IO[bytes], packed: bool) -> IO[bytes]:
    return bz2.BZ2File(file) if packed else file


def _readings(name: str, opened: Open) -> Iterator[Reading]:
    survey = _survey(opened)
    if not survey.titles:
        if survey.broken:
            raise ReadError(f"{name} is not an export that can be read: {survey.broken}", "export or download it again")
        raise SkipFile(f"{name} holds no article")
    notes = tuple(_notes(survey))
    spaces = _spaces(survey)
    for page in _pages(opened, _Survey()):
        if not _is_article(page):
            continue
        made = _reading(page, survey, spaces, notes)
        if made is not None:
            notes = ()
            yield made


def _survey(opened: Open) -> _Survey:
    """The first pass: redirects and counts."""
    survey = _Survey()
    for page in _pages(opened, survey):
        if page.namespace != _ARTICLES:
            survey.left_out[survey.namespaces.get(page.namespace, "") or f"namespace {page.namespace}"] += 1
        elif page.redirect:
            survey.redirects.setdefault(tidy_title(page.redirect), []).append(page.title)
        elif not _is_article(page):
            survey.left_out["not text"] += 1
        else:
            survey.titles += 1
    return survey


def _is_article(page: _Page) -> bool:
    wanted = page.namespace == _ARTICLES and not page.redirect and page.model in ("", "wikitext")
    return wanted and bool(page.title and page.text.strip()) and len(page.text) <= _MOST_TEXT


def _notes(survey: _Survey) -> Iterator[str]:
    if survey.broken:
        yield f"The export breaks off ({survey.broken}); the {survey.titles:,} articles before are taken in."
    if survey.left_out:
        counts = ", ".join(f"{count:,} {name}" for name, count in survey.left_out.most_common(6))
        yield f"Left out are {sum(survey.left_out.values()):,} pages that are not articles ({counts})."


def _spaces(survey: _Survey) -> Namespaces:
    """The prefixes of categories and files, in the wiki's language and in English."""
    standard = Namespaces()
    return Namespaces(
        standard.category | {survey.namespaces.get(_CATEGORY, "category").lower()},
        standard.file | {survey.namespaces.get(_FILE, "file").lower()},
    )


def _pages(opened: Open, survey: _Survey) -> Iterator[_Page]:
    """The pages of a file in order; what the file says of its wiki goes into `survey`, and where it breaks off."""
    with opened() as file:
        try:
            walk = etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, remove_comments=True
            )
            page: _Page | None = None
            for event, element in walk:
                tag = element.tag.rpartition("}")[2]
                if event == "start":
                    if tag == "mediawiki":
                        survey.language = element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
                    elif tag == "page":
                        page = _Page("", _ARTICLES, "", "", "", "")
                    continue
                if tag == "page" and page is not None:
                    yield page
                    page = None
                elif tag == "base":
                    survey.base = element.text or ""
                elif tag == "namespace":
                    survey.namespaces[element.get("key") or ""] = element.text or ""
                elif page is not None:
                    _take(page, tag, element)
                if tag in ("page", "revision", "siteinfo", "upload", "logitem"):
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except _BROKEN as error:
            survey.broken = _where(error)


def _take(page: _Page, tag: str, element: Element) -> None:
    """One element of a page; of several revisions the latest stays."""
    if tag == "title":
        page.title = tidy_title(element.text or "")
    elif tag == "ns":
        page.namespace = (element.text or "").strip()
    elif tag == "redirect":
        page.redirect = element.get("title") or ""
    elif tag == "revision":
        parts = {child.tag.rpartition("}")[2]: child.text or "" for child in element if isinstance(child.tag, str)}
        if parts.get("timestamp", "") >= page.time:
            page.time, page.model, page.text = parts.get("timestamp", ""), parts.get("model", ""), parts.get("text", "")
            if not page.redirect and page.text.lstrip().startswith("#") and (found := _REDIRECT.match(page.text)):
                page.redirect = found[1].strip()


def _where(error: Exception) -> str:
    position = getattr(error, "position", None)
    if isinstance(error, etree.XMLSyntaxError) and position:
        return f"the XML is malformed at line {position[0]}"
    return "the archive is damaged or cut short"


def _reading(page: _Page, survey: _Survey, spaces: Namespaces, notes: tuple[str, ...]) -> Reading | None:
    """One article; None if nothing of it is text."""
    try:
        made = parse(page.text, spaces)
    except (mwparserfromhell.parser.ParserError, RecursionError):
        made = None
    canonical = Canonical()
    canonical.add(BlockKind.HEADING, page.title, level=1, name=page.title[:300])
    titled = len(canonical.blocks)
    if made is None:
        canonical.add(BlockKind.PARAGRAPH, page.text.strip())
        notes = (*notes, f"The markup of '{page.title}' can't be followed; it is kept as it is.")
    else:
        add_markup(canonical, made.root, _target)
    if not _has_prose(canonical.blocks[titled:]):
        return None
    facts = _facts(page, survey, made)
    if canonical.links:
        facts["link"] = tuple(dict.fromkeys(link.target for link in canonical.links))
    return Reading(
        title=page.title,
        text=canonical.text,
        reader=READER,
        kind="wikitext",
        blocks=canonical.blocks,
        facts={role: fillers for role, fillers in facts.items() if fillers},
        notes=notes,
        part=page.title,
        links=canonical.links,
    )


def _has_prose(blocks: tuple[Block, ...]) -> bool:
    return any(block.kind is not BlockKind.HEADING for block in blocks)


def _target(anchor: Element) -> tuple[str, str] | None:
    href = anchor.get("href")
    return (href, anchor.get(HEADING) or "") if href else None


def _facts(page: _Page, survey: _Survey, made: Wikitext | None) -> dict[str, tuple[str, ...]]:
    home = wikipedia_page(survey.base)
    name = PageName(home.language, page.title) if home else None
    redirects = tuple(dict.fromkeys(survey.redirects.get(page.title, ())))
    facts = {
        "url": (name.address,) if name else (),
        "page": (str(name),) if name else (),
        "language": (survey.language,) if survey.language else (),
        "date": (page.time,) if page.time else (),
        "redirect": redirects,
        "alias": redirects,
    }
    if made is not None:
        facts |= {
            "category": _once(made.categories),
            "language_link": _once(made.language_links),
            "reference": _once(made.references),
        }
        facts |= {f"infobox:{label}": _once(values) for label, values in made.fields.items()}
    return facts


def _once(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))
