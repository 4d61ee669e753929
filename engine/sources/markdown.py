"""Markdown: blocks over the untouched text, from the line maps of markdown-it's block parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from engine.sources.decode import decode
from engine.sources.front_matter import front_facts
from engine.sources.lines import Lines
from engine.sources.links import inline_tags, links, plain_text, target_of
from engine.sources.reading import Block, BlockKind, Reading

READER = "markdown/2"

_LONG_LIST = 500  # code points; a shorter list is one block
_FENCE = re.compile(r"\s*[`~]+\s*\{?\.?([\w+#-]*)")
_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)
_KINDS = {
    "front_matter": BlockKind.META,
    "heading_open": BlockKind.HEADING,
    "paragraph_open": BlockKind.PARAGRAPH,
    "blockquote_open": BlockKind.QUOTE,
    "table_open": BlockKind.TABLE,
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "html_block": BlockKind.PARAGRAPH,
}


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document. Facts: 'title', 'author', 'date', 'alias', 'tag' (front matter and inline) and 'link'.

    Raises:
        SkipFile: the bytes are not text.
    """
    decoded = decode(data)
    text = decoded.text
    lines = Lines(text)
    tokens = _parser().parse(text[lines.first :])
    blocks = _sound_blocks(tokens, lines)
    facts: dict[str, tuple[str, ...]] = {}
    notes = list(decoded.notes)
    if blocks and blocks[0].kind is BlockKind.META:
        facts, note = front_facts(text[blocks[0].start : blocks[0].end])
        notes += [note] * bool(note)
    prose = [block for block in blocks if block.kind not in (BlockKind.CODE, BlockKind.META)]
    tags = inline_tags(text[block.start : block.end] for block in prose)
    found = links(text, _without_code(prose, tokens, lines))
    for name, values in (("tag", tags), ("link", map(target_of, found))):
        if named := tuple(dict.fromkeys((*facts.get(name, ()), *values))):
            facts[name] = named
    heading = next((block.name for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), "")
    title = next(iter(facts.get("title", ())), "") or heading or path.stem
    return (Reading(title, text, READER, "markdown", blocks, facts=facts, notes=tuple(notes), links=found),)


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, front matter first; offsets count from its beginning."""
    lines = Lines(text)
    return _sound_blocks(_parser().parse(text[lines.first :]), lines)


def _sound_blocks(tokens: Sequence[Token], lines: Lines) -> tuple[Block, ...]:
    return tuple(block for block in _blocks(tokens, lines) if block.start < block.end)


def _without_code(prose: Sequence[Block], tokens: Sequence[Token], lines: Lines) -> Iterator[tuple[int, int]]:
    """What is left of blocks when the code within lists and quotes is taken out."""
    inner = [
        lines.span(*token.map)
        for token in tokens
        if token.level and token.map and token.type in ("fence", "code_block")
    ]
    codes = iter([*inner, (len(lines.text), len(lines.text))])
    start, end = next(codes)
    for block in prose:
        here = block.start
        while end <= here and start < len(lines.text):
            start, end = next(codes)
        while start < block.end:
            yield here, start
            here = end
            start, end = next(codes)
        yield here, block.end


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    return parser.disable(["inline", "text_join"], ignoreInvalid=True)  # blocks are all we need, at twice the speed


def _blocks(tokens: Sequence[Token], lines: Lines) -> Iterator[Block]:
    """Blocks of the outermost tokens. Definitions of links and rules between sections are markup, not blocks."""
    for place, token in enumerate(tokens):
        kind = _KINDS.get(token.type)
        if token.level or kind is None or token.map is None:
            continue
        start, end = lines.span(*token.map, indented=token.type == "code_block")
        if kind is BlockKind.HEADING:
            yield Block(kind, start, end, int(token.tag[1]), plain_text(tokens[place + 1].content))
        elif kind is BlockKind.LIST and end - start > _LONG_LIST:
            yield from _items(tokens, place, lines)
        elif kind is BlockKind.CODE:
            fence = _FENCE.match(token.markup + token.info) if token.info else None
            yield Block(kind, start, end, name=fence[1].lower() if fence else "")
        elif token.type == "html_block" and _COMMENT.fullmatch(lines.text, start, end):
            yield Block(BlockKind.META, start, end)
        else:
            yield Block(kind, start, end)


def _items(tokens: Sequence[Token], place: int, lines: Lines) -> Iterator[Block]:
    """A block for each item of the list that opens at `place`; what is nested stays in its item."""
    for token in tokens[place + 1 :]:
        if token.level == 0:
            return
        if token.level == 1 and token.type == "list_item_open" and token.map:
            yield Block(BlockKind.LIST, *lines.span(*token.map))
