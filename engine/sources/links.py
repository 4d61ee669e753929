"""What inline Markdown points at, and what it reads like without its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from engine.sources.reading import Link

_WIKILINK = re.compile(r"!?\[\[([^\[\]|#\n]*)(?:#([^\[\]|\n]*))?(?:\|([^\[\]\n]*))?\]\]")
_LINK = re.compile(
    r"""!?\[ ([^\[\]\n]*) \]
    \( \s* (?: < ([^<>\n]*) > | ([^()\s<>]+ (?: \( [^()\s]* \) [^()\s<>]* )*) )
    (?: \s+ ["'(] [^\n]*? ["')] )? \s* \)""",
    re.VERBOSE,
)
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_TAG = re.compile(r"(?<![^\s(,;])#((?:\d+(?=[^\W\d]|[/-]))?[^\W\d][\w/-]*)")
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(?:(?!\n\s*\n).){1,500}?(?<!`)\1(?!`)", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)|~~(.+?)~~|==(.+?)==|`+([^`\n]+)`+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CLOSING_HASHES = re.compile(r"\s+#+\s*$")
_BLOCK_ID = re.compile(r"\s+\^[\w-]+$")  # Obsidian's name for a line
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_LONGEST_NAME = 300  # code points


def without_wikilinks(text: str) -> str:
    """A text with the words of each `[[page#heading|words]]` in its place: these, or the page, or the heading."""
    return _WIKILINK.sub(lambda match: match[3] or match[1] or match[2] or "", text)


def plain_text(markup: str) -> str:
    """Inline Markdown as a reader sees it: without emphasis, the targets of links, and escapes; on one line."""
    text = without_wikilinks(markup[: 2 * _LONGEST_NAME])
    text = _LINK.sub(r"\1", text)
    for _ in range(2):  # emphasis inside emphasis
        text = _EMPHASIS.sub(lambda match: match[2] or match[3] or match[4] or match[5], text)
    text = _BLOCK_ID.sub("", _CLOSING_HASHES.sub("", _ESCAPE.sub(r"\1", text)))
    return " ".join(text.split())[:_LONGEST_NAME]


def links(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Link, ...]:
    """Wikilinks, Markdown links and autolinks in these stretches of a text, in order; the whole markup is the span.

    Links to a heading of the same text lead nowhere else and are left out.

    Args:
        spans: prose, in order; code spans in it hold no links, whole blocks of code are not to be among it.
    """
    found: list[Link] = []
    here = 0
    for start, end in spans:
        if not ("[" in (prose := text[start:end]) or "<" in prose):
            continue
        for link in sorted(_links(_blank_code(prose)), key=lambda each: (each.start, -each.end)):
            if link.target and start + link.start >= here:
                found.append(Link(start + link.start, start + link.end, link.target, link.heading))
                here = found[-1].end
    return tuple(found)


def target_of(link: Link) -> str:
    """What a link's fact says: a page or a path without the heading, an address whole."""
    return f"{link.target}#{link.heading}" if link.heading and _SCHEME.match(link.target) else link.target


def _links(prose: str) -> Iterator[Link]:
    for match in _WIKILINK.finditer(prose):
        yield Link(*match.span(), match[1].strip(), (match[2] or "").strip())
    for match in _LINK.finditer(prose):
        yield Link(*match.span(), *_target(match[2] or match[3]))
    for match in _AUTOLINK.finditer(prose):
        yield Link(*match.span(), *_target(match[1]))


def inline_tags(prose: Iterable[str]) -> tuple[str, ...]:
    """Words such as `#project/alpha`, without the mark, each once, in order."""
    found: dict[str, None] = {}
    for text in prose:
        if "#" in text:
            found.update(dict.fromkeys(tag.rstrip("/-") for tag in _TAG.findall(_blank_code(text))))
    return tuple(found)


def _blank_code(text: str) -> str:
    """The text with blanks in the place of code, so that everything else stands where it stood."""
    return _CODE_SPAN.sub(lambda match: " " * len(match[0]), text) if "`" in text else text


def _target(target: str) -> tuple[str, str]:
    """A link's target and the heading in it; both without escapes if it is a local file."""
    place, _, heading = (target if _SCHEME.match(target) else unquote(target)).partition("#")
    return place, heading
