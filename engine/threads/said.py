"""A stored conversation as it is read here: its messages, who speaks, and their sentences and blocks of code.

All spans are code points in the conversation's canonical text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.sources.reading import Block, BlockKind, Mark, MarkKind
from engine.sources.sentences import sentences


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PASTED = 4_000
"""Characters of a person's message from which most of it was pasted, and little of it says what they want."""

NEAR_EDGE = 800
"""Characters at the beginning and at the end of such a message that are likely their own."""

_MACHINES = _set(
    """
    assistant agent ai bot model system chatgpt gpt claude gemini copilot mistral llama deepseek perplexity grok
    """
)
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE)
_TOOL = re.compile(r"\W*(?:Tool|Artifact): [^\n]*$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a message."""

    start: int
    end: int
    item: bool = False  # of a list
    own: bool = True  # False: quoted, or in the middle of a text that was pasted


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced block."""

    start: int
    end: int
    by_tool: bool  # what was handed to a tool, not written for the reader


@dataclass(frozen=True, slots=True)
class Message:
    """What one speaker said at once."""

    number: int  # 1-based, in the conversation
    speaker: str
    by_person: bool
    time: str
    branch: str
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    code: tuple[Code, ...]


def messages(text: str, blocks: Sequence[Block], marks: Sequence[Mark]) -> tuple[Message, ...]:
    """The messages of a conversation in its order, those that say nothing left out."""
    starts = [block.start for block in blocks]
    found = []
    for mark in marks:
        if mark.kind is not MarkKind.MESSAGE:
            continue
        within = blocks[bisect_left(starts, mark.start) : bisect_left(starts, mark.end)]
        body = within[1:] if within and within[0].kind is BlockKind.HEADING else within
        by_person = is_person(mark.speaker)
        said = tuple(_sentences(text, body, mark, pasted=by_person and mark.end - mark.start > PASTED))
        code = tuple(_code(text, body))
        if said or code:
            found.append(
                Message(
                    mark.number, mark.speaker, by_person, mark.time, mark.branch, mark.start, mark.end, said, code
                )
            )  # fmt: skip
    return tuple(found)


def is_person(speaker: str) -> bool:
    """Whether a speaker is a person, as far as the name tells."""
    words = re.findall(r"[a-z]+", speaker.lower())
    return bool(words) and not _MACHINES.intersection(words) and words[0] != "tool"


def _sentences(text: str, blocks: Sequence[Block], mark: Mark, *, pasted: bool) -> Iterator[Sentence]:
    for block in blocks:
        if block.kind not in _PROSE:
            continue
        for start, end in sentences(text, block.start, block.end):
            if _TOOL.match(text, start, end):
                continue
            inside = pasted and start - mark.start > NEAR_EDGE and mark.end - end > NEAR_EDGE
            item = block.kind is BlockKind.LIST and bool(_ITEM.match(text, start))
            yield Sentence(start, end, item, own=block.kind is not BlockKind.QUOTE and not inside)


def _code(text: str, blocks: Sequence[Block]) -> Iterator[Code]:
    before: Block | None = None
    for block in blocks:
        if block.kind is BlockKind.CODE:
            said = text[before.start : before.end].rsplit("\n", 1)[-1] if before is not None else ""
            yield Code(block.start, block.end, bool(_TOOL.match(said)))
        before = block
