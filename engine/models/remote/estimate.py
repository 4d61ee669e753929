"""How many tokens a prompt has, without the model's own dictionary: rather too many than too few."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.models.chat import Message

LETTERS_PER_TOKEN = 3  # English has 4 to 5
BYTES_PER_TOKEN = 2  # beyond ASCII: a Cyrillic letter is one token, a Chinese sign one and a half
MESSAGE_TOKENS = 6  # of the template, around each message
PROMPT_TOKENS = 4  # of the template, once


def estimate(messages: Sequence[Message]) -> int:
    """Tokens of a prompt."""
    return PROMPT_TOKENS + sum(MESSAGE_TOKENS + text_tokens(message.content) for message in messages)


def text_tokens(text: str) -> int:
    """Tokens of a text. Each digit counts as one, for many models read them singly."""
    plain = len(text.encode("ascii", "ignore"))
    others_bytes = len(text.encode("utf-8", "replace")) - plain
    digits = sum(text.count(digit) for digit in "0123456789")
    return math.ceil((plain - digits) / LETTERS_PER_TOKEN + digits + others_bytes / BYTES_PER_TOKEN)
