"""Cleanup memory: which known filler a noisy hypervector stands for.

What unbinding leaves of a record is the filler of the role plus everything else in the record, which looks like noise.
The known fillers are compared with it, and the best ones are its meaning (Plate, 1995, section IV).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import native
from engine.memory.arrays import Int32s
from engine.memory.hypervectors import STANDARD, Form
from engine.memory.items import items, role
from engine.memory.records import filler_words

PAGE = 8_192
"""Fillers whose codes are made and compared at once: 20 MB."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One known filler with its likeness to what was unbound."""

    filler: str
    score: float  # cosine
    margin: float  # score less that of the next filler in the ranking


def fillers_of(bundle: Int32s, role_name: str, known: Sequence[str], k: int, form: Form = STANDARD) -> list[Cleaned]:
    """The fillers that a record, or a sum of records, most likely has in a role.

    Args:
        bundle: int32 (d,), a record or a sum of records.
        role_name: the role to unbind.
        known: fillers to choose from; those that are spelt alike but for case and blanks count as one.
        k: fillers at most.

    Returns:
        Best first. An unrelated filler's score is normally distributed about 0 with a deviation of 1 / sqrt(d).
    """
    names: dict[str, str] = {}
    for filler in known:
        whole = filler_words(role_name, filler)[:1]
        if whole:
            names.setdefault(whole[0], filler)
    if not names or not bundle.any():
        return []
    unbound = native.unbind_counters(bundle, role(role_name, form.d))
    length = math.sqrt(float(native.squared_norms(unbound)) * form.item_nnz)
    spelt = list(names)
    scores = (
        np.concatenate(
            [
                native.dot_counters(unbound, items(spelt[start : start + PAGE], form.d, form.item_nnz))
                for start in range(0, len(spelt), PAGE)
            ]
        )
        / length
    )
    order = np.argsort(-scores, kind="stable")[: k + 1]
    ranked = [float(scores[at]) for at in order] + [0.0]
    return [Cleaned(names[spelt[int(at)]], ranked[n], ranked[n] - ranked[n + 1]) for n, at in enumerate(order[:k])]
