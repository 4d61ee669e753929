"""Several cited texts become one: a heading over each, marks counted through, a quote that is cited twice counted once.

What stands in brackets inside a code fence is code and stays as it is; everywhere else a number in brackets is a mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.reasoning.wording import CONTROL, MARK
from engine.records import Citation

FENCE = re.compile(r"([ \t]*)(`{3,}(?=[^`]*$)|~{3,})(.*)")
STARS = re.compile(r"\*{2,}")

LONGEST_NUMBER = 9
"""Digits of a number that may be a mark; longer ones are no count of anything."""

Key = tuple[int, int, int]
"""A quote: version, and span in its canonical text."""


@dataclass(frozen=True, slots=True)
class Said:
    """A cited text under its title."""

    title: str  # '' for none
    text: str  # with `[n]` marks
    citations: tuple[Citation, ...]  # by these marks


def join(parts: Sequence[Said]) -> tuple[str, tuple[Citation, ...]]:
    """One text with a section for each part, and its citations in the order of their marks.

    Every mark has exactly one citation and every citation a mark: a number in brackets without a citation is put in
    parentheses, a citation that no mark leads to is left out. Parts without text are left out with their titles.

    Args:
        parts: in the order in which they are read.
    """
    numbers: dict[Key, int] = {}
    citations: list[Citation] = []
    sections = []
    for part in parts:
        text = _renumbered(part, numbers, citations)
        if text.strip():
            title = _heading(part.title)
            sections.append(f"**{title}**\n\n{text}" if title else text)
    return "\n\n".join(sections), tuple(citations)


def _renumbered(part: Said, numbers: dict[Key, int], citations: list[Citation]) -> str:
    """A part's text with the marks of the whole; adds to `numbers` and `citations` what it is the first to cite."""
    cited: dict[int, Citation] = {}
    for each in part.citations:
        cited.setdefault(each.n, each)

    def number(match: re.Match[str]) -> str:
        citation = cited.get(int(match[1])) if len(match[1]) <= LONGEST_NUMBER else None
        if citation is None:
            return f"({match[1]})"
        key = (citation.place.version, citation.place.char_start, citation.place.char_end)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            citations.append(replace(citation, n=numbers[key]))
        return f"[{numbers[key]}]"

    lines = []
    fence = ""
    for line in part.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n"):
        before, fence = fence, _fence_behind(line, fence)
        lines.append(line if before or fence else MARK.sub(number, line))
    if fence:
        lines.append(fence)  # what is not closed would make code of the next part
    return "\n".join(lines)


def _fence_behind(line: str, fence: str) -> str:
    """The fence that is open behind a line, as indented as it was opened; '' where none is."""
    match = FENCE.fullmatch(line)
    if not match:
        return fence
    if not fence:
        return match[1] + match[2]
    closes = match[2].startswith(fence.lstrip()) and not match[3].strip()
    return "" if closes else fence


def _heading(title: str) -> str:
    """A title on one line that neither ends its own bold type nor looks like a mark."""
    plain = STARS.sub("", " ".join(CONTROL.sub(" ", title).split())).strip("* ")
    return MARK.sub(r"(\1)", plain)
