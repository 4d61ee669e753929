"""The vocabularies and chat templates of models that are written for measurements: bytes, some words, some signs.

The 256 byte tokens are enough to write anything; a word with merges has a token of its own besides, as in the
byte-level byte pair encoding of GPT-2, whose printable alphabet for bytes is used here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

START, END, STOP = "<|im_start|>", "<|im_end|>", "<|endoftext|>"

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
NO_SYSTEM = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system messages') }}{% endif %}" + CHATML
BROKEN = "{% for message in messages %}{{ message['content'"
"""A template that no parser takes."""

COMMON = (
    "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they "
    "which one you were all her she there would their we him been has when who will no more if out so up said what "
    "its about than into them can only other time new some could these two may first then do any like my now over "
    "such our man me even most made after also did many off before must well back through years where much your way "
    "down should"
)

NORMAL, CONTROL, UNUSED = 1, 3, 5  # token types of the file format


def byte_alphabet() -> tuple[str, ...]:
    """The printable character that stands for each of the 256 bytes."""
    plain = {*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAC + 1), *range(0xAE, 0xFF + 1)}
    others = iter(range(256, 512))
    return tuple(chr(byte if byte in plain else next(others)) for byte in range(256))


ALPHABET = byte_alphabet()


def spelt(text: bytes) -> str:
    """How a vocabulary spells these bytes."""
    return "".join(ALPHABET[byte] for byte in text)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens, each at its id, their types, and the merges in the order in which they apply."""

    tokens: tuple[str, ...]
    types: tuple[int, ...]
    merges: tuple[str, ...]

    @property
    def used(self) -> int:
        """Tokens that stand for something; the others follow."""
        return len(self.types) - self.types.count(UNUSED)

    def id_of(self, token: str) -> int:
        """
        Raises:
            ValueError: there is no such token.
        """
        return self.tokens.index(token)


def vocabulary(
    merged: Iterable[bytes] = (),
    private: Sequence[bytes] = (),
    size: int = 0,
    signs: Sequence[str] = (START, END, STOP),
) -> Vocabulary:
    """A vocabulary of the 256 bytes and more.

    Args:
        merged: words that a text is cut into where they stand in it.
        private: pieces that no text is cut into, so that only a model can write them.
        size: filled up to this number with tokens that stand for nothing; 0 for none of these.
        signs: control tokens.
    """
    tokens = dict.fromkeys(ALPHABET)
    merges: dict[str, None] = {}
    for word in merged:
        name = spelt(word)
        for end in range(2, len(name) + 1):  # from the left, a byte at a time
            merges[f"{name[: end - 1]} {name[end - 1]}"] = None
            tokens[name[:end]] = None
    tokens.update(dict.fromkeys(map(spelt, private)))
    normal = len(tokens)
    tokens.update(dict.fromkeys(signs))
    named = len(tokens)
    tokens.update(dict.fromkeys(f"[unused{number}]" for number in range(size - named)))
    types = (NORMAL,) * normal + (CONTROL,) * (named - normal) + (UNUSED,) * (len(tokens) - named)
    return Vocabulary(tuple(tokens), types, tuple(merges))


def common_words() -> tuple[bytes, ...]:
    """Frequent English words, each with the blank before it."""
    return tuple(f" {word}".encode("ascii") for word in COMMON.split())


def pieces_of(text: str) -> tuple[bytes, ...]:
    """`text` cut into pieces of a word or more, of which no two are alike and none is a single byte.

    Raises:
        ValueError: the text is shorter than two bytes.
    """
    if len(text.encode("utf-8")) < 2:
        raise ValueError("a text of at least two bytes is needed")
    found: list[str] = []
    piece = ""
    for word in re.findall(r"\s*\S+|\s+$", text):
        piece += word
        if piece not in found and len(piece.encode("utf-8")) > 1:
            found.append(piece)
            piece = ""
    while piece:  # what is left is like a piece before: it joins its neighbours until it is not
        piece = found.pop() + piece
        if piece not in found:
            found.append(piece)
            piece = ""
    return tuple(each.encode("utf-8") for each in found)
