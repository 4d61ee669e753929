"""Formulas among Markdown: `$x$`, `$$x$$`, `\\(x\\)` and `\\[x\\]`; money and shell variables are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.drawing import tex

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

MATH = re.compile(
    r"\s*(?:\$\$(?P<dollars>.+?)\$\$|\\\[(?P<square>.+?)\\\])\s*(?:\((?P<label>[^()\n]{1,40})\)\s*)?", re.DOTALL
)
ENVIRONMENT = re.compile(r"\s*\\begin\{(?P<name>[a-z]+\*?)\}.*\\end\{(?P=name)\}\s*", re.S)
"""A piece of Markdown that is a formula as a whole."""

_PROSE = re.compile(r"[^\W\d_]{4,}|[^\W\d_]+ +[^\W\d_]{2,}")
_CLOSERS = {"(": "\\)", "[": "\\]"}


def add_rules(parser: MarkdownIt) -> None:
    """Let a parser of Markdown find formulas, in text and as blocks."""
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    dollarmath_plugin(
        parser, allow_labels=True, allow_space=False, allow_digits=False, allow_blank_lines=False, double_inline=True
    )
    parser.inline.ruler.before("escape", "math_bracketed", _bracketed)


def _bracketed(state: StateInline, silent: bool) -> bool:
    """`\\(x\\)` and `\\[x\\]`, which Markdown alone takes for escaped brackets."""
    source, start = state.src, state.pos
    closer = _CLOSERS.get(source[start + 1 : start + 2], "") if source[start] == "\\" else ""
    end = source.find(closer, start + 2, start + tex.LONGEST) if closer else -1
    if end < 0 or not source[start + 2 : end].strip():
        return False
    if not silent:
        token = state.push("math_inline" if closer == "\\)" else "math_inline_double", "math", 0)
        token.content, token.markup = source[start + 2 : end], source[start : start + 2]
    state.pos = end + 2
    return True


def in_line(content: str, markup: str) -> str:
    """A formula among words, as it reads; as it was written where it is none, or is not understood."""
    source = written(content, markup)
    if markup == "$" and "\\" not in content and _PROSE.search(content):
        return source  # what a shell or a price list has between two dollars
    try:
        return tex.inline(content)
    except tex.Unreadable:
        return source


def written(content: str, markup: str) -> str:
    """A formula with what stood around it."""
    return f"{markup}{content}{_CLOSERS.get(markup[-1:], markup)}"


def in_lines(source: str) -> tuple[str, ...] | None:
    """The lines of a piece that is one formula; None where it is none, or is not understood."""
    if (found := MATH.fullmatch(source)) is not None:
        body = found["dollars"] or found["square"]
    elif ENVIRONMENT.fullmatch(source) is not None:
        found, body = None, source.strip()
    else:
        return None
    try:
        lines = tex.display(body.strip())
    except tex.Unreadable:
        return None
    label = found["label"] if found is not None else None
    return (*lines[:-1], f"{lines[-1]}    ({label})") if label else lines
