"""Where texts that were written side by side contradict each other: the aspects of a panel, the answers of a pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.reasoning.differing.contrast import Contrast, contrast, title_keys
from engine.reasoning.differing.frame import LONGEST, Frame, frame
from engine.reasoning.features import Idf
from engine.reasoning.joining import FENCE, Said
from engine.reasoning.wording import MARK
from engine.sources.sentences import sentences

NO_TITLE = title_keys()
"""Texts about one question: their titles name aspects of it, not other subjects."""


@dataclass(frozen=True, slots=True)
class DifferingClaim:
    """A sentence of each of two texts that can't both be true."""

    first: str  # without marks
    second: str
    first_title: str
    second_title: str
    contrast: Contrast


def differing_claims(first: Said, second: Said, idf: Idf) -> tuple[DifferingClaim, ...]:
    """The sentences of two texts that contradict each other, in the order of the first text.

    Args:
        first: a text, with marks or without.
        second: another one.
        idf: how telling each stem is.
    """
    others = [(said, frame(said)) for said in _sentences(second.text)]
    found = []
    for mine in _sentences(first.text):
        for theirs, reading in others:
            contrasted = _contrast(frame(mine), reading, idf)
            if contrasted is not None:
                found.append(DifferingClaim(mine, theirs, first.title, second.title, contrasted))
                break
    return tuple(found)


def between(texts: Sequence[Said], idf: Idf) -> tuple[DifferingClaim, ...]:
    """The same between each two of several texts."""
    return tuple(claim for one, other in combinations(texts, 2) for claim in differing_claims(one, other, idf))


def _contrast(one: Frame, other: Frame, idf: Idf) -> Contrast | None:
    return contrast(one, other, NO_TITLE, NO_TITLE, idf)


def _sentences(text: str) -> Iterator[str]:
    """Sentences outside of code, without marks, on one line each."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        match = FENCE.fullmatch(line)
        if fence:
            closes = match is not None and match[2].startswith(fence) and not match[3].strip()
            fence = "" if closes else fence
        elif match is not None:
            fence = match[2]
            kept.append("")
        else:
            kept.append(MARK.sub("", line))
    plain = "\n".join(kept)
    for start, end in sentences(plain, 0, len(plain)):
        said = " ".join(plain[start:end].split())
        if said and len(said) <= LONGEST:
            yield said
