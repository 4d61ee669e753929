"""Chat templates at work: messages in, the pieces of a prompt out, contents apart from what the template adds.

A template never sees what a message says. It lays out placeholders, whose places are taken afterwards.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, groupby

from engine.models.chat import Message

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant{{ '\n' }}"  # a bare newline at its very end would be dropped
)
BETWEEN = "\n\n"  # of two messages that were made one

Layout = Callable[[list[dict[str, str]]], str]
"""A template: role and content of each message in, a text out; raises one of FAILURES."""

FAILURES = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RuntimeError,
    SyntaxError,
)
"""What a template may fail of: it is a program of whoever made the file."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a prompt: the template's own, or a content."""

    text: str
    role: str  # whose content it is, '' for the template's own


@dataclass(frozen=True, slots=True)
class Turn:
    """What a template sees as one message."""

    role: str
    messages: tuple[Message, ...]


def layout(source: str, begin: str, end: str) -> Layout:
    """A template that is ready to use; it runs in Jinja's sandbox.

    Args:
        source: in Jinja's language.
        begin: how the token is spelt that a text begins with, '' for none.
        end: the same for its end.

    Raises:
        One of FAILURES: it can't be parsed.
    """
    template_error = import_module("jinja2.exceptions").TemplateError
    formatter = import_module("llama_cpp.llama_chat_format").Jinja2ChatFormatter
    try:
        made = formatter(template=source, eos_token=end, bos_token=begin)
    except template_error as error:
        raise ValueError(str(error)) from error

    def lay_out(messages: list[dict[str, str]]) -> str:
        try:
            # thoughts before an answer would take minutes here, and can't be cited
            return str(made(messages=messages, enable_thinking=False).prompt)
        except template_error as error:
            raise ValueError(str(error)) from error

    return lay_out


def each_alone(messages: Sequence[Message]) -> list[Turn]:
    """Messages as they are."""
    return [Turn(message.role, (message,)) for message in messages]


def without_system(messages: Sequence[Message]) -> list[Turn]:
    """The system's messages as the beginning of the first one of the user."""
    system = tuple(message for message in messages if message.role == "system")
    turns = each_alone([message for message in messages if message.role != "system"])
    for place, turn in enumerate(turns):
        if turn.role == "user":
            turns[place] = Turn("user", system + turn.messages)
            return turns
    return [Turn("user", system), *turns] if system else turns


def alternating(turns: Sequence[Turn]) -> list[Turn]:
    """Neighbours of one role as one: many templates insist on that."""
    return [
        Turn(role, tuple(chain.from_iterable(turn.messages for turn in group)))
        for role, group in groupby(turns, key=lambda turn: turn.role)
    ]


def render(lay_out: Layout, turns: Sequence[Turn]) -> list[Part]:
    """The pieces of a prompt, in order.

    Raises:
        ValueError: the template leaves a message out.
        One of FAILURES: it refuses the messages.
    """
    secret = secrets.token_hex(8)
    messages: list[Message] = []
    laid_out = []
    for turn in turns:
        places = range(len(messages), len(messages) + len(turn.messages))
        laid_out.append({"role": turn.role, "content": BETWEEN.join(f"{secret}{place:05d}x" for place in places)})
        messages += turn.messages
    parts: list[Part] = []
    seen = set()
    for index, piece in enumerate(re.split(f"{secret}([0-9]{{5}})x", lay_out(laid_out))):
        if index % 2:
            seen.add(int(piece))
            message = messages[int(piece)]
            parts.append(Part(message.content.strip(), message.role))
        elif piece:
            parts.append(Part(piece, ""))
    if len(seen) < len(messages):
        raise ValueError("it leaves a message out")
    return parts
