"""A saved wiki page as a document: its article with sections, tables and links; what it states as facts.

Marks of footnotes ([1], [citation needed]) are left out of the text, for brackets with numbers are Nacre's own
citations; the footnotes themselves stay at the end, as text that is found but never answers, and as facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.sources import web_page
from engine.sources.canonical import Canonical
from engine.sources.main_part import text_length
from engine.sources.markup import ASIDE, add_markup
from engine.sources.reading import BlockKind, Reading
from engine.sources.wiki.infobox import infobox_facts
from engine.sources.wiki.site import Site, categories, language_links, redirected_from, site
from engine.sources.wiki.titles import wikipedia_page

Element = Any  # lxml ships no types

_CONTENT = (
    "//*[@id='mw-content-text']//*[contains(concat(' ', @class, ' '), ' mw-parser-output ')]",
    "//*[@id='mw-content-text']",
    "//*[contains(concat(' ', @class, ' '), ' mw-parser-output ')]",
    "//body",
)
_NOISE_TAGS = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "video", "audio", "nav"),
        *("button", "select", "input", "textarea", "form", "link", "meta", "map"),
    )
)
NOISE = frozenset(
    (
        *("mw-editsection", "mw-editsection-like", "mw-jump-link", "mw-cite-backlink", "mw-empty-elt", "mw-indicators"),
        *("navbox", "navbox-styles", "vertical-navbox", "sidebar", "navigation-box", "navigation", "noprint", "toc"),
        *("reference", "mw-ref", "sistersitebox", "side-box", "ambox", "mbox-small", "catlinks", "printfooter"),
        *("magnify", "portalbox", "portal-bar", "authority-control", "mw-authority-control", "Z3988", "vector-toc"),
        *("shortdescription", "mw-kartographer-map", "navbar", "mw-hidden-catlinks", "mw-redirect-msg"),
    )
)
"""Classes of what stands around an article or marks its footnotes."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DISPLAY = re.compile(r"\s*\{\\displaystyle\s*(.*?)\}\s*", re.DOTALL)
_MOST_REFERENCES = 2_000


def wiki_reading(root: Element, stem: str, reader: str, notes: tuple[str, ...] = ()) -> Reading:
    """The document of a page. Facts: 'url', 'page', 'subject', 'language', 'language_link', 'category', 'redirect',
    'alias', 'infobox:<field>', 'reference', 'link'. The tree is changed.

    'page' is the page's own name in the form of its 'language_link's: two languages of one page are known as one
    subject by 'subject', or where one's 'page' is among the other's 'language_link'.

    Args:
        stem: a title where the page has none.
        reader: goes into `Reading.reader`.
    """
    about = site(root, stem)
    facts = _facts(root, about)
    content = _content(root)
    _prune(content)
    facts |= infobox_facts(content)
    facts["reference"] = tuple(dict.fromkeys(_references(content)))[:_MOST_REFERENCES]
    targets = (about.target_of(anchor) for anchor in content.iter("a"))
    facts["link"] = tuple(dict.fromkeys(target[0] for target in targets if target))
    canonical = Canonical()
    if text_length(content):
        canonical.add(BlockKind.HEADING, about.title, level=1, name=about.title[:300])
    add_markup(canonical, content, about.target_of)
    return Reading(
        title=about.title,
        text=canonical.text,
        reader=reader,
        kind="html",
        blocks=canonical.blocks,
        facts={role: fillers for role, fillers in facts.items() if fillers},
        notes=notes,
        links=canonical.links,
    )


def _facts(root: Element, about: Site) -> dict[str, tuple[str, ...]]:
    page = wikipedia_page(about.url)
    redirects = redirected_from(root)
    stated = {
        "url": (about.url,),
        "page": (str(page),) if page else (),
        "subject": (about.subject,),
        "language": (about.language,),
        "language_link": language_links(root),
        "category": categories(root),
        "redirect": redirects,
        "alias": redirects,
        "date": tuple(meta.get("content") or "" for meta in root.iter("meta") if meta.get("property") == "dc:modified")[
            :1
        ],
    }
    return {role: tuple(filter(None, fillers)) for role, fillers in stated.items()}


def _content(root: Element) -> Element:
    for path in _CONTENT:
        if found := root.xpath(path):
            return found[0]
    return root


def _prune(content: Element) -> None:
    """Take out what is not the article, in place; formulas become what they were written as."""
    for element in list(content.iter(etree.Element)):
        parent = element.getparent()
        if parent is None or element is content:
            continue
        names = (element.get("class") or "").split()
        if "mwe-math-element" in names or (element.tag == "math" and element.get("alttext")):
            _formula(element)
        elif element.tag == "ol" and ("references" in names or "mw-references" in names):
            element.set(ASIDE, "1")
        elif element.tag in _NOISE_TAGS or not NOISE.isdisjoint(names) or _is_aside(element):
            web_page.drop(element)


def _is_aside(element: Element) -> bool:
    """Whether an element is hidden or leads elsewhere; what a mobile page has folded up is there to be read."""
    if element.get("role") == "navigation":
        return True
    return bool(_HIDDEN.search(element.get("style") or "")) and element.tag != "section"


def _formula(element: Element) -> None:
    math = element if element.tag == "math" else element.find(".//math")
    written = (math.get("alttext") if math is not None else "") or next(
        (image.get("alt") or "" for image in element.iter("img")), ""
    )
    bare = _DISPLAY.fullmatch(written)
    web_page.replace_by_text(element, f"${(bare[1] if bare else written).strip()}$" if written else "")


def _references(content: Element) -> Iterator[str]:
    for notes in content.iter("ol"):
        if not notes.get(ASIDE):
            continue
        for note in notes.iter("li"):
            if text := " ".join(note.text_content().split()):
                yield text[:1_000]
