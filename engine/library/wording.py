"""The strings that searching and embedding see: made in one place, so that what was put in can be taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

SEPARATOR = " › "


def encoded(text: str) -> bytes:
    """UTF-8; half characters (surrogates, as broken exports have them) survive the round trip."""
    return text.encode("utf-8", "surrogatepass")


def clean(text: str) -> str:
    """The text as SQLite and tokenizers take it: half characters become question marks, its length stays."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def word_columns(title: str, headings: Sequence[str], body: str) -> tuple[str, str, str]:
    """The columns of the table `words`. A contentless index is told what to delete, so both ways go through here."""
    return clean(title), clean(SEPARATOR.join(headings)), clean(body)


def embedding_text(title: str, headings: Sequence[str], body: str) -> str:
    """What is embedded of a chunk: where it stands, then what it says."""
    return clean(f"{SEPARATOR.join([title, *headings])}\n{body}")


def text_key(text: str) -> bytes:
    """16 bytes that name an embedded text."""
    return blake2b(encoded(text), digest_size=16).digest()
