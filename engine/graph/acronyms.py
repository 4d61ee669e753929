"""Acronyms with their long forms, as Schwartz & Hearst (2003) find them: letters matched from the right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKETS = re.compile(r"\(\s*([^()\n]{2,80}?)\s*\)")
_SHORT = re.compile(r"(?=.*[A-Z].*[A-Z]|[A-Z]\d)[A-Z][A-Za-z0-9&./-]{1,9}s?")
_WORDS_BACK = 8


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form and what it stands for, as spans."""

    short: tuple[int, int]
    long: tuple[int, int]


def acronyms(blank: str, start: int, end: int) -> Iterator[Acronym]:
    """Those of one sentence: 'long form (LF)' and 'LF (long form)'."""
    for found in _BRACKETS.finditer(blank, start, end):
        inside = found[1].split(",")[0].split(";")[0].strip().strip("\"'“”‘’")
        at = blank.index(inside, found.start(1)) if inside else -1
        if at < 0:
            continue
        before = blank[start : found.start()].rstrip()
        if _SHORT.fullmatch(inside):
            long = _long_form(inside, before)
            if long is not None:
                yield Acronym((at, at + len(inside)), (start + long, start + len(before)))
        else:
            short = re.search(r"(?<![\w-])[A-Z][A-Za-z0-9&.-]{1,9}$", before)
            if short and _SHORT.fullmatch(short[0]) and _long_form(short[0], inside) == 0:
                yield Acronym((start + short.start(), start + short.end()), (at, at + len(inside)))


def _long_form(short: str, before: str) -> int | None:
    """Where in `before`, which it ends, the long form of `short` begins; None where there is none."""
    letters = [char.lower() for char in short.removesuffix("s") if char.isalnum()]
    words = before.split()
    window = min(len(letters) + 5, 2 * len(letters), _WORDS_BACK, len(words))
    if window < 2:
        return None
    at = len(before)
    for letter_at in range(len(letters) - 1, -1, -1):
        letter = letters[letter_at]
        at -= 1
        while at >= 0:
            starts_word = at == 0 or not before[at - 1].isalnum()
            if before[at].lower() == letter and (starts_word or letter_at > 0):
                break
            at -= 1
        if at < 0:
            return None
    long = before[at:]
    count = len(re.findall(r"[\w’']+", long))
    is_sound = 2 <= count <= window and not re.search(r"[.;:!?,()\[\]]", long) and long.lower() != short.lower()
    return at if is_sound else None
