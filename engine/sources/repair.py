"""Undoes a wrong decoding: text whose UTF-8 bytes an earlier program read in another encoding ('cafÃ©' is 'café').

ftfy judges and mends line by line. What it is too careful for, symbols such as '‚úì' for '✓', is mended where three or
more characters in a row are the bytes of one symbol, which no language writes; and once a text has shown that, every
run of it that reads as UTF-8 in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, partial

REPAIRED = "Some characters had been broken by an earlier decoding and are repaired here; the original file is kept."
"""What is noted of a document in which something was mended."""

_CODECS = ("cp1252", "cp1251", "mac_roman", "cp437")
_SYMBOL_CODECS = ("mac_roman", "cp437", "cp1252")  # not Cyrillic, where 'вії' is a word
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
_NEXT = range(0x80, 0xC0)  # the second and later bytes of any character
_PAIR_STARTS = (*range(0xC2, 0xC6), 0xCE, 0xCF, 0xD0, 0xD1, 0xD7, *range(0xD8, 0xDC))  # scripts in wide use


def repair(text: str) -> tuple[str, bool]:
    """The text with mojibake undone, and whether anything changed. Lines stay lines.

    Lines without the tell-tale characters are not looked at, and lines that read as real text stay.
    """
    telltale = _telltale()
    if text.isascii() or not telltale.search(text):
        return text, False
    from ftfy import fix_encoding  # takes 50 ms, and few files need it
    from ftfy.badness import is_bad

    mended = text
    for codec in _SYMBOL_CODECS:
        if any(_is_symbol(_as_utf8(match[0], codec)) for match in _sequences(codec).finditer(mended)):
            mended = _BEYOND_ASCII.sub(partial(_mended_run, codec=codec), mended)
    lines = mended.split("\n")
    for number, line in enumerate(lines):
        if telltale.search(line) and is_bad(line):
            fixed = fix_encoding(line)
            if "\n" not in fixed:
                lines[number] = fixed
    mended = "\n".join(lines)
    return mended, mended != text


def _as_utf8(run: str, codec: str) -> str:
    """The run's bytes in the codec, read as UTF-8; the run itself where they are not UTF-8."""
    try:
        return run.encode(codec).decode("utf-8")
    except UnicodeError:
        return run


def _mended_run(match: re.Match[str], codec: str) -> str:
    return _as_utf8(match[0], codec)


def _is_symbol(text: str) -> bool:
    return len(text) == 1 and unicodedata.category(text)[0] in "SP"


@cache
def _telltale() -> re.Pattern[str]:
    """What the UTF-8 of one character becomes in any of the encodings that are mistaken for it."""
    ends, before = "", []
    for codec in _CODECS:
        pair, longer, end = (_class(codes, codec) for codes in (_PAIR_STARTS, range(0xE0, 0xF5), _NEXT))
        ends += end
        before.append(f"(?<=[{pair}][{end}])|(?<=[{longer}][{end}])[{end}]")
    # The second character comes first: it is rare in Cyrillic, where any letter can be the first.
    return re.compile(f"[{ends}](?:{'|'.join(before)})")


@cache
def _sequences(codec: str) -> re.Pattern[str]:
    """What UTF-8 of three and four bytes becomes in the codec."""
    three, four, end = (_class(codes, codec) for codes in (range(0xE2, 0xF0), range(0xF0, 0xF5), _NEXT))
    return re.compile(f"[{three}][{end}]{{2}}|[{four}][{end}]{{3}}")


def _class(codes: Sequence[int], codec: str) -> str:
    """What bytes become in the codec, for use in a character class."""
    controls = r"\x80-\x9f" if codec == "cp1252" and 0x80 in codes else ""  # lax programs let them through
    return re.escape(bytes(codes).decode(codec, "ignore")) + controls
