"""Where the main part of an unmarked web page is.

trafilatura recognises the paragraphs that matter, but its own tree drops cells of tables and parts of lists. So it only
says where: the deepest element that holds nearly all of those paragraphs is the main part, with everything in it.
"""

from __future__ import annotations

from typing import Any

from lxml import etree, html

Element = Any  # lxml ships no types

_SMALL = 600  # code points of text; a page that short has hardly anything around its text
_LARGE_BYTES = 1_500_000  # of markup; trafilatura's time grows faster than the page
_NEARLY_ALL = 0.9
_KEY = 60  # code points that tell two paragraphs apart
_PARAGRAPHS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td", "dd", "div")


def likely_main(body: Element) -> Element:
    """The element of a body that holds its main text; the body itself where that can't be told."""
    if text_length(body) < _SMALL:
        return body
    markup = html.tostring(body, encoding="unicode")
    if len(markup) > _LARGE_BYTES:
        return body
    from trafilatura import bare_extraction  # takes half a second

    document = bare_extraction(
        markup, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
    )
    found = getattr(document, "body", None)
    return (
        body
        if found is None
        else _holder(body, {_key(element) for element in found.iter("p", "head", "item", "quote")})
    )


def text_length(element: Element) -> int:
    """Code points of text in an element, without the white space of its layout."""
    return sum(len(text.strip()) for text in element.itertext(etree.Element) if not text.isspace())


def _holder(body: Element, wanted: set[str]) -> Element:
    """The deepest element that holds nearly all of the wanted paragraphs, counted by the length of their text."""
    scores: dict[Element, int] = {}
    for element in body.iter(*_PARAGRAPHS):
        key = _key(element)
        if len(key) > 20 and key in wanted:
            wanted.discard(key)
            length = text_length(element)
            for holder in element.iterancestors():
                scores[holder] = scores.get(holder, 0) + length
    here, total = body, scores.get(body, 0)
    if not total:
        return body
    while True:
        best = max(here, key=lambda child: scores.get(child, 0), default=None)
        if best is None or scores.get(best, 0) < _NEARLY_ALL * total:
            return here
        here = best


def _key(element: Element) -> str:
    """The beginning of an element's text."""
    gathered = ""
    for text in element.itertext(etree.Element):
        gathered += text
        if len(gathered) > 4 * _KEY:
            break
    return "".join(gathered.split())[:_KEY]
