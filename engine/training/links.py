"""`nacre train links`: fits the probability that a link is missing, on a folder of linked notes.

Links are taken out, features computed as the finder computes them, and the links that were there are told from pairs of
notes that were never linked. Only notes of even number count, in the order of their paths; `nacre eval graph` reports
on the others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import UsageError
from engine.evaluation.held_links import Folder, Pair, at_random, drawn, folder, matched
from engine.events import JobProgress, Listener, ignore
from engine.gaps.finder import Looking
from engine.gaps.links.candidates import candidates
from engine.gaps.links.features import EVERYTHING, LINKS, MENTION, PAIR, TEXT, mention_rows, pair_rows
from engine.gaps.links.known import Known
from engine.gaps.links.weights import Case
from engine.gaps.stretch import Ints
from engine.models.encoder import Encoder
from engine.retrieval.contents import Floats
from engine.training.logistic import fit

RUNS = 20
"""Draws of links that are taken out; every third one serves to set the scale of the probabilities."""

FIRST_SEED = 1_000
"""Of the draws; the measurement's begin with 0."""

RIDGE = 5.0
TIMES = 3
"""Pairs that were never linked for each link that was taken out: so many of equal degree, and so many at random."""

ABOUT = ("likeness", "concepts", "folder")
LOOKED_AT = {
    Case.LINKED: PAIR,
    Case.PLAIN: TEXT,
    Case.LINKED_NAMED: (*ABOUT, *LINKS, *MENTION),
    Case.PLAIN_NAMED: (*ABOUT, *(each for each in MENTION if each != "habit")),  # nobody links there
}
"""What each model looks at."""

Matrix = npt.NDArray[np.float64]


@dataclass(slots=True)
class Examples:
    """Rows of features, and 1 for those of links that were taken out."""

    rows: list[Matrix] = field(default_factory=list)
    labels: list[Matrix] = field(default_factory=list)

    def add(self, rows: Floats, labels: Sequence[bool] | npt.NDArray[np.bool_]) -> None:
        self.rows.append(np.pad(rows.astype(np.float64), ((0, 0), (0, len(EVERYTHING) - rows.shape[1]))))
        self.labels.append(np.asarray(labels, np.float64))

    def of(self, columns: Sequence[int]) -> tuple[Matrix, Matrix]:
        """Some features of all rows, and the labels.

        Raises:
            UsageError: all of them are right, or all wrong.
        """
        labels = np.concatenate(self.labels)
        if not 0 < labels.sum() < len(labels):
            raise UsageError(
                f"{len(labels)} pairs of notes are too few to fit on, or all of one kind", "name a larger linked folder"
            )
        return np.concatenate(self.rows)[:, list(columns)], labels


def train(path: Path, target: Path, encoders: Sequence[Encoder], listen: Listener = ignore) -> dict[str, Any]:
    """Fit for each encoder and write `target`; what was written.

    Args:
        path: a folder of linked Markdown notes.
        target: a `weights.json`.
        encoders: one of each tier.
        listen: told of progress.

    Raises:
        UsageError: hardly any notes in the folder link to each other, or none names another.
    """
    tiers: dict[str, Any] = {}
    card: dict[str, Any] = {}
    for encoder in encoders:
        with folder(path, encoder, listen) as notes:
            tiers[str(encoder.tier)] = {"encoder": encoder.id, **_fitted(notes, listen)}
            card = {
                "made": date.today().isoformat(),
                "notes": len(notes.pages),
                "pairs": len(notes.pairs),
                "runs": RUNS,
            }
    made = {"card": {"made": date.today().isoformat(), **card}}
    target.write_text(json.dumps({**made, "tiers": tiers}, indent=1) + "\n", "utf-8")
    return made


def _fitted(notes: Folder, listen: Listener) -> dict[str, Any]:
    silent, scale, named, plain = Examples(), Examples(), Examples(), Examples()
    for run in range(RUNS):
        listen(JobProgress("links", run, RUNS))
        generator = np.random.default_rng(FIRST_SEED + run)
        held = drawn(notes.pairs, generator)
        with notes.without(held) as known:
            if run % 3 == 2:
                _candidates(known, notes, held, scale)
            else:
                _drawn(known, notes, held, silent, generator)
        with notes.without(held, words_stay=True) as known:
            _named(known, notes, held, named)
    with notes.without(notes.pairs, words_stay=True) as known:
        _named(known, notes, notes.pairs, plain)
    return {
        Case.LINKED.value: _entry(Case.LINKED, silent, scale),
        Case.PLAIN.value: _entry(Case.PLAIN, silent, scale),
        Case.LINKED_NAMED.value: _entry(Case.LINKED_NAMED, named),
        Case.PLAIN_NAMED.value: _entry(Case.PLAIN_NAMED, plain),
    }


def _drawn(known: Known, notes: Folder, held: Sequence[Pair], into: Examples, generator: np.random.Generator) -> None:
    """Links that were taken out beside pairs that were never linked, of equal degree and at random."""
    fit_pages = np.arange(0, len(notes.pages), 2)
    right = [pair for pair in held if _is_seen(*pair)]
    taken = set(notes.pairs)
    wrong: list[Pair] = []
    for _ in range(TIMES):
        wrong += matched(right, known.network.degree, fit_pages, taken, generator)
    wrong += at_random(TIMES * len(right), fit_pages, taken, generator)
    into.add(_rows(known, [*right, *wrong]), [True] * len(right) + [False] * len(wrong))


def _candidates(known: Known, notes: Folder, held: Sequence[Pair], into: Examples) -> None:
    """All that the finder would weigh, so that probabilities are those of its proposals."""
    taken_out = set(held)
    u, v = candidates(known, Looking())
    pairs = [pair for pair in zip(u.tolist(), v.tolist(), strict=True) if _is_seen(*pair)]
    into.add(_rows(known, pairs), [pair in taken_out for pair in pairs])


def _named(known: Known, notes: Folder, held: Sequence[Pair], into: Examples) -> None:
    """Notes that name others without a link, where one stood and where none did."""
    gone = set(held)
    linked = set(notes.pairs) - gone
    ways = [way for way in known.spoken.named if _is_seen(*way) and (min(way), max(way)) not in linked]
    u, v = _ends(ways)
    rows = np.concatenate([pair_rows(known, u, v, lambda: None), mention_rows(known, u, v)], axis=1)
    into.add(rows, [(min(way), max(way)) in gone for way in ways])


def _entry(case: Case, examples: Examples, scale: Examples | None = None) -> dict[str, Any]:
    """A model as it stands in the file; its log-odds are scaled to what was right among the finder's candidates."""
    columns = [EVERYTHING.index(name) for name in LOOKED_AT[case]]
    bias, weights = fit(*examples.of(columns), RIDGE)
    if scale is not None:  # Platt, 1999
        rows, labels = scale.of(columns)
        offset, slope = fit((rows @ weights + bias)[:, None], labels, 0.0)
        bias, weights = float(offset + slope[0] * bias), weights * slope[0]
    features = {name: round(float(weight), 5) for name, weight in zip(LOOKED_AT[case], weights, strict=True)}
    return {"features": features, "bias": round(bias, 5)}


def _is_seen(a: int, b: int) -> bool:
    return a % 2 == 0 and b % 2 == 0


def _rows(known: Known, pairs: Sequence[Pair]) -> Floats:
    return pair_rows(known, *_ends(pairs), lambda: None)


def _ends(pairs: Sequence[Pair]) -> tuple[Ints, Ints]:
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]
