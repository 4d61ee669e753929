"""Whether two sentences can't both be true of the same thing: they say the same but for one value, name or denial.

What counts is what a reader would point at: the same words around one number, date, time or name that differs, or the
same words of which one sentence denies one. Everything else that either has alone makes it another case: another year,
another subject, a part of the whole. The rules would rather miss a contradiction than see one where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.reasoning.claims.agreement import agree
from engine.reasoning.claims.direction import UNDOES, denials, opposites
from engine.reasoning.claims.facts import Fact
from engine.reasoning.differing.frame import SILENT, Frame, Slot, Word
from engine.reasoning.differing.relations import (
    DENYING,
    EDITIONS,
    ONCE,
    ONE_NAME,
    POSSIBLY,
    PRONOUNS,
    REFERENCES,
    RESTRICTS,
    SPEAKERS,
    SUBJECTS,
    TURNS,
)
from engine.reasoning.differing.values import Value, comparable, same
from engine.reasoning.features import Idf, stems

FEW = 2
"""Telling words that two sentences must share."""

RARE = 0.6
"""Inverse document frequency of a shared word from which two sentences under different titles speak of one thing: in a
thousand chunks, sixteen at most have it."""

VERBATIM = 6
"""Telling words, all of them the same, from which a sentence is a copy of the other: then any date may differ."""

COPIED = 9
"""The same where a name differs; shorter ones are often made to one pattern for several things."""

TOGETHER = 4
"""The same where two values differ, as the height of a flood and its hour; they must also name the same date."""

SUBJECT = 5
"""Words at a sentence's start among which its subject stands."""

OPENING = 2
"""Words before a number, at most, with which it may be part of a sentence's subject."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """What two sentences differ in."""

    kind: str  # 'number', 'date', 'time', 'weekday', 'name', 'denial' or 'opposite'
    first: str  # as the sentence says it
    second: str


def contrast(one: Frame, other: Frame, above: frozenset[str], beyond: frozenset[str], idf: Idf) -> Contrast | None:
    """What makes the two contradict each other, or None.

    Args:
        one: a sentence.
        other: another one.
        above: stems of the title over the first, see `title_keys`.
        beyond: of the title over the second.
        idf: how telling each stem is.
    """
    shared = (one.keys & other.keys) - SILENT
    if len(shared) < FEW or one.text.rstrip().endswith(("?", "!")) or other.text.rstrip().endswith(("?", "!")):
        return None
    mine, theirs = _unmatched(one, other), _unmatched(other, one)
    if bool(mine) != bool(theirs) or not _of_one_thing(one, other, above, beyond, idf):
        return None
    lone = _Alone(_only(one, other, beyond), _only(other, one, above))
    if mine:
        return _of_values(one, other, mine, theirs, lone)
    found = _of_names(one, other, lone, above, beyond)
    return found or _of_denial(one, other, lone) or _of_opposites(one, other, lone)


def title_keys(*titles: str) -> frozenset[str]:
    """The stems of titles and headings that tell what a text is about."""
    return frozenset(each for each in stems(" ".join(titles)) if each not in EDITIONS and not each[0].isdigit())


@dataclass(frozen=True, slots=True)
class _Alone:
    """Telling words that only one of the two sentences has."""

    mine: list[Word]
    theirs: list[Word]


def _only(one: Frame, other: Frame, beyond: frozenset[str]) -> list[Word]:
    known = other.keys | SILENT
    return [word for word in one.words if word.key not in known and word.key not in beyond]


def _unmatched(one: Frame, other: Frame) -> list[Slot]:
    """Values of the one that the other does not have; 'the 14th' is the day of a date."""
    days = {value.date.day for value in (*one.values, *other.values) if value.date is not None}
    return [
        slot
        for slot in one.slots
        if not any(same(slot.value, each) for each in other.values) and not _is_day(slot.value, days)
    ]


def _is_day(value: Value, days: set[int | None]) -> bool:
    numeral = value.numeral
    return numeral is not None and numeral.ordinal and any((day, day) in numeral.readings for day in days)


def _of_one_thing(one: Frame, other: Frame, above: frozenset[str], beyond: frozenset[str], idf: Idf) -> bool:
    """Whether the two sentences speak of one thing, as far as their titles, names and rare words tell it."""
    mine, theirs = above - beyond - other.keys, beyond - above - one.keys
    if above and beyond and not (mine and theirs):
        return True
    if any(PRONOUNS.intersection(each.raw[:2]) or SUBJECTS.intersection(each.raw[:8]) for each in (one, other)):
        return False
    if _subject(one) & _subject(other):
        return True
    return any(idf(each) >= RARE for each in (one.keys & other.keys) - SILENT)


def _subject(one: Frame) -> frozenset[str]:
    """Keys of the names near a sentence's start."""
    return frozenset(
        word.key
        for word in one.words
        if word.at < SUBJECT and (word.at == 0 or any(name.start <= word.start < name.end for name in one.names))
        if one.text[word.start].isupper()
    )


def _of_values(one: Frame, other: Frame, mine: list[Slot], theirs: list[Slot], lone: _Alone) -> Contrast | None:
    if len(mine) == len(theirs) == 2 and _told_of_one_date(one, other):
        mine, theirs = _without_times(mine, theirs)
    if len(mine) != 1 or len(theirs) != 1 or not comparable(mine[0].value, theirs[0].value):
        return None
    first, second = mine[0], theirs[0]
    kind = first.value.kind
    if kind == "ordinal" or (kind == "number" and not _countable(first, second)):
        return None
    if kind == "weekday" and sum(slot.value.kind == kind for slot in (*one.slots, *other.slots)) != 2:
        return None
    if kind in ("weekday", "time") and SPEAKERS & {*one.raw, *other.raw}:
        return None
    if (lone.mine and lone.theirs) or _restricted(one, other):
        return None
    if any(word.clause == slot.clause for word, slot in _beside(lone, first, second)) or not _same_place(
        one, other, first, second
    ):
        return None
    if kind == "date" and not _once(one, first) and not _verbatim(one, other, first):
        return None
    return Contrast(kind, first.value.text, second.value.text)


def _told_of_one_date(one: Frame, other: Frame) -> bool:
    """Whether the two say the same of one date, in the same telling words."""
    dates = [value for value in one.values if value.date is not None]
    same_date = any(same(date, each) for date in dates for each in other.values)
    return same_date and one.keys == other.keys and len(one.keys) >= TOGETHER


def _without_times(mine: list[Slot], theirs: list[Slot]) -> tuple[list[Slot], list[Slot]]:
    """The values but for the times of day, where both have one."""
    kept = [[slot for slot in slots if slot.value.kind != "time"] for slots in (mine, theirs)]
    return (kept[0], kept[1]) if len(kept[0]) == len(kept[1]) == 1 else (mine, theirs)


def _countable(first: Slot, second: Slot) -> bool:
    return all(slot.value.numeral is not None and slot.value.numeral.readings for slot in (first, second))


def _beside(lone: _Alone, first: Slot, second: Slot) -> Iterable[tuple[Word, Slot]]:
    yield from ((word, first) for word in lone.mine)
    yield from ((word, second) for word in lone.theirs)


def _restricted(one: Frame, other: Frame) -> bool:
    """Whether a word that makes another case of it stands in one of the two only."""
    return bool((set(one.raw) ^ set(other.raw)) & RESTRICTS)


def _same_place(one: Frame, other: Frame, first: Slot, second: Slot) -> bool:
    """Whether the two values stand beside the same word, and count the same thing."""
    counted, others = _behind(one, first), _behind(other, second)
    if counted is not None and others is not None and counted.key != others.key:
        return False
    if _numbered(one, first) or _numbered(other, second):
        return False
    return bool(_neighbours(one, first) & _neighbours(other, second))


def _behind(sentence: Frame, slot: Slot) -> Word | None:
    """The word right behind a value."""
    return next((word for word in sentence.words if word.at == slot.at + 1), None)


def _numbered(sentence: Frame, slot: Slot) -> bool:
    """Whether a number is part of what the sentence is about: 'Chapter 3', 'Heinkel HD 39'; or of a book's."""
    if slot.value.kind != "number" or slot.value.unit:
        return False
    if slot.at and sentence.raw[slot.at - 1] in REFERENCES:
        return True
    before = next((word for word in sentence.words if word.at == slot.at - 1), None)
    named = before is not None and sentence.text[before.start].isupper() and _behind(sentence, slot) is None
    return before is not None and (slot.at <= OPENING or named)


def _neighbours(sentence: Frame, slot: Slot) -> set[str]:
    """Keys of the nearest telling words before a value and behind it."""
    before = [word for word in sentence.words if word.at < slot.at]
    after = [word for word in sentence.words if word.at > slot.at]
    return {word.key for word in (*before[-2:], *after[:1])}


def _verbatim(one: Frame, other: Frame, slot: Slot) -> bool:
    """Whether one is a copy of the other but for a date that does not just tell when it holds ('As of 2017')."""
    stated = slot.at > OPENING or one.raw[0] in ("in", "on")
    return stated and one.keys == other.keys and len(one.keys) >= VERBATIM


def _once(one: Frame, slot: Slot) -> bool:
    return any(word.key in ONCE for word in one.words if word.clause == slot.clause)


def _of_names(one: Frame, other: Frame, lone: _Alone, above: frozenset[str], beyond: frozenset[str]) -> Contrast | None:
    """One name differs, at the same place, in what has but one name to it; a name in a title is the text's subject."""
    mine, theirs = _foreign(one, other), _foreign(other, one)
    if len(mine) != 1 or len(theirs) != 1:
        return None
    if not (one.keys & other.keys & ONE_NAME or _copied(one, mine[0], other, theirs[0])):
        return None
    if _outside(lone.mine, mine[0]) or _outside(lone.theirs, theirs[0]) or _restricted(one, other):
        return None
    if _keys(one, mine[0]) & above or _keys(other, theirs[0]) & beyond:
        return None
    if _around(one, mine[0]) != _around(other, theirs[0]):
        return None
    return Contrast("name", mine[0].text, theirs[0].text)


def _copied(one: Frame, mine: Fact, other: Frame, theirs: Fact) -> bool:
    """Whether the two are one long sentence, but for a name that is not what it speaks of."""
    sides = [(sentence, _around(sentence, name)) for sentence, name in ((one, mine), (other, theirs))]
    return all(
        len(before) + len(behind) >= COPIED and sum(word.start < name.start for word in sentence.words) >= FEW
        for (sentence, (before, behind)), name in zip(sides, (mine, theirs), strict=True)
    )


def _foreign(one: Frame, other: Frame) -> list[Fact]:
    return [
        name
        for name in one.names
        if not any(agree(name, each) or agree(each, name) for each in other.names)
        and not _keys(one, name) <= other.keys
    ]


def _keys(one: Frame, name: Fact) -> frozenset[str]:
    return frozenset(word.key for word in one.words if name.start <= word.start < name.end)


def _outside(words: list[Word], name: Fact) -> bool:
    return any(not name.start <= word.start < name.end for word in words)


def _around(one: Frame, name: Fact) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The telling words before a name and behind it."""
    return (
        tuple(word.key for word in one.words if word.start < name.start),
        tuple(word.key for word in one.words if word.start >= name.end),
    )


def _of_denial(one: Frame, other: Frame, lone: _Alone) -> Contrast | None:
    """The same words in the same order, one of them denied in one sentence only."""
    if not denials(one.way, other.way) or bool(one.way.denied) == bool(other.way.denied):
        return None
    if any(word.text not in UNDOES for word in (*lone.mine, *lone.theirs)):
        return None
    if _doubtful(one, other) or not _same_order(one, other):
        return None
    return Contrast("denial", *("denies it" if sentence.way.denied else "says so" for sentence in (one, other)))


def _of_opposites(one: Frame, other: Frame, lone: _Alone) -> Contrast | None:
    """The same words in the same order, one of them turned into its opposite."""
    turned = opposites(one.way, other.way)
    if len(turned) != 1 or len(lone.mine) != 1 or len(lone.theirs) != 1 or _doubtful(one, other):
        return None
    mine, theirs = lone.mine[0], lone.theirs[0]
    if {mine.text, theirs.text} != set(turned[0]) or one.way.denied or other.way.denied:
        return None
    if not all(word.key in TURNS or _ends(sentence, word) for sentence, word in ((one, mine), (other, theirs))):
        return None
    if [w.key for w in one.words if w is not mine] != [w.key for w in other.words if w is not theirs]:
        return None
    return Contrast("opposite", mine.text, theirs.text)


def _doubtful(one: Frame, other: Frame) -> bool:
    return bool((set(one.raw) | set(other.raw)) & POSSIBLY) or bool(
        ((set(one.raw) ^ set(other.raw)) & RESTRICTS) - DENYING
    )


def _same_order(one: Frame, other: Frame) -> bool:
    mine = [word.key for word in one.words if word.text not in UNDOES]
    return len(mine) > FEW and mine == [word.key for word in other.words if word.text not in UNDOES]


def _ends(sentence: Frame, word: Word) -> bool:
    """Whether no noun follows right behind, which the word would only describe."""
    return not any(each.at == word.at + 1 for each in sentence.words)
