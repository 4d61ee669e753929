"""`nacre train relations`: fits how sure a rule's find is, on the abstracts of even number of Re-DocRED."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from engine.evaluation.redocred import load
from engine.evaluation.relations import Candidate, collect
from engine.events import Listener, ignore
from engine.graph.weights import features, odds
from engine.models.encoder import Encoder
from engine.training.logistic import fit

RIDGE = 2.0
LEAST = 4  # finds of a rule from which on it has a weight of its own
CUES = ("gap_words", "gap_names", "stands_for", "known", "is_place", "is_country", "is_agent")
FIXED = (
    *("pattern:is_a", "pattern:is_a:it", "pattern:defined_as", "pattern:such_as", "pattern:also_known_as"),
    *("pattern:by", "pattern:owns", "pattern:in_year", "pattern:adjective"),
)
"""Rules that abstracts of people and places say too little of, or that other texts show to be chance: judged by eye."""


def train(folder: Path, target: Path, encoder: Encoder, listen: Listener = ignore) -> dict[str, Any]:
    """Fit and write `target`; what was written. The confidences of what is not fitted stay as they are.

    Args:
        encoder: of tier 1; in tier 0 the likeness of triples to their sentences is left out.

    Raises:
        UsageError: the folder has no such collection.
    """
    rows = [row for row in collect(load(folder), 0, encoder, listen) if row.triple.method not in FIXED]
    counts = {method: sum(row.triple.method == method for row in rows) for method in _methods(rows)}
    methods = [method for method in counts if counts[method] >= LEAST]
    rows = [row for row in rows if row.triple.method in methods]
    design = np.array([_row(row, methods) for row in rows], np.float64)
    labels = np.array([row.right for row in rows], np.float64)
    bias, weights = fit(design, labels, RIDGE)
    by_method = {method: round(float(bias + weights[at]), 3) for at, method in enumerate(methods)}
    by_cue = {cue: round(float(weights[len(methods) + at]), 3) for at, cue in enumerate(CUES)}
    kept = json.loads(files("engine.graph").joinpath("weights.json").read_text(encoding="utf-8"))
    found = {
        "about": f"fitted on Re-DocRED, even abstracts, {len(rows)} finds, nacre train relations, {date.today()};"
        " the fixed ones were judged by eye",
        "fixed": kept["fixed"],
        "methods": by_method,
        "cues": by_cue,
        "likeness": _likeness(rows, design @ weights + bias, labels) if encoder.tier > 0 else kept["likeness"],
    }
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


def _methods(rows: list[Candidate]) -> list[str]:
    return sorted({row.triple.method for row in rows})


def _row(row: Candidate, methods: list[str]) -> list[float]:
    cues = features(row.found)
    return [*(float(row.triple.method == method) for method in methods), *(cues.get(cue, 0.0) for cue in CUES)]


def _likeness(rows: list[Candidate], sums: Any, labels: Any) -> dict[str, float]:
    sure = 1.0 / (1.0 + np.exp(-sums))
    design = np.array(
        [[odds(float(sure[at])), row.likeness or 0.0] for at, row in enumerate(rows)],
        np.float64,
    )
    bias, weights = fit(design, labels, 0.1)
    return {"bias": round(bias, 3), "odds": round(float(weights[0]), 3), "likeness": round(float(weights[1]), 3)}
