"""Texts without end: as much of them as can be drawn at once, and a line that says what is left out."""

from __future__ import annotations

import re

SHOWN_CHARACTERS, SHOWN_LINES = 60_000, 2_000
"""Of one message. An answer of 10,000 words is drawn whole; what a person pastes may be any size."""

DEEPEST = 9
"""Quotes and lists within each other that are drawn as such; Markdown's parser drops what is deeper than 10."""

MOST_SIGNS = 1_000
"""Of emphasis and code in one paragraph. The parser's time grows faster than their number: with ten times as many it
takes a second, and a paragraph that streams in is read again at every drawing."""

_NESTED = re.compile(
    rf"^(?:[ \t]*(?:>|[-+*][ \t]|\d{{1,9}}[.)][ \t])){{{DEEPEST + 1}}}|^[ \t]{{24,}}[-+*\d]", re.MULTILINE
)


def bounded(text: str) -> tuple[str, int]:
    """The beginning of a text, and how many characters behind it are not drawn."""
    end = min(len(text), SHOWN_CHARACTERS)
    if text.count("\n", 0, end) > SHOWN_LINES:
        at = -1
        for _ in range(SHOWN_LINES):
            at = text.index("\n", at + 1)
        end = at
    return text[:end], len(text) - end


def left_out(characters: int) -> str:
    """The line below a text that is not drawn whole."""
    return f"… {characters:,} more characters are not drawn. Copying and /export have them all."


def too_deep(source: str) -> bool:
    """Whether Markdown holds quotes or lists so deep that a parser would drop their text."""
    return _NESTED.search(source) is not None


def too_dense(source: str) -> bool:
    """Whether one paragraph has so many signs of emphasis that reading them would hold up the screen."""
    if len(source) <= MOST_SIGNS or source.lstrip().startswith(("```", "~~~", "|")):
        return False
    return sum(map(source.count, "*_`")) > MOST_SIGNS
