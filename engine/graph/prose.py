"""A text as its prose: markup blanked out at its own length, so that every span stays what it was, and words of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.sources.reading import Block, BlockKind
from engine.sources.sentences import sentences

MAX_CHARACTERS = 2_000_000
"""What is looked at of one text: 5 s of work, and the concepts of a longer one are known by then."""

MAX_SENTENCE = 1_200  # characters; what is longer is a table or a list without stops, and no sentence

_MARKUP = re.compile(
    r"""
      <!--.*?--> | <[/a-zA-Z!][^<>\n]{0,300}>                # comments and tags
    | \[\[ (?: [^\[\]|\n]{1,200} \| )? | \]\]
    | !?\[ (?=[^\]\n]{1,300}\]\() | \]\( [^()\s]* (?:\([^()\s]*\))? [^()\n]* \)
    | \[\^? [\w,\ –-]{0,12} \]                               # footnotes, citations, boxes to tick
    | \b https?://\S+ | \bwww\.\S+
    | (?<=\n) [>\ \t]* (?: \[! [\w|-]+ \] [+-]? )? [>\ \t]*
      (?: (?: [-*+•▪] | \d{1,3}[.)] ) [\ \t]+ )? (?: \#{1,6} [\ \t]+ )?
    | \*{1,3} | _{2,} | (?<!\w)_ | _(?!\w) | ~~ | == | `+ | \| | \^
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE = re.compile(
    r"""\b(?:from\s+[\w.]+\s+import|import\s+[\w.]+\s*$|def\s+\w+\(|class\s+\w+[(:]|return\s+\w+[.(]|async\s+def|self\.\w)
    | ^\s*(?:@\w+|\#include|\$\s\w|pip\s+install|const\s+\w+\s=|\w+\s=\s\w+\() | [{};]\s*$ | \(\)\s*$ | =>""",
    re.VERBOSE | re.MULTILINE,
)
_WORD = re.compile(r"[^\W_](?:[\w'’&+#/-]|\.(?=\w))*")
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `masked[start:end] == word`."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the prose and its words."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    in_list: bool


def masked(text: str) -> str:
    """The text with blanks for its markup; of the same length."""
    blank = _MARKUP.sub(lambda found: " " * len(found[0]), "\n" + text)
    return blank[1:]


def prose(text: str, blank: str, blocks: Sequence[Block]) -> Iterator[Sentence]:
    """The sentences of paragraphs, lists and quotes, in order.

    Args:
        text: the canonical text.
        blank: `masked(text)`, or as much of it as is looked at.
    """
    for block in blocks:
        if block.kind not in _PROSE or block.start >= len(blank):
            continue
        for start, end in sentences(text, block.start, min(block.end, len(blank))):
            if end - start <= MAX_SENTENCE and not _CODE.search(blank, start, end):
                yield sentence(blank, start, end, in_list=block.kind is BlockKind.LIST)


def sentence(blank: str, start: int, end: int, *, in_list: bool = False) -> Sentence:
    """A span as a sentence; its words never end with an apostrophe or a sign that joins."""
    tokens = []
    for found in _WORD.finditer(blank, start, end):
        word = found[0].rstrip("'’-/&")
        tokens.append(Token(found.start(), found.start() + len(word), word))
    return Sentence(start, end, tuple(tokens), in_list)


def joined(blank: str, one: Token, other: Token) -> bool:
    """Whether nothing but white space, a line's end at most, stands between two words."""
    gap = blank[one.end : other.start]
    return gap == " " or (0 < len(gap) <= 4 and gap.isspace() and gap.count("\n") == 1)
