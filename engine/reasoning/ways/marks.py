"""Marks in a text that is read by somebody else than its reader: outside of code, where such numbers are indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.reasoning.wording import MARK
from engine.sources.sentences import sentences

FENCE = re.compile(r"\s*(```+|~~~+)")
_MARKED = re.compile(rf"[ \t]*{MARK.pattern}")


def without_marks(text: str) -> str:
    """The text without its marks: they count the quotes of its own answer, and lead elsewhere in another's prompt."""
    return "\n".join(line if code else _MARKED.sub("", line) for line, code in lines_of(text))


def lines_of(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text, each with whether it is code or the fence of some."""
    fence = ""
    for line in text.split("\n"):
        match = FENCE.match(line)
        yield line, bool(fence or match)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence) and not line.strip(" \t`~"):
            fence = ""


def cut(line: str) -> tuple[str, ...]:
    """The sentences of a line, each with the marks behind it; together they are the line."""
    bare = MARK.sub(lambda match: " " * len(match[0]), line)
    starts = [0, *(start for start, _ in sentences(bare))][1:]
    if not starts:
        return (line,)
    starts[0] = 0  # what stands before the first sentence belongs to it
    return tuple(line[start:end] for start, end in zip(starts, [*starts[1:], len(line)], strict=True))
