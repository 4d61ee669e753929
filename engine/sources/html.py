"""Web pages: their main text with headings, lists and tables; canonical text is what this reader makes of it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from engine.errors import SkipFile
from engine.sources import web_page
from engine.sources.canonical import Canonical
from engine.sources.decode import Decoded
from engine.sources.main_part import text_length
from engine.sources.markup import add_markup
from engine.sources.reading import BlockKind, Reading
from engine.sources.wiki import site
from engine.sources.wiki.page import wiki_reading

READER = "html/3"

Element = Any  # lxml ships no types

_NOT_TEXT = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document. Facts: 'author', 'date', 'language', 'url' and 'link'; for a page of MediaWiki see `wiki_reading`.

    Raises:
        SkipFile: the bytes are not text, or there is no text in the page.
    """
    decoded = web_page.page_text(data)
    root = web_page.parse(decoded.text)
    if root is None:
        raise SkipFile("there is no text in it")
    return (page_reading(root, decoded, path.stem, READER),)


def page_reading(root: Element, decoded: Decoded, stem: str, reader: str, *, is_wiki: bool = False) -> Reading:
    """The document of a page. The tree is changed.

    Args:
        root: the page's tree.
        decoded: what it was parsed from.
        stem: a title where the page has none.
        reader: goes into `Reading.reader`.
        is_wiki: whether MediaWiki is known to have made it; without it the page says so.
    """
    is_cut_short = text_length(root) < 0.5 * len("".join(_without_tags(decoded.text).split()))
    if not is_cut_short and (is_wiki or site.is_wiki(root)):
        return wiki_reading(root, stem, reader, decoded.notes)
    title, facts = web_page.title(root, stem), web_page.facts(root)
    headings = [" ".join(heading.text_content().split()) for heading in root.iter("h1")]
    main = web_page.main_element(root)
    canonical = Canonical()
    if len(headings) == 1 and headings[0] and not any(True for _ in main.iter("h1", "head")):
        canonical.add(BlockKind.HEADING, headings[0], level=1, name=headings[0])  # it stood above the main part
    url = next(iter(facts.get("url", ())), "")
    add_markup(canonical, main, lambda anchor: web_page.target_of(anchor, url))
    notes = decoded.notes
    if is_cut_short:
        canonical = Canonical()
        for piece in _without_tags(decoded.text).split("\n\n"):
            canonical.add(BlockKind.PARAGRAPH, piece.strip())
        notes = (
            *notes,
            "The page's markup is too deep or too broken to be followed; its text is kept without structure.",
        )
    targets = web_page.links(main, url)
    if targets:
        facts["link"] = targets
    return Reading(
        title, canonical.text, reader, "html", canonical.blocks, facts=facts, notes=notes, links=canonical.links
    )


def _without_tags(source: str) -> str:
    text = unescape(_TAG.sub("\n", _NOT_TEXT.sub(" ", source)))
    return re.sub(r"\s*\n\s*", "\n\n", text).strip()
