"""What is known of two sentences and what they may disagree in, in numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.disagreeing.conflicts import Conflict, Kind, foreign, unmatched
from engine.gaps.disagreeing.said import Said, words_in
from engine.gaps.disagreeing.siblings import TIMES, siblings
from engine.gaps.disagreeing.words import PLACES, ROLES
from engine.reasoning.claims.agreement import agree
from engine.reasoning.differing.frame import Slot
from engine.reasoning.differing.relations import ONCE, RESTRICTS
from engine.reasoning.differing.values import Value, same
from engine.reasoning.vectors import SentenceVectors
from engine.retrieval.query import WORD

FEATURES = (
    "number", "date", "name", "denied", "direct", "opposed",  # what differs
    "cosine", "masked", "near",  # likeness: of the sentences, without what differs, of what stands right around it
    "shared", "shared_log", "lone",  # words in common, and words that either has alone
    "values_same", "numbers_off", "dates_off", "values_one",  # other values: in both, different in both, in one only
    "names_same", "names_off", "names_one", "off_anchored", "subject_off",
    "restricted", "siblings", "agreeing", "opposing", "negations",
    "number_unit", "number_other", "number_near", "number_far", "number_label",
    "date_once", "date_year", "date_part", "date_leads",
    "name_like", "name_role", "name_opening",
    "turn_near", "turn_shared", "turn_lone",
    "wide", "alike_words", "only_ones", "habit", "turn_agreeing", "name_shape", "name_place",
    "cosine_enough", "masked_enough",
)  # fmt: skip

WINDOW = 6
"""Words to each side of what differs that stand right around it."""

MASKS = {Kind.NUMBER: "some", Kind.DATE: "then", Kind.NAME: "someone", Kind.NEGATION: ""}
"""What stands in the place of what differs where the rest is compared."""

ENOUGH = 0.5
"""The likeness from which two passages that are compared speak of one thing, however much more alike they are."""

FAR = math.log(20.0)
"""From a twentyfold on, two numbers are of different things, and it makes no difference how far they are apart."""

OPENING = 2
"""Words before a value, at most, with which a sentence opens."""

SUBJECT = 3
"""Words before the one that a sentence is likely about."""

PIECE = re.compile(r"\S+")

Floats = np.typing.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """Two sentences with one thing that they may disagree in."""

    one: Said
    other: Said
    conflict: Conflict


def rows(cases: Sequence[Case], vectors: SentenceVectors) -> Floats:
    """float64 (len(cases), len(FEATURES)).

    Args:
        cases: of any pairs of sentences.
        vectors: embed what is compared; sentences that were embedded before are remembered.
    """
    if not cases:
        return np.zeros((0, len(FEATURES)))
    texts = [text for case in cases for text in _compared(case)]
    known = list(dict.fromkeys(texts))
    place = {text: at for at, text in enumerate(known)}
    embedded = vectors.of(known)
    found = np.zeros((len(cases), len(FEATURES)))
    for at, case in enumerate(cases):
        whole, masked, near, names = (
            float(embedded[place[texts[8 * at + 2 * step]]] @ embedded[place[texts[8 * at + 2 * step + 1]]])
            for step in range(4)
        )
        found[at] = _row(case, whole, masked, near, names)
    return found


def _compared(case: Case) -> tuple[str, ...]:
    """Four pairs of texts: the sentences, without what differs, what stands around it, and the two names."""
    conflict = case.conflict
    mine, theirs = (case.one.text, conflict.first), (case.other.text, conflict.second)
    names = [text[slice(*span)] if conflict.kind is Kind.NAME else "" for text, span in (mine, theirs)]
    mask = MASKS[conflict.kind]
    return (
        case.one.text,
        case.other.text,
        *(_masked(*side, mask) if mask else side[0] for side in (mine, theirs)),
        *(_window(*side, mask) for side in (mine, theirs)),
        *names,
    )


def _masked(text: str, span: tuple[int, int], mask: str) -> str:
    return f"{text[: span[0]]}{mask}{text[span[1] :]}"


def _window(text: str, span: tuple[int, int], mask: str) -> str:
    before, behind = PIECE.findall(text[: span[0]])[-WINDOW:], PIECE.findall(text[span[1] :])[:WINDOW]
    return " ".join([*before, *([mask] if mask else [text[slice(*span)]]), *behind])


def _row(case: Case, whole: float, masked: float, near: float, names: float) -> list[float]:
    one, other, conflict = case.one, case.other, case.conflict
    kind = conflict.kind
    is_number, is_date, is_name = (float(kind is each) for each in (Kind.NUMBER, Kind.DATE, Kind.NAME))
    is_turn = float(kind is Kind.NEGATION)
    shared = one.keys & other.keys
    least = max(1, min(len(one.keys), len(other.keys)))
    numbers = _rest(one, other, conflict.first, False), _rest(other, one, conflict.second, False)
    dates = _rest(one, other, conflict.first, True), _rest(other, one, conflict.second, True)
    lone = one.keys - other.around_keys, other.keys - one.around_keys
    foreign_names = _names_left(one, other, conflict.first), _names_left(other, one, conflict.second)
    agreeing, opposing = _axes(case)
    alike = _alike(case)
    same_values = sum(any(same(value, each) for each in other.frame.values) for value in one.frame.values)
    same_names = len(one.names) - len(foreign(one, other))
    raw = set(one.frame.raw), set(other.frame.raw)
    return [
        is_number, is_date, is_name, is_turn * (not conflict.opposed), float(conflict.direct), float(conflict.opposed),
        whole, masked, near,
        len(shared) / least, math.log1p(len(shared)), math.log1p(min(len(lone[0]), len(lone[1]))),
        min(2.0, same_values), _both(numbers), _both(dates), min(2.0, _one_only(numbers) + _one_only(dates)),
        min(2.0, float(max(0, same_names))), _both(foreign_names), _one_only(foreign_names),
        is_number * _both(numbers) * float(_anchored(one, other)), float(_subject_off(case, lone)),
        float(bool((raw[0] ^ raw[1]) & RESTRICTS)),
        float(siblings(*_beside(case, lone))),
        agreeing, opposing, float(abs(one.way.negations - other.way.negations) % 2),
        *_of_number(case, is_number, near),
        *_of_date(case, is_date),
        is_name * names, is_name * _role(case), is_name * float(_opens(case)),
        is_turn * near, is_turn * len(shared) / least, is_turn * math.log1p(min(len(lone[0]), len(lone[1]))),
        float(conflict.wide), alike, float(_only_ones(case)), float(_habit(case)), is_turn * alike,
        is_name * float(_shape(case)), is_name * float(_placed(case)),
        min(ENOUGH, whole), min(ENOUGH, masked),
    ]  # fmt: skip


def _keys(one: Said, span: tuple[int, int]) -> frozenset[str]:
    return frozenset(word.key for word in words_in(one.frame, *span))


def _rest(one: Said, other: Said, span: tuple[int, int], dates: bool) -> int:
    """Dates, or other values, of the one that the other lacks, but for what differs."""
    return sum(
        slot.value.start != span[0] and (slot.value.kind in ("date", "weekday")) is dates
        for slot in unmatched(one, other)
    )


def _both(counts: tuple[int, int]) -> float:
    return float(min(*counts, 2))


def _one_only(counts: tuple[int, int]) -> float:
    return float(min(2, abs(counts[0] - counts[1])))


def _names_left(one: Said, other: Said, span: tuple[int, int]) -> int:
    """The same of names; a word that only opens the sentence is none."""
    return sum(name.start != span[0] and not (one.opening and name.start == 0) for name in foreign(one, other))


def _beside(case: Case, lone: tuple[frozenset[str], frozenset[str]]) -> tuple[frozenset[str], frozenset[str]]:
    """The words that either has alone, but for what differs: of a date, 'spring' and 'morning' too."""
    parts = TIMES if case.conflict.kind is Kind.DATE else frozenset[str]()
    mine, theirs = _keys(case.one, case.conflict.first), _keys(case.other, case.conflict.second)
    return lone[0] - mine - parts, lone[1] - theirs - parts


def _axes(case: Case) -> tuple[float, float]:
    """Whether different words say the same way round, and the opposite, besides what differs."""
    one, other, conflict = case.one, case.other, case.conflict
    agreeing = opposing = 0
    for mine in one.way.turns:
        for theirs in other.way.turns:
            if mine.key == theirs.key or (mine.start, theirs.start) == (conflict.first[0], conflict.second[0]):
                continue
            if any(place in theirs.axes for place in mine.axes):
                agreeing += mine.denied != theirs.denied
            elif mine.key in TIMES and conflict.kind is Kind.DATE:
                continue
            elif any((axis, -sign) in theirs.axes for axis, sign in mine.axes):
                opposing += 1
    return float(min(1, agreeing)), float(min(2, opposing))


def _alike(case: Case) -> float:
    """Whether other words say the same way round, however they do it: 'shut' here, 'locked' there."""
    return float(
        min(
            2,
            sum(
                mine.key != theirs.key and any(place in theirs.axes for place in mine.axes)
                for mine in case.one.way.turns
                for theirs in case.other.way.turns
            ),
        )
    )


def _only_ones(case: Case) -> bool:
    """Whether neither sentence has another value of the kind that differs."""
    if case.conflict.kind not in (Kind.NUMBER, Kind.DATE):
        return False
    kinds = ("number",) if case.conflict.kind is Kind.NUMBER else ("date", "time", "weekday")
    return all(sum(value.kind in kinds for value in side.frame.values) == 1 for side in (case.one, case.other))


def _habit(case: Case) -> bool:
    """Whether days of the week differ on which something is done again and again."""
    days = _slot(case.one, case.conflict.first), _slot(case.other, case.conflict.second)
    return any(slot is not None and slot.value.kind == "weekday" and slot.value.text.endswith("s") for slot in days)


def _slot(one: Said, span: tuple[int, int]) -> Slot | None:
    return next((slot for slot in one.frame.slots if slot.value.start == span[0]), None)


def _anchored(one: Said, other: Said) -> bool:
    """Whether both tell of one date or name the same: then more than one thing can differ."""
    dates = [value for value in one.frame.values if value.date is not None]
    return any(same(date, each) for date in dates for each in other.frame.values) or any(
        agree(name, each) for name in one.frame.names for each in other.frame.names
    )


def _subject_off(case: Case, lone: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Whether both sentences open with a word of their own, other than what differs: cats here, dogs there."""
    found = []
    for side, own, span in zip((case.one, case.other), lone, (case.conflict.first, case.conflict.second), strict=True):
        first = next((word for word in side.frame.words if word.at <= SUBJECT), None)
        found.append(first is not None and first.key in own and not span[0] <= first.start < span[1])
    return all(found)


def _of_number(case: Case, is_number: float, near: float) -> tuple[float, float, float, float, float]:
    """Whether the two count or measure the same, whether surely not, how near what is around them, how far apart, and
    whether a number is a name's part: 'Version 2'."""
    mine, theirs = _slot(case.one, case.conflict.first), _slot(case.other, case.conflict.second)
    if not is_number or mine is None or theirs is None:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    counted, others = _counted(case.one, mine), _counted(case.other, theirs)
    known = bool(mine.value.unit)
    alike = known or bool(counted and counted & others)
    differ = not alike and bool(counted) and bool(others)
    label = any(not slot.value.unit and 0 < slot.at <= OPENING for slot in (mine, theirs)) and not alike
    return float(alike), float(differ), near, _apart(mine.value, theirs.value), float(label)


def _counted(one: Said, slot: Slot) -> frozenset[str]:
    """The keys of what stands right behind a number: what it counts."""
    return frozenset(word.key for word in one.frame.words if slot.at < word.at <= slot.at + 2)


def _apart(mine: Value, theirs: Value) -> float:
    if mine.numeral is None or theirs.numeral is None:
        return 0.0
    low, high = (abs(each.numeral.readings[0][0]) for each in (mine, theirs) if each.numeral is not None)
    if not low or not high or not math.isfinite(low) or not math.isfinite(high):
        return 1.0
    return min(FAR, abs(math.log(low / high))) / FAR


def _of_date(case: Case, is_date: float) -> tuple[float, float, float, float]:
    """Whether it is of what happens once; whether only years differ; whether a date is the same but for a part; and
    whether both sentences open with it, which tells when the rest holds."""
    mine, theirs = _slot(case.one, case.conflict.first), _slot(case.other, case.conflict.second)
    if not is_date or mine is None or theirs is None:
        return 0.0, 0.0, 0.0, 0.0
    leads = float(mine.at <= OPENING and theirs.at <= OPENING)
    one, other = mine.value.date, theirs.value.date
    once = all({word.key for word in each.frame.words} & ONCE for each in (case.one, case.other))
    if one is None or other is None:
        return float(once), 0.0, 0.0, leads
    part = one.month is not None and other.month is not None and (one.month == other.month or one.year == other.year)
    return float(once), float(one.month is None and other.month is None), float(part), leads


def _role(case: Case) -> float:
    """Whether the same small word, or the same telling one, stands before both names."""
    before = [
        (WORD.findall(side.text[: span[0]].lower()) or [""])[-1]
        for side, span in ((case.one, case.conflict.first), (case.other, case.conflict.second))
    ]
    return float(before[0] == before[1] != "" or (before[0] in ROLES and before[1] in ROLES and before[0] == before[1]))


def _shape(case: Case) -> bool:
    """Whether one name is a single word and the other is not: hardly two people, or two places."""
    lengths = [len(side.text[slice(*span)].split()) for side, span in _sides(case)]
    return min(lengths) == 1 < max(lengths)


def _placed(case: Case) -> bool:
    """Whether one name follows what leads to a place, and the other does not."""
    before = [(WORD.findall(side.text[: span[0]].lower()) or [""])[-1] in PLACES for side, span in _sides(case)]
    return before[0] != before[1]


def _sides(case: Case) -> tuple[tuple[Said, tuple[int, int]], tuple[Said, tuple[int, int]]]:
    return (case.one, case.conflict.first), (case.other, case.conflict.second)


def _opens(case: Case) -> bool:
    return any(
        side.opening and span[0] == 0
        for side, span in ((case.one, case.conflict.first), (case.other, case.conflict.second))
    )
