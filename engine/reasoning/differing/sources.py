"""Where what an answer rests on is contradicted by another source: both sides, and what they differ in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine.reasoning.compose import Chosen
from engine.reasoning.differing.contrast import Contrast, contrast, title_keys
from engine.reasoning.differing.frame import LONGEST, frame
from engine.reasoning.evidence import Evidence
from engine.reasoning.features import Idf, stems
from engine.reasoning.wording import spoken
from engine.records import Citation, Passage, Place
from engine.sources.reading import BlockKind

MOST = 2
"""Differences of one answer; more would bury it."""

ALIKE = 0.6
"""Share of the shorter sentence's telling words that two have in common, at least, to be read closely."""

QUOTED = (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE)
"""What can contradict: sentences. A row or a line of code says nothing without what stands around it."""

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two pieces of evidence that can't both be true."""

    first: Evidence  # what the answer rests on
    second: Evidence
    first_place: Place  # of its passage
    second_place: Place
    contrast: Contrast

    @property
    def sides(self) -> tuple[str, str]:
        """What each says, by its title, in plain words; which one is newer where both tell their time."""
        ages = _ages(self.first_place, self.second_place)
        verb = "" if self.contrast.kind == "denial" else "says "
        return (
            f"‘{_title(self.first_place)}’{ages[0]} {verb}{self.contrast.first}",
            f"‘{_title(self.second_place)}’{ages[1]} {verb}{self.contrast.second}",
        )

    @property
    def reason(self) -> str:
        """Both sides in one clause."""
        return ", ".join(self.sides)


def differences(
    chosen: Sequence[Chosen],
    evidence: Sequence[Evidence],
    passages: Sequence[Passage],
    question: str,
    idf: Idf,
) -> tuple[Difference, ...]:
    """What other sources say against the sentences of a draft; at most `MOST`, the likeliest sentence's first.

    Sources are other documents, and other times of one (messages of a conversation).

    Args:
        chosen: the draft, see also `resting_on`.
        evidence: what the passages offer to quote.
        passages: what `Evidence.passage` counts.
        question: sentences that share no word with it are beside the point.
        idf: how telling each stem is.
    """
    offered = [piece for piece in evidence if piece.kind in QUOTED and len(piece.quote) <= LONGEST]
    titles = [title_keys(passage.place.title, *passage.place.headings) for passage in passages]
    telling = [frozenset(stems(piece.quote)) for piece in offered]
    asked = frozenset(stems(question[:LONGEST]))
    found: list[Difference] = []
    for sentence in sorted(chosen, key=lambda each: -each.chance):
        one = sentence.evidence
        if one.kind not in QUOTED or len(one.quote) > LONGEST:
            continue
        words, place = frozenset(stems(one.quote)), passages[one.passage].place
        for other, others in zip(offered, telling, strict=True):
            there = passages[other.passage].place
            if (
                one.quote == other.quote
                or not _other_source(place, there)
                or len(words & others) < ALIKE * min(len(words), len(others))
            ):
                continue
            contrasted = contrast(
                frame(_sentence(one)), frame(_sentence(other)), titles[one.passage], titles[other.passage], idf
            )
            if contrasted is None or (asked and not asked & words & others):
                continue
            if _told(found, one, contrasted):
                continue
            found.append(Difference(one, other, place, there, contrasted))
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)


def resting_on(
    citations: Iterable[Citation], evidence: Sequence[Evidence], passages: Sequence[Passage]
) -> list[Chosen]:
    """The evidence that a text's citations quote, as a draft: what a model's answer rests on."""
    quoted = {(each.place.version, each.place.char_start, each.place.char_end) for each in citations}
    return [
        Chosen(piece, spoken(piece), 1.0)
        for piece in evidence
        if (passages[piece.passage].place.version, piece.start, piece.end) in quoted
    ]


def _sentence(piece: Evidence) -> str:
    """A piece as it reads without a heading that stands above its sentence."""
    if piece.lead and piece.quote[piece.lead - 1 : piece.lead].isalnum():
        piece = replace(piece, quote=piece.quote[piece.lead :].lstrip(), lead=0)
    return spoken(piece)


def _title(place: Place) -> str:
    return " ".join(place.title.split()) or place.path.replace("\\", "/").rsplit("/", 1)[-1]


def _ages(first: Place, second: Place) -> tuple[str, str]:
    mine, theirs = _time(first), _time(second)
    size = min(len(mine), len(theirs))
    if not size or mine[:size] == theirs[:size]:
        return "", ""
    words = (" (newer)", " (older)")
    return words if mine[:size] > theirs[:size] else words[::-1]


def _time(place: Place) -> str:
    """When a source is from: its own time, or the one year in its title; '' where neither tells."""
    years = set(YEAR.findall(place.title))
    return place.time or (years.pop() if len(years) == 1 else "")


def _other_source(one: Place, other: Place) -> bool:
    """Whether two passages are of different documents, or of different times of one."""
    return one.document_id != other.document_id or bool(one.time and other.time and one.time != other.time)


def _told(found: Sequence[Difference], one: Evidence, contrasted: Contrast) -> bool:
    """Whether this is said already, by another source or the other way round."""
    pair = {contrasted.first.casefold(), contrasted.second.casefold()}
    return any(
        each.second == one or {each.contrast.first.casefold(), each.contrast.second.casefold()} == pair
        for each in found
    )
