"""Where a conversation turns to another topic.

TextTiling (Hearst, 1997) over messages instead of blocks of words: the likeness of what stands before a gap and behind
it, by embeddings and by words, and how deep it falls below the peaks on both sides. A pause of hours deepens a fall. A
topic begins with a person's message, for an assistant follows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

WINDOW = 4
"""Messages on each side of a gap."""

DEPTH = 0.30
"""Depth from which a gap divides: where precision and recall meet on chats of a year joined by threes, at about two
thirds each (with words alone as well)."""

PAUSE_H = 3.0
"""Hours after which a pause counts."""

PAUSE_DEPTH = 0.12
"""What such a pause adds to the depth."""

FEWEST = 2
"""Messages of a segment at least, where the conversation has them."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """One message, as it is compared with others."""

    words: Counter[str]
    vector: npt.NDArray[np.float32]  # (d,) of length one, or zeros
    by_person: bool
    time: str  # ISO 8601 or ''


def boundaries(spoken: Sequence[Spoken], cut: float = DEPTH) -> list[int]:
    """Indices of the messages that begin a segment, 0 among them.

    Args:
        spoken: the messages of one branch, in order.
        cut: depth from which a gap divides.
    """
    n = len(spoken)
    if n < 2 * FEWEST:
        return [0] if n else []
    likeness = [_likeness(spoken[max(0, at - WINDOW) : at], spoken[at : at + WINDOW]) for at in range(1, n)]
    depths = {
        at: _depth(likeness, at - 1) + PAUSE_DEPTH * _is_pause(spoken[at - 1].time, spoken[at].time)
        for at in range(FEWEST, n - FEWEST + 1)
        if spoken[at].by_person or not any(each.by_person for each in spoken)
    }
    chosen: list[int] = []
    for at in sorted(depths, key=lambda each: (-depths[each], each)):
        if depths[at] < cut:
            break
        if all(abs(at - other) >= FEWEST for other in chosen):
            chosen.append(at)
    return [0, *sorted(chosen)]


def _likeness(before: Sequence[Spoken], behind: Sequence[Spoken]) -> float:
    """0..1, about: half meaning, half words; words alone where nothing is embedded."""
    words = _cosine_of_words(_summed(before), _summed(behind))
    mine, theirs = _mean(before), _mean(behind)
    if not mine.any() or not theirs.any():
        return words
    return 0.5 * float(mine @ theirs) + 0.5 * words


def _summed(spoken: Sequence[Spoken]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in spoken:
        total.update(each.words)
    return total


def _mean(spoken: Sequence[Spoken]) -> npt.NDArray[np.float32]:
    total: npt.NDArray[np.float32] = np.sum([each.vector for each in spoken], axis=0, dtype=np.float32)
    length = np.float32(np.linalg.norm(total))
    return total / length if length else total


def _cosine_of_words(one: Counter[str], other: Counter[str]) -> float:
    mine = {key: 1 + math.log(count) for key, count in one.items()}
    theirs = {key: 1 + math.log(count) for key, count in other.items()}
    lengths = math.sqrt(sum(w * w for w in mine.values()) * sum(w * w for w in theirs.values()))
    return sum(weight * theirs.get(key, 0.0) for key, weight in mine.items()) / lengths if lengths else 0.0


def _depth(likeness: Sequence[float], at: int) -> float:
    """How far a gap lies below the peaks before and behind it."""
    left = right = at
    while left > 0 and likeness[left - 1] >= likeness[left]:
        left -= 1
    while right < len(likeness) - 1 and likeness[right + 1] >= likeness[right]:
        right += 1
    return likeness[left] + likeness[right] - 2 * likeness[at]


def _is_pause(before: str, behind: str) -> bool:
    if not before or not behind:
        return False
    try:
        hours = (datetime.fromisoformat(behind) - datetime.fromisoformat(before)).total_seconds() / 3600
    except (ValueError, TypeError):  # one of them without an offset
        return False
    return hours >= PAUSE_H
