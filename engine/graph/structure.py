"""What a document's structure says: its title and facts, headings and what they stand under, links, declared names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.graph.keys import is_frame, is_generic, is_plain, key_of, plain_heading, singular
from engine.graph.records import Mention, MentionKind, Relation, Source
from engine.sources.reading import Block, BlockKind, Link, Mark, MarkKind

MOST_FACTS = 200  # fillers of one role that are looked at
MOST_HEADINGS = 2_000
HEADING_WORDS = 8
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*(?:[.:]+[A-Za-z_$][\w$]*)*")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_FILE = re.compile(r"\.(?:md|markdown|txt|html?|pdf|docx|org|rst)$", re.I)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|mp[34]|webm|wav|ico|css|js|zip)$", re.I)
_WORDS = re.compile(r"[^\W_]")
_SHORT_FORMS = re.compile(r"[A-Z][A-Z0-9+]{0,3}(?:/[A-Z][A-Z0-9+]{0,3})+")
_AND = re.compile(r"\s(?:and|or|und|oder|&)\s")


@dataclass(frozen=True, slots=True)
class Stated:
    """A triple that the structure states; subject and object are keys."""

    subject: str
    relation: Relation
    object: str
    start: int
    end: int
    method: str


@dataclass(frozen=True, slots=True)
class Structure:
    """What one document's structure gives."""

    title: str  # key of the document's own concept; '' where its title names none
    mentions: tuple[Mention, ...]
    stated: tuple[Stated, ...]


def structure(source: Source) -> Structure:
    """The concepts and relations that need no reading of sentences."""
    text, blocks, facts = source.text, source.blocks, source.facts
    own = plain_title(source.title)
    key = "" if is_generic(own) else key_of(own)
    mentions: list[Mention] = []
    stated: list[Stated] = []
    if key:
        mentions.append(Mention(key, own, 0, 0, MentionKind.TITLE))
    for mention, relation in (
        *_facts(own, text, facts),
        *_headings(text, blocks, source.marks, key),
        *_links(text, source.links, facts),
    ):
        mentions.append(mention)
        if relation is not None and relation.subject != relation.object:
            stated.append(relation)
    if key:
        stated = [
            each if each.subject else Stated(key, each.relation, each.object, each.start, each.end, each.method)
            for each in stated
        ]
    mentions += _declared(text, blocks)
    return Structure(key, tuple(mentions), tuple(each for each in stated if each.subject not in ("", each.object)))


def plain_title(title: str) -> str:
    """A title without a file's suffix, an address or what a site adds behind a dash."""
    return _FILE.sub("", title.strip()).strip()


def _facts(title: str, text: str, facts: Mapping[str, Sequence[str]]) -> Iterator[tuple[Mention, Stated | None]]:
    for role, relation, kind in (
        ("alias", Relation.ALSO_CALLED, MentionKind.TITLE),
        ("redirect", Relation.ALSO_CALLED, MentionKind.TITLE),
        ("author", Relation.AUTHORED_BY, MentionKind.NAME),
        ("tag", None, MentionKind.TAG),
        ("category", Relation.IS_A, MentionKind.TAG),
    ):
        for filler in tuple(facts.get(role, ()))[:MOST_FACTS]:
            name = _last_part(filler.lstrip("#")) if role == "tag" else filler
            name = _last_part(name) if role == "alias" and not is_wiki(facts) else name  # where a note lay before
            key = key_of(name)
            if not key or (kind is not MentionKind.NAME and is_generic(name)):
                continue
            start = text.find(name, 0, 20_000)
            span = (start, start + len(name)) if start >= 0 else (0, 0)
            is_false = (relation is Relation.ALSO_CALLED and _is_half(name, title)) or (
                relation is Relation.IS_A and not _is_of_kinds(name)
            )
            stated = None
            if relation is not None and not is_false:
                stated = Stated("", relation, key, *span, f"fact:{role}")
            yield Mention(key, name, *span, kind), stated


def _headings(
    text: str, blocks: Sequence[Block], marks: Sequence[Mark], title: str
) -> Iterator[tuple[Mention, Stated | None]]:
    """Headings that name something, each part of the nearest one above it that does, or of the title."""
    path: list[tuple[int, str]] = []
    speakers = {mark.start for mark in marks if mark.kind is MarkKind.MESSAGE}  # whose headings name who speaks
    headings = [block for block in blocks if block.kind is BlockKind.HEADING][:MOST_HEADINGS]
    for block in headings:
        while path and path[-1][0] >= block.level:
            path.pop()
        name = plain_heading(block.name)
        key = key_of(name)
        sound = bool(key) and not is_generic(name) and not is_plain(key) and not is_frame(name)
        sound = sound and block.start not in speakers and " · " not in name
        sound = sound and len(name.split()) <= HEADING_WORDS and not name.endswith(("?", "!", ","))
        if not sound or "://" in name:
            continue
        start = text.find(name, block.start, block.end)
        span = (start, start + len(name)) if start >= 0 else (block.start, block.end)
        above = path[-1][1] if path else title
        mention = Mention(key, text[span[0] : span[1]], *span, MentionKind.HEADING)
        yield mention, Stated(key, Relation.PART_OF, above, *span, "heading") if above and key != above else None
        path.append((block.level, key))


def _links(
    text: str, links: Sequence[Link], facts: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Mention, Stated | None]]:
    titles = is_wiki(facts)
    for link in links:
        target = link.target.strip()
        if not target or (not titles and (_ADDRESS.match(target) or _PICTURE.search(target))):
            continue
        page = target if titles else _page(target)
        key = key_of(page)
        if not key or is_generic(page) or not _WORDS.search(page):
            continue
        at = text.find(page, link.start, link.end)
        span = (at, at + len(page)) if at >= 0 else (link.start, link.end)
        mention = Mention(key, page, *span, MentionKind.LINK)
        yield mention, Stated("", Relation.LINKS_TO, key, link.start, link.end, "link")


def is_wiki(facts: Mapping[str, Sequence[str]]) -> bool:
    """Whether a text is a page of a wiki: its links and other names are titles, whatever signs are in them."""
    return bool(facts.get("page"))


def _page(target: str) -> str:
    """What a link leads to, without folders and a file's suffix; 'AC/DC' and 'TCP/IP' are names, not paths."""
    bare = _FILE.sub("", target.replace("%20", " ").rstrip("/")).replace("\\", "/")
    return bare if _SHORT_FORMS.fullmatch(bare) else _last_part(bare)


def _last_part(name: str) -> str:
    return name if _SHORT_FORMS.fullmatch(name) else name.rpartition("/")[2]


def _is_of_kinds(category: str) -> bool:
    """Whether a category holds things of a kind, not what belongs to a subject: 'Web browsers', not 'Netscape'."""
    head = re.split(r"\s(?:in|of|by|from|at|on|for|with|established|disestablished|introduced)\s", category)[0]
    last = (head.split() or [""])[-1].casefold()
    return singular(last) != last


def _is_half(name: str, title: str) -> bool:
    """Whether an alias names one of two things that a title joins: 'Remote vaults' of 'Local and remote vaults'."""
    return _AND.search(title) is not None and _AND.search(name) is None and "&" not in name


def _declared(text: str, blocks: Sequence[Block]) -> Iterator[Mention]:
    """Names declared in a source file; fences of Markdown declare nothing."""
    for block in blocks:
        if block.kind is not BlockKind.CODE or not _IDENTIFIER.fullmatch(block.name):
            continue
        short = re.split(r"[.:]+", block.name)[-1]
        if text.startswith(("```", "~~~"), block.start) or len(short) < 3 or short.startswith("__"):
            continue
        at = text.find(short, block.start, min(block.end, block.start + 600))
        key = key_of(block.name)
        if at >= 0 and key:
            yield Mention(key, short, at, at + len(short), MentionKind.CODE)
