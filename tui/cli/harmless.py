"""Text of documents and file names made safe for a terminal."""

from __future__ import annotations

from tui.drawing.clean import clean


def harmless(text: str) -> str:
    """`text` without escape sequences, control characters and direction overrides; newlines and tabs stay."""
    return clean(text)


def one_line(text: str) -> str:
    """`text` harmless and on one line, white space run together; nothing is cut off."""
    return " ".join(clean(text).split())
