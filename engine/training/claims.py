"""`nacre train claims`: fits the two models of the claim check on true and false claims made of questions and answers.

Only every second article (the even ones, sorted by name) is seen; the card says what the others give.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.config import load as load_settings
from engine.errors import UsageError
from engine.evaluation.claims import half, neighbours
from engine.evaluation.claims_cases import Case, Quote, idf_of
from engine.evaluation.collection import SEED, load
from engine.evaluation.metrics import auroc
from engine.events import JobProgress, Listener, ignore
from engine.models.choose import best_encoder
from engine.reasoning.claims.check import hold
from engine.reasoning.claims.features import CLAIM_FEATURES, GROUPS, PART_FEATURES, Measured, whole_row
from engine.reasoning.features import Idf
from engine.reasoning.vectors import SentenceVectors
from engine.training.logistic import fit

QUESTIONS = 2_000
"""Questions of the even articles, and as many of the odd ones for the card."""

FALSE, TRUE = 0.1, 0.05
"""Share of false claims and other sentences that may pass as agreeing; of true ones that may pass as contradicted."""

LICENCES = {"squad35": "SQuAD 2.0, CC BY-SA 4.0"}

Matrix = npt.NDArray[np.float64]
Model = tuple[float, Matrix]


@dataclass(frozen=True, slots=True)
class _Held:
    """One claim held against one sentence."""

    kind: str  # 'right', 'other', 'wrong', 'near' or 'altered'
    measured: Measured
    false_parts: frozenset[int]
    labelled: bool  # whether it is known which parts are false
    change: str = ""  # what was altered


def train(directory: Path, target: Path, listen: Listener = ignore) -> dict[str, Any]:
    """Fit on a collection with `answers` and write the tier's entry into `target`; the entry.

    Args:
        directory: the collection.
        target: a `weights.json`; other tiers' entries in it stay.
        listen: told of progress.

    Raises:
        UsageError: the collection names no answers, or all in one article.
    """
    collection = load(directory)
    encoder = best_encoder(load_settings().embedder)
    vectors, idf = SentenceVectors(encoder), idf_of(collection.items)
    halves = [half(collection, even, QUESTIONS, vectors) for even in (True, False)]
    if not all(halves):
        raise UsageError(f"{directory} has too few questions with answers", "name a collection that has them")
    held: list[list[_Held]] = []
    done, total = 0, sum(map(len, halves))
    for cases in halves:
        held.append([])
        for case in cases:
            held[-1] += _held(case, vectors, idf)
            done += 1
            if done % 50 == 0 or done == total:
                listen(JobProgress("claims", done, total))
    entry = _fit(*held)
    entry["card"] |= {
        "encoder": encoder.id,
        "data": f"{directory.name}: {len(halves[0])} questions of even articles, {len(held[0])} claims with a sentence",
        "licence": LICENCES.get(directory.name, "that of the collection"),
        "command": f"nacre train claims {directory.name}",
        "seed": SEED,
        "date": date.today().isoformat(),
    }
    data = json.loads(target.read_text("utf-8")) if target.is_file() else {"tiers": {}}
    data["tiers"]["1" if encoder.tier else "0"] = entry
    target.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    return entry


def _held(case: Case, vectors: SentenceVectors, idf: Idf) -> list[_Held]:
    changed = neighbours(case)
    claims = [case.right, case.wrong, *([case.near] if case.near else []), *changed.values()]
    vectors.of([*claims, case.gold.text, case.other.text])  # all at once

    def one(kind: str, claim: str, quote: Quote, false: str = "") -> _Held:
        rows = vectors.of([claim, quote.text])
        measured = hold(claim, quote.evidence(), quote.passage(), idf, float(rows[0] @ rows[1]))
        parts = _within(measured, false)
        return _Held(kind, measured, parts, kind == "right" or bool(parts))

    found = [
        one("right", case.right, case.gold),
        one("other", case.right, case.other),
        one("wrong", case.wrong, case.gold, case.wrong_answer),
    ]
    if case.near:
        found.append(one("near", case.near, case.gold, case.near_answer))
    return found + [replace(one("altered", claim, case.gold), change=change) for change, claim in changed.items()]


def _within(measured: Measured, answer: str) -> frozenset[int]:
    """Parts of a claim that stand in the answer put in."""
    bare = answer.strip().rstrip(".,;").casefold()
    at = measured.claim.text.casefold().rfind(bare) if bare else -1
    return frozenset(
        index
        for index, part in enumerate(measured.claim.parts)
        if at >= 0 and part.start < at + len(bare) and part.end > at
    )


def _fit(even: Sequence[_Held], odd: Sequence[_Held]) -> dict[str, Any]:
    labelled = [each for each in even if each.labelled]
    rows = np.array([row for each in labelled for row in each.measured.parts])
    labels = [float(index not in each.false_parts) for each in labelled for index in range(len(each.measured.parts))]
    part = fit(rows, np.array(labels))
    train_rows, odd_rows = _rows(part, even), _rows(part, odd)
    claim = _fit_claim(even, train_rows)
    chances = _chances(claim, train_rows)
    right = np.array([each.kind == "right" for each in even])
    return {
        "part": _named(part, PART_FEATURES),
        "claim": _named(claim, CLAIM_FEATURES),
        "bars": {
            "agrees": round(float(np.quantile(chances[~right], 1 - FALSE)), 4),
            "contradicts": round(float(np.quantile(chances[right], TRUE)), 4),
        },
        "card": {
            "figures": {"even": _figures(even, chances), "odd": _figures(odd, _chances(claim, odd_rows))},
            "without": {name: _without(names, even, train_rows, odd, odd_rows) for name, names in GROUPS.items()},
        },
    }


def _rows(part: Model, held: Sequence[_Held]) -> Matrix:
    return np.array([whole_row(each.measured, _chances(part, np.array(each.measured.parts)).tolist()) for each in held])


def _fit_claim(held: Sequence[_Held], rows: Matrix, left_out: Collection[str] = ()) -> Model:
    """Weights of the claim's features, 0 for those left out; in two steps.

    First everything but the direction, without the altered claims: those have nearly all words of their source, and
    would teach that words mean little. Then, with the result as one feature, the direction on all claims. True claims
    count twice; the bias is set as if true and false ones were as many (King and Zeng, 2001, section 4.1).
    """
    kind = np.array([each.kind for each in held])
    direction = [at for at, name in enumerate(CLAIM_FEATURES) if name in GROUPS["direction"] and name not in left_out]
    others = [at for at, name in enumerate(CLAIM_FEATURES) if name not in GROUPS["direction"] and name not in left_out]
    seen = kind != "altered"
    bias, weights = _fit_twice(rows[seen][:, others], kind[seen] == "right")
    design = np.c_[bias + rows[:, others] @ weights, rows[:, direction]]
    last_bias, last = _fit_twice(design, kind == "right")
    found = np.zeros(len(CLAIM_FEATURES))
    found[others], found[direction] = last[0] * weights, last[1:]
    prior = float(np.log((kind != "right").sum() / (2 * (kind == "right").sum())))
    return last_bias + last[0] * bias + prior, found


def _fit_twice(rows: Matrix, right: npt.NDArray[np.bool_]) -> Model:
    return fit(np.r_[rows, rows[right]], np.r_[right.astype(float), np.ones(int(right.sum()))])


def _without(
    names: Collection[str], even: Sequence[_Held], even_rows: Matrix, odd: Sequence[_Held], odd_rows: Matrix
) -> Mapping[str, float]:
    """What the odd articles give where a group of features is left out."""
    return _figures(odd, _chances(_fit_claim(even, even_rows, names), odd_rows))


def _figures(held: Sequence[_Held], chances: Matrix) -> dict[str, float]:
    """AUROC of the true claims against each kind of others."""
    by_kind: dict[str, list[float]] = {}
    for each, chance in zip(held, chances.tolist(), strict=True):
        by_kind.setdefault(each.change or each.kind, []).append(chance)
    return {kind: round(auroc(by_kind["right"], by_kind[kind]), 4) for kind in sorted(by_kind) if kind != "right"}


def _chances(model: Model, rows: Matrix) -> Matrix:
    if not len(rows):
        return np.empty(0)
    chances: Matrix = 1.0 / (1.0 + np.exp(-np.clip(model[0] + rows @ model[1], -30, 30)))
    return chances


def _named(model: Model, names: Sequence[str]) -> Mapping[str, float]:
    return {"bias": round(model[0], 4)} | {
        name: round(float(weight), 4) for name, weight in zip(names, model[1], strict=True)
    }
