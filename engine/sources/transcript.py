"""A conversation, whatever program it comes from, and the reading it makes: one mark a message, Markdown inside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate, islice

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.sources.canonical import Canonical
from engine.sources.reading import Block, BlockKind, MarkKind, Reading
from engine.sources.repair import REPAIRED, repair

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MESSAGE_LEVEL = 2  # under the title; the headings within a message come below its own
_KINDS = {
    "heading_open": BlockKind.HEADING,
    "paragraph_open": BlockKind.PARAGRAPH,
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "table_open": BlockKind.TABLE,
    "blockquote_open": BlockKind.QUOTE,
    "html_block": BlockKind.PARAGRAPH,
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a message: Markdown, or an aside such as the name of an attached file."""

    text: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What one speaker said at once."""

    speaker: str
    segments: tuple[Segment, ...]
    time: str = ""  # ISO 8601 with offset
    uid: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages and what the export says about them."""

    uid: str
    provider: str  # 'chatgpt', 'claude', ...
    title: str
    messages: tuple[Message, ...]
    created: str = ""  # ISO 8601 with offset
    link: str = ""
    aliases: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def reading(conversation: Conversation, reader: str, *, part: str = "", notes: tuple[str, ...] = ()) -> Reading:
    """The conversation as a document: its title, then each message under a line that names speaker and time.

    `notes` come before the conversation's own.
    """
    title = tidy(conversation.title) or "Untitled conversation"
    canonical = Canonical()
    canonical.add(BlockKind.HEADING, f"# {title}", level=1, name=title)
    for number, message in enumerate(conversation.messages, start=1):
        with canonical.mark(
            MarkKind.MESSAGE,
            number,
            speaker=message.speaker,
            time=message.time,
            uid=message.uid,
            branch=message.branch,
        ):
            heading = _heading(message)
            canonical.add(BlockKind.HEADING, f"## {heading}", level=_MESSAGE_LEVEL, name=heading)
            for segment in message.segments:
                text = tidy(segment.text)
                if segment.aside:
                    canonical.add(BlockKind.META, text)
                else:
                    canonical.add_blocks(text, markdown_blocks(text))
    return Reading(
        title=title,
        text=canonical.text,
        reader=reader,
        kind="conversation",
        blocks=canonical.blocks,
        marks=canonical.marks,
        facts=_facts(conversation),
        notes=(*notes, *conversation.notes),
        part=part,
    )


def mended(conversation: Conversation) -> Conversation:
    """The conversation with characters repaired that an earlier decoding had broken, and a note where there were any.

    All its texts are looked at together: one alone may be too short to show what it was decoded as.
    """
    texts = [conversation.title, *(each.text for message in conversation.messages for each in message.segments)]
    whole, changed = repair("\n".join(texts))
    if not changed:
        return conversation
    lines = iter(whole.split("\n"))
    title, *pieces = ["\n".join(islice(lines, text.count("\n") + 1)) for text in texts]
    fresh = iter(pieces)
    messages = tuple(
        replace(message, segments=tuple(replace(each, text=next(fresh)) for each in message.segments))
        for message in conversation.messages
    )
    aliases = tuple(title if alias == conversation.title else alias for alias in conversation.aliases)
    notes = (*conversation.notes, REPAIRED)
    return replace(conversation, title=title, messages=messages, aliases=aliases, notes=notes)


def fenced(code: str, language: str = "") -> str:
    """Code in a fence that is longer than any within it; empty for no code."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code.rstrip()}\n{fence}" if code.strip() else ""


def tidy(text: str) -> str:
    """Text without control characters, half characters, or blank lines around it; newlines are line feeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = _CONTROL.sub("", whole).rstrip().split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    return "\n".join(lines[first:])


def utc(seconds: float) -> str:
    """Unix time as ISO 8601 in UTC, to the second; empty where no calendar has it."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return ""


def iso(time: str) -> str:
    """A time with an offset as ISO 8601, to the second; empty where it is none or names no offset."""
    try:
        parsed = datetime.fromisoformat(time.strip())
    except ValueError:
        return ""
    return parsed.isoformat(timespec="seconds") if parsed.tzinfo else ""


def markdown_blocks(text: str) -> Iterator[Block]:
    """The Markdown blocks of a message in order, its headings below the message's own.

    What the parser passes over (rules, link targets) is no block.
    """
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    tokens = _parser().parse(text)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        kind = _KINDS.get(token.type)
        if token.level or token.map is None or kind is None:
            continue
        first, last = token.map
        raw = text[starts[first] : starts[last] - 1]
        block = raw.strip()
        if not block:
            continue
        start = starts[first] + (len(raw) - len(raw.lstrip()))
        if kind is BlockKind.CODE:
            start, block = starts[first], raw.rstrip()
        heading = kind is BlockKind.HEADING
        name = _plain(following) if heading and following else ""
        level = min(int(token.tag[1]) + _MESSAGE_LEVEL, 6) if heading else 0
        yield Block(kind, start, start + len(block), level, name)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline")).strip()


def _heading(message: Message) -> str:
    parts: Sequence[str] = (
        message.speaker,
        message.time.replace("T", " ").replace("+00:00", " UTC"),
        "another branch" if message.branch else "",
    )
    return " · ".join(part for part in parts if part)


def _facts(conversation: Conversation) -> dict[str, tuple[str, ...]]:
    found = {
        "conversation_id": (conversation.uid,),
        "provider": (conversation.provider,),
        "alias": conversation.aliases,
        "date": (conversation.created,),
        "link": (conversation.link,),
    }
    return {name: kept for name, values in found.items() if (kept := tuple(value for value in values if value))}
