"""Plain text: paragraphs between blank lines, and the headings that people make without markup.

Headings are guessed with care, for a wrong one puts a false title over everything that follows: underlined lines, short
lines in capitals or with a chapter's number that stand alone, and what reStructuredText, Org, AsciiDoc and LaTeX write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine.sources.decode import decode
from engine.sources.lines import Lines
from engine.sources.reading import Block, BlockKind, Reading

READER = "text/1"

_LONGEST_HEADING = 100  # code points
_RULE = re.compile(r"([=\-~^\"'#*+`])\1{2,}\s*")
_RULE_LEVELS = {"=": 1, "-": 2, "~": 3}
_DEEPER = 4  # of any other underline
_CHAPTER = re.compile(
    r"(?:chapter|part|book|section|appendix|act|scene|kapitel|teil|chapitre|partie|capítulo|глава)"
    r"\s+(?:\d{1,3}|[ivxlc]{1,7}|[a-z]|one|two|three|four|five|six|seven|eight|nine|ten)\b[.:]?(?:\s.*)?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[^\W\d_a-z].{2,}")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•‣▪]|\d{1,3}[.)]|\([a-z0-9]{1,2}\))\s+\S")
_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\s*")
_MARKED = {
    ".org": re.compile(r"(\*{1,6})\s+(\S.*)"),
    ".adoc": re.compile(r"(={1,6})\s+(\S.*)"),
    ".asciidoc": re.compile(r"(={1,6})\s+(\S.*)"),
    ".txt": _HASHES,
    ".text": _HASHES,
}
_LATEX = re.compile(
    r"\s*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?(?:\[[^\]]*\])?\{(.*)\}\s*(?:\\.*)?"
)
_LATEX_LEVELS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document over the untouched text.

    Raises:
        SkipFile: the bytes are not text.
    """
    decoded = decode(data)
    blocks = tuple(plain_blocks(decoded.text, path.suffix.lower()))
    opens = blocks[0] if blocks and blocks[0].kind is BlockKind.HEADING else None
    title = opens.name if opens and opens.name else path.stem
    return (Reading(title, decoded.text, READER, "text", blocks, notes=decoded.notes),)


def plain_blocks(text: str, suffix: str = ".txt") -> Iterator[Block]:
    """Headings, lists and paragraphs; `suffix` tells which marks a heading may have."""
    lines = Lines(text)
    first = 0
    for line in range(len(lines) + 1):
        if line == len(lines) or not lines[line].strip():
            if line > first:
                yield from _paragraph(lines, first, line, suffix)
            first = line + 1
        elif line > first and lines[line].startswith("\f"):  # a page ends its paragraph
            yield from _paragraph(lines, first, line, suffix)
            first = line


def _paragraph(lines: Lines, first: int, after: int, suffix: str) -> Iterator[Block]:
    """The blocks of lines between two blank ones; headings may stand at their beginning or, if marked, inside."""
    here = line = first
    while line < after:
        found = _heading(lines, line, after, suffix, opens=line == first)
        if found is None:
            line += 1
            continue
        level, name, length = found
        if line > here:
            yield _body(lines, here, line)
        yield Block(BlockKind.HEADING, *lines.span(line, line + length), level, name)
        here = line = line + length
    if after > here:
        yield _body(lines, here, after)


def _body(lines: Lines, first: int, after: int) -> Block:
    is_list = bool(_LIST_ITEM.match(lines[first][:_LONGEST_HEADING]))
    return Block(BlockKind.LIST if is_list else BlockKind.PARAGRAPH, *lines.span(first, after))


def _heading(lines: Lines, line: int, after: int, suffix: str, *, opens: bool) -> tuple[int, str, int] | None:
    """Level, name and number of lines of the heading that starts at `line`, if one does."""
    if lines.ends[line] - lines.starts[line] > 2 * _LONGEST_HEADING:
        return None
    text = lines[line].strip()
    if len(text) > _LONGEST_HEADING:
        return None
    if marked := _marked(text, suffix):
        return (*marked, 1)
    below = lines[line + 1].strip() if line + 1 < after else ""
    if (
        _is_rule(text)
        and line + 2 < after
        and _underlines(lines[line + 2].strip(), below)
        and text[0] == lines[line + 2][0]
    ):
        return _RULE_LEVELS.get(text[0], _DEEPER), below, 3  # a rule above and below
    if _underlines(below, text):
        return _RULE_LEVELS.get(below[0], _DEEPER), text, 2
    level = _unmarked_level(text) if opens and (not below or _runs_on(below, text)) else 0
    return (level, text, 1) if level else None


def _runs_on(below: str, heading: str) -> bool:
    """Whether prose begins below a line, so that the line can be its heading rather than its first half."""
    starts = below.lstrip("\"'“‘«(")[:1]
    return starts.isupper() and len(below) > len(heading) and not _LIST_ITEM.match(below) and not below.isupper()


def _marked(text: str, suffix: str) -> tuple[int, str] | None:
    if suffix == ".tex":
        latex = _LATEX.fullmatch(text)
        return (_LATEX_LEVELS[latex[1]], latex[2]) if latex else None
    pattern = _MARKED.get(suffix)
    found = pattern.fullmatch(text) if pattern else None
    return (len(found[1]), found[2]) if found else None


def _is_rule(text: str) -> bool:
    return bool(_RULE.fullmatch(text))


def _underlines(rule: str, text: str) -> bool:
    """Whether `rule` makes a heading of `text`: about as long, and under words."""
    return (
        _is_rule(rule)
        and 0 < len(text) <= _LONGEST_HEADING
        and any(character.isalpha() for character in text)
        and len(rule) >= min(len(text) - 2, 0.6 * len(text))
        and not _LIST_ITEM.match(text)
    )


def _unmarked_level(text: str) -> int:
    """The level of a line that stands alone, 0 if it is no heading."""
    if text[-1] in ".,;!?" and not _CHAPTER.fullmatch(text):
        return 0
    if _CHAPTER.fullmatch(text):
        return 1
    if numbered := _NUMBERED.fullmatch(text):
        return min(6, 1 + numbered[1].count("."))
    letters = [character for character in text if character.isalpha()]
    cased = [letter for letter in letters if letter.isupper() or letter.islower()]
    is_shouted = len(text) <= 60 and len(cased) >= 4 and all(letter.isupper() for letter in cased)
    return 2 if is_shouted and len(letters) > 0.6 * len(text) else 0
