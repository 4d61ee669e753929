"""The blocks of code in a Markdown text."""

from __future__ import annotations

from dataclasses import dataclass

from tui.drawing.highlight import language
from tui.drawing.markdown import parse


@dataclass(frozen=True, slots=True)
class Fence:
    """Code as it was written, without the fence around it; '' where no language is named."""

    language: str
    code: str


def fences(source: str) -> list[Fence]:
    """The blocks of code in cleaned Markdown, in order, those in lists and quotes too."""
    return [
        Fence(language(node.info), node.content.rstrip("\n"))
        for node in parse(source).walk()
        if node.type in ("fence", "code_block")
    ]
