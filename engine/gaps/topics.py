"""The topics of a text: its paragraphs, and the parts of long ones.

A long paragraph is cut where what stands before is least like what stands behind, if that is much less than elsewhere
in it (after TextTiling: Hearst, 1997, with vectors of sentences instead of words).
"""

from __future__ import annotations

import numpy as np

from engine.gaps.stretch import Ints, Stretch

LEAST = 2
"""Sentences of a part."""

LONG = 7
"""Sentences from which a paragraph may be cut."""

WIDE = 3
"""Sentences on each side of a cut that are compared."""

APART = 0.3
"""The cosine of both sides of a cut, at most."""


def topics(text: Stretch) -> list[Ints]:
    """The sentences of each topic, in order; every sentence is in one."""
    if not len(text):
        return []
    edges = np.flatnonzero(np.diff(text.paragraph)) + 1
    found: list[Ints] = []
    for rows in np.split(np.arange(len(text)), edges):
        found += _parts(text, rows)
    return found


def _parts(text: Stretch, rows: Ints) -> list[Ints]:
    if len(rows) < LONG:
        return [rows]
    cuts = range(LEAST, len(rows) - LEAST + 1)
    alike = [_across(text, rows[max(0, cut - WIDE) : cut], rows[cut : cut + WIDE]) for cut in cuts]
    at = int(np.argmin(alike))
    if alike[at] > APART:
        return [rows]
    cut = cuts[at]
    return [*_parts(text, rows[:cut]), *_parts(text, rows[cut:])]


def _across(text: Stretch, before: Ints, behind: Ints) -> float:
    left, right = text.vectors[before].mean(axis=0), text.vectors[behind].mean(axis=0)
    lengths = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / lengths if lengths > 0 else 1.0
