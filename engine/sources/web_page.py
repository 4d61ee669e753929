"""What a web page says, without what stands around it: its main element, pruned; its title and facts.

Pages that mark their main part (`main`, `article`, MediaWiki's content) are taken at their word; for the others
trafilatura says where it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urljoin

from lxml import etree, html

from engine.sources.decode import Decoded, decode
from engine.sources.main_part import likely_main, text_length

Element = Any  # lxml ships no types

_LEAST = 250  # code points; less is a caption, not a text
_CHARSET = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_NOISE_TAGS = (
    *("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "video", "audio"),
    *("button", "select", "input", "textarea", "nav", "aside", "footer", "dialog", "menu", "link", "meta", "map"),
)
_NOISE_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert", "menu", "menubar", "toolbar")
)
_NOISE_NAMES = re.compile(
    r"nav|navbar|navbox|navbox-inner|navigation|site-nav|menu|sidebar|side-bar|breadcrumbs?|pagination|jump-to-nav"
    r"|cookies?|cookie-(?:banner|notice|consent)|consent|newsletter|subscribe|promo|advert(?:isement)?|ads?"
    r"|ad-(?:container|slot|wrapper)|share|sharing|share-buttons|social|social-(?:links|media|share)|recommended"
    r"|related(?:-(?:posts|articles))?|comments?|comment-list|respond|footer|site-footer|site-header|masthead"
    r"|skip-link|skip-to-content|sr-only|screen-reader-text|toc|table-of-contents|noprint|sistersitebox|catlinks"
    r"|mw-editsection|mw-jump-link|mw-cite-backlink|mw-indicators|printfooter|vector-toc|siteSub"
)
_MAIN = (
    "//*[@itemprop='articleBody']",
    "//*[@id='mw-content-text']",
    "//article[not(ancestor::article)]",
    "//main|//*[@role='main']",
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AUTHOR = ("author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author")
_DATE = (
    *("article:published_time", "datepublished", "citation_publication_date", "dc.date", "dcterms.date", "date"),
    *("pubdate", "parsely-pub-date", "dcterms.created", "dc.date.issued"),
)


def page_text(data: bytes) -> Decoded:
    """The page as text: UTF-8 if it is that, else what it declares itself to be, else the likeliest encoding.

    Raises:
        SkipFile: the bytes are not text.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4_096])
        if declared:
            name = declared[1].decode("ascii").lower()
            try:
                return Decoded(data.decode("cp1252" if name in ("iso-8859-1", "latin-1", "latin1") else name), name)
            except (LookupError, UnicodeDecodeError):
                pass  # it declares what it is not
    return decode(data)


def parse(text: str) -> Element | None:
    """The page's tree; None if there is nothing in it. Broken markup is mended as browsers do."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    data = _CONTROLS.sub(" ", text).encode("utf-8", "replace")
    try:
        return html.document_fromstring(data, parser=parser) if data.strip() else None
    except etree.ParserError:  # only comments or white space
        return None


def main_element(root: Element) -> Element:
    """The element that holds what the page is about; everything else has been taken out of it."""
    prune(root)
    body = root.find("body") if root.tag == "html" else root
    body = root if body is None else body
    for path in _MAIN:
        found = root.xpath(path)
        if len(found) == 1 and text_length(found[0]) >= _LEAST:
            return found[0]
    return likely_main(body)


def prune(root: Element) -> None:
    """Take out scripts, navigation, hidden parts and the like, in place; text that follows them stays."""
    whole = max(1, text_length(root))
    for element in list(root.iter(etree.Element)):
        if element.getparent() is None or element.tag in ("html", "body", "main", "article"):
            continue
        if element.tag == "math" and element.get("alttext"):
            replace_by_text(element, element.get("alttext"))
        elif element.tag in _NOISE_TAGS or (_is_noise(element) and text_length(element) < 0.5 * whole):
            drop(element)


def title(root: Element, stem: str) -> str:
    """The page's title without the site's name."""
    head = _meta(root, ("og:title", "twitter:title", "citation_title", "dc.title"))
    named = next(iter(head), "") or _clean(root.findtext(".//title") or "")
    headings = [_clean(heading.text_content()) for heading in root.iter("h1")]
    for heading in headings:
        if heading and heading in named:
            return heading
    return named or next(filter(None, headings), "") or stem


def facts(root: Element) -> dict[str, tuple[str, ...]]:
    """'author', 'date', 'language' and 'url', as the page states them."""
    stated = list(_json_ld(root))
    url = _url(root)
    found = {
        "author": (*_meta(root, _AUTHOR), *(name for entry in stated for name in _names(entry.get("author")))),
        "date": (*_meta(root, _DATE), *_texts(entry.get("datePublished") for entry in stated), *_times(root))[:1],
        "language": _texts([root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")]),
        "url": (url,) if url else (),
    }
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items() if values}


def links(element: Element, url: str) -> tuple[str, ...]:
    """Where the text points at, each once, in order; relative links count from `url`."""
    found = (target_of(anchor, url) for anchor in element.iter("a", "ref"))
    return tuple(dict.fromkeys(target[0] for target in found if target))


def target_of(anchor: Element, url: str) -> tuple[str, str] | None:
    """Where a link leads and the heading there; None for one within the page, or to no page.

    Args:
        url: of the page, if it is known; relative links count from it.
    """
    href = (anchor.get("href") or anchor.get("target") or "").strip()
    place, _, heading = href.partition("#")
    if not place or place.lower().startswith(("javascript:", "data:")):
        return None
    try:
        target = urljoin(url, place) if url else place
    except ValueError:  # such as an address with half a bracket
        target = place
    return None if target == url else (target, unquote(heading))


def _is_noise(element: Element) -> bool:
    if element.get("role") in _NOISE_ROLES or "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style") or ""):
        return True
    if element.tag == "sup" and "reference" in (element.get("class") or ""):  # a footnote's number
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return any(_NOISE_NAMES.fullmatch(name) for name in names)


def drop(element: Element) -> None:
    """Take an element out, but not the text behind it."""
    replace_by_text(element, "")


def replace_by_text(element: Element, text: str) -> None:
    """Put a text where an element was; what is behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    text += element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    element.tail = None
    parent.remove(element)


def _meta(root: Element, names: tuple[str, ...]) -> tuple[str, ...]:
    """Contents of the first of these `meta` names that the page has."""
    by_name: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        for key in ("name", "property", "itemprop"):
            content = _clean(element.get("content") or "")
            if element.get(key) and content and not content.startswith("http"):
                by_name.setdefault(element.get(key).lower(), []).append(content)
    return next((tuple(by_name[name]) for name in names if name in by_name), ())


def _url(root: Element) -> str:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (link.get("href") or "").startswith("http"):
            return str(link.get("href"))
    for element in root.iter("meta"):
        if element.get("property") == "og:url" and element.get("content"):
            return str(element.get("content"))
    for comment in root.xpath("preceding-sibling::comment()|//comment()")[:50]:
        if saved := _SAVED_FROM.search(comment.text or ""):
            return saved[1]
    return ""


def _times(root: Element) -> tuple[str, ...]:
    """Of `time` elements, only those that say they are the date of publication."""
    marked = (time for time in root.iter("time") if time.get("pubdate") is not None or time.get("itemprop"))
    return _texts(time.get("datetime") for time in marked)


def _json_ld(root: Element) -> Iterator[Mapping[str, Any]]:
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            found = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        entries = found if isinstance(found, list) else [found]
        for entry in entries:
            if isinstance(entry, dict):
                yield entry
                yield from (part for part in entry.get("@graph") or () if isinstance(part, dict))


def _names(author: object) -> tuple[str, ...]:
    entries = author if isinstance(author, list) else [author]
    return _texts(entry.get("name") if isinstance(entry, dict) else entry for entry in entries)


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_clean(value) for value in values if isinstance(value, str) and value.strip())


def _clean(text: str) -> str:
    return " ".join(text.split())
