"""What a saved wiki page says of itself and its site, and where its links lead."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from engine.sources.wiki.titles import tidy_title, wikipedia_page

Element = Any  # lxml ships no types

_GENERATOR = re.compile(r"mediawiki\b", re.IGNORECASE)
_SUBJECT = re.compile(r"wikidata\.org/(?:wiki|entity)/(?:Special:EntityPage/)?(Q[1-9]\d*)\b")
_SUFFIX = re.compile(r"\s+[-–—]\s+[^-–—]+$")  # ' - Wikipedia'
_PATH = "/wiki/$1"
_PICTURES = frozenset(("image", "mw-file-description", "mw-file-magnify"))  # classes of links to a picture's own page
_ELSEWHERE = ("special:", "media:")  # names that stand for what the software makes, not for pages


@dataclass(frozen=True, slots=True)
class Site:
    """A page's own name and address."""

    title: str  # as it is shown
    name: str  # as links name it
    url: str  # canonical; '' where the page does not say
    path: str  # of articles, '/wiki/$1'
    language: str
    subject: str  # 'Q664', or ''

    def target_of(self, anchor: Element) -> tuple[str, str] | None:
        """Where a link of the content leads: another page's name, or an address; and the heading there.

        None for places within the page, for edit links and pictures, and for what is no link.
        """
        if not _PICTURES.isdisjoint((anchor.get("class") or "").split()):
            return None
        href = (anchor.get("href") or "").strip()
        place, _, heading = href.partition("#")
        if not place or place.lower().startswith(("javascript:", "data:")):
            return None
        name = self._name(anchor, place)
        if name is None:
            target = self._address(place)
        elif not name:
            return None
        else:
            target = name
        return None if target in (self.name, self.url) else (target, unquote(heading))

    def _name(self, anchor: Element, place: str) -> str | None:
        """The page that a link of this site names; '' for one that edits it, None if the link leads elsewhere."""
        if "extiw" in (anchor.get("class") or "").split():  # another wiki, though it may be of the same host
            return None
        try:
            parts = urlsplit(place)
        except ValueError:
            return None
        if parts.netloc and _host(parts.netloc) != _host(urlsplit(self.url).netloc):
            return None
        if parts.scheme and parts.scheme.lower() not in ("http", "https"):
            return None
        queried = parse_qs(parts.query)
        if "title" in queried:
            if queried.get("action", ["view"])[0] != "view" and "redlink" not in queried:
                return ""
            return _page(queried["title"][0])
        before, _, after = self.path.partition("$1")
        if parts.path.startswith("./"):  # Parsoid
            return _page(unquote(parts.path[2:]))
        if before and parts.path.startswith(before) and parts.path.endswith(after) and len(parts.path) > len(before):
            return _page(unquote(parts.path[len(before) : len(parts.path) - len(after)]))
        return None

    def _address(self, place: str) -> str:
        try:
            return urljoin(self.url or "https:", place)
        except ValueError:  # such as an address with half a bracket
            return place


def is_wiki(root: Element) -> bool:
    """Whether MediaWiki made a page: it says so, or has the shape of Parsoid's."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "generator" and _GENERATOR.match(meta.get("content") or ""):
            return True
        if meta.get("property") in ("mw:pageId", "mw:html:version", "mw:htmlVersion"):
            return True
    body = root.find("body")
    shape = (body.get("class") or "").split() if body is not None else []
    return "mw-body-content" in shape or ("mediawiki" in shape and bool(root.xpath("//*[@id='mw-content-text']")))


def site(root: Element, stem: str) -> Site:
    """What a page says of itself; to be asked before anything is taken out of it."""
    config = _Config("\n".join(script.text or "" for script in root.iter("script")))
    url = _url(root)
    shown = _line(root, "//*[@id='firstHeading' or @id='section_0' or @id='openzim-page-title']")
    head = root.find("head")
    titled = " ".join((head.findtext("title") or "").split()) if head is not None else ""
    page = wikipedia_page(url)
    name = tidy_title(config.text("wgPageName")) or (page.title if page else "") or tidy_title(shown or titled)
    path = config.text("wgArticlePath")
    return Site(
        title=shown or (titled if page and titled == page.title else _SUFFIX.sub("", titled)) or name or stem,
        name=name,
        url=url,
        path=path if "$1" in path else _PATH,
        language=config.text("wgPageContentLanguage") or _language(root) or (page.language if page else ""),
        subject=config.text("wgWikibaseItemId") or _subject(root),
    )


class _Config:
    """The values that MediaWiki hands to its scripts, with whatever stands around them."""

    def __init__(self, scripts: str) -> None:
        self._scripts = scripts

    def text(self, name: str) -> str:
        value = self._value(name, r'"(?:[^"\\]|\\.)*"')
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._value(name, r'\[\s*(?:"(?:[^"\\]|\\.)*"\s*,?\s*)*\]')
        return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()

    def _value(self, name: str, form: str) -> object:
        found = re.search(rf'"{name}"\s*:\s*({form})', self._scripts)
        try:
            return json.loads(found[1]) if found else None
        except ValueError:
            return None


def redirected_from(root: Element) -> tuple[str, ...]:
    """Names that lead to this page, as far as it tells."""
    shown = [" ".join(each.text_content().split()) for each in root.xpath("//*[@class='mw-redirectedfrom']//a")]
    config = _Config("\n".join(script.text or "" for script in root.iter("script")))
    return _once([*map(tidy_title, shown), tidy_title(config.text("wgRedirectedFrom"))])


def categories(root: Element) -> tuple[str, ...]:
    """Its categories without 'Category:'; the hidden ones only where it does not tell them apart."""
    shown = root.xpath("//*[@id='mw-normal-catlinks']//li//a")
    linked = [link.get("href") or "" for link in root.iter("link") if link.get("rel") == "mw:PageProp/Category"]
    names = [" ".join(each.text_content().split()) for each in shown]
    names += [unquote(href.partition("#")[0]).rpartition(":")[2].replace("_", " ") for href in linked]
    config = _Config("\n".join(script.text or "" for script in root.iter("script")))
    return _once(names or config.texts("wgCategories"))


def language_links(root: Element) -> tuple[str, ...]:
    """The same page in other languages: 'de:Leuchtturm'."""
    anchors = root.xpath("//*[@id='p-lang' or @id='p-lang-btn']//a[@hreflang]") or ()
    marked = [each for each in root.iter("a") if "interlanguage-link-target" in (each.get("class") or "")]
    linked = [each for each in root.iter("link") if each.get("rel") == "mw:PageProp/Language"]
    pages = (wikipedia_page(each.get("href") or "") for each in (*anchors, *marked, *linked))
    return _once(str(page) for page in pages if page)


def _url(root: Element) -> str:
    """The page's canonical address."""
    rels: dict[str, str] = {}
    for link in root.iter("link"):
        for rel in (link.get("rel") or "").split():
            rels.setdefault(rel, link.get("href") or "")
    base = rels.get("canonical") or rels.get("dc:isVersionOf") or ""
    if not base:
        base = next((meta.get("content") or "" for meta in root.iter("meta") if meta.get("property") == "og:url"), "")
    return f"https:{base}" if base.startswith("//") else base if base.startswith("http") else ""


def _subject(root: Element) -> str:
    for anchor in root.xpath("//*[@id='t-wikibase']//a[@href]"):
        if found := _SUBJECT.search(anchor.get("href")):
            return found[1]
    for script in root.xpath("//script[@type='application/ld+json']"):
        if found := _SUBJECT.search((script.text or "").replace("\\/", "/")):
            return found[1]
    return ""


def _language(root: Element) -> str:
    for element in (*root.xpath("//*[@id='mw-content-text'][@lang]"), root):
        if language := element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang"):
            return str(language)
    body = root.find("body")
    return str(body.get("lang") or "") if body is not None else ""


def _line(root: Element, path: str) -> str:
    found = root.xpath(path)
    return " ".join(found[0].text_content().split()) if found else ""


def _page(name: str) -> str | None:
    name = tidy_title(name)
    return None if not name or name.lower().startswith(_ELSEWHERE) else name


def _host(netloc: str) -> str:
    return netloc.lower().replace(".m.", ".", 1)


def _once(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))
