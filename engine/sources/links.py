"""What inline Markdown points at, and what it reads like without its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

_WIKILINK = re.compile(r"!?\[\[([^\[\]|#\n]*)(?:#([^\[\]|\n]*))?(?:\|([^\[\]\n]*))?\]\]")
_LINK = re.compile(
    r"""!?\[ ([^\[\]\n]*) \]
    \( \s* (?: < ([^<>\n]*) > | ([^()\s<>]+ (?: \( [^()\s]* \) [^()\s<>]* )*) )
    (?: \s+ ["'(] [^\n]*? ["')] )? \s* \)""",
    re.VERBOSE,
)
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_TAG = re.compile(r"(?<![^\s(,;])#((?:\d+(?=[^\W\d]|[/-]))?[^\W\d][\w/-]*)")
_CODE_SPAN = re.compile(r"`{1,3}[^`\n]{1,500}`{1,3}")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)|~~(.+?)~~|==(.+?)==|`+([^`\n]+)`+")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CLOSING_HASHES = re.compile(r"\s+#+\s*$")
_BLOCK_ID = re.compile(r"\s+\^[\w-]+$")  # Obsidian's name for a line
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_LONGEST_NAME = 300  # code points


def plain_text(markup: str) -> str:
    """Inline Markdown as a reader sees it: without emphasis, the targets of links, and escapes; on one line."""
    text = _WIKILINK.sub(lambda match: match[3] or match[1] or match[2] or "", markup[: 2 * _LONGEST_NAME])
    text = _LINK.sub(r"\1", text)
    for _ in range(2):  # emphasis inside emphasis
        text = _EMPHASIS.sub(lambda match: match[2] or match[3] or match[4] or match[5], text)
    text = _BLOCK_ID.sub("", _CLOSING_HASHES.sub("", _ESCAPE.sub(r"\1", text)))
    return " ".join(text.split())[:_LONGEST_NAME]


def links(prose: Iterable[str]) -> tuple[str, ...]:
    """Targets of wikilinks (without heading and alias) and Markdown links, each once, in order."""
    found: dict[str, None] = {}
    for text in map(_without_code, prose):
        if "[" not in text and "<" not in text:
            continue
        places = [(match.start(), match[1].strip()) for match in _WIKILINK.finditer(text)]
        places += [(match.start(), _target(match[2] or match[3])) for match in _LINK.finditer(text)]
        places += [(match.start(), match[1]) for match in _AUTOLINK.finditer(text)]
        found.update(dict.fromkeys(target for _, target in sorted(places) if target))
    return tuple(found)


def inline_tags(prose: Iterable[str]) -> tuple[str, ...]:
    """Words such as `#project/alpha`, without the mark, each once, in order."""
    found: dict[str, None] = {}
    for text in prose:
        if "#" in text:
            found.update(dict.fromkeys(tag.rstrip("/-") for tag in _TAG.findall(_without_code(text))))
    return tuple(found)


def _without_code(text: str) -> str:
    return _CODE_SPAN.sub(" ", text) if "`" in text else text


def _target(target: str) -> str:
    """A link's target; that of a local file without its escapes and its heading, empty if only a heading is left."""
    return target if _SCHEME.match(target) else unquote(target).partition("#")[0]
