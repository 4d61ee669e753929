"""How sure a rule's find is: a logistic model over the rule and a few cues, fitted by `engine.training.relations`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from math import exp, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.graph.found import Found

FAR_WORDS = 12  # from here on further words make no difference
UNKNOWN = 0.4  # of a rule that has no figure: not shown


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Mapping[str, float]]:
    stored: dict[str, dict[str, float]] = json.loads(
        files("engine.graph").joinpath("weights.json").read_text(encoding="utf-8")
    )
    return stored


def features(found: Found) -> dict[str, float]:
    """What the model looks at, besides the rule."""
    return {
        "gap_words": min(found.gap_words, FAR_WORDS) / FAR_WORDS,
        "gap_names": min(found.gap_names, 4) / 4,
        "stands_for": float(found.stands_for),
        "known": float(found.known),
        **(
            {"is_place": float(found.is_place), "is_country": float(found.is_country)}
            if found.relation == "located_in"
            else {}
        ),
        **({"is_agent": float(found.is_agent)} if found.relation == "authored_by" else {}),
    }


def confidence(method: str, found: Found | None = None) -> float:
    """0..1: of triples with .8 about four in five are right.

    Args:
        method: the rule; one that is not known is not believed.
        found: what it found, for the cues; None for what the structure states, whose confidence is fixed.
    """
    stored = _weights()
    if found is None or method not in stored["methods"]:
        return stored["fixed"].get(method, UNKNOWN)
    sum_ = stored["methods"][method]
    sum_ += sum(stored["cues"].get(name, 0.0) * value for name, value in features(found).items())
    return round(1.0 / (1.0 + exp(-sum_)), 3)


def looks_at_likeness() -> bool:
    """Whether the likeness of a triple to its sentence counts."""
    return bool(_weights()["likeness"])


def with_likeness(sure: float, likeness: float) -> float:
    """A confidence that was given without the likeness, with it."""
    stored = _weights()["likeness"]
    sum_ = stored["bias"] + stored["odds"] * odds(sure) + stored["likeness"] * likeness
    return round(1.0 / (1.0 + exp(-sum_)), 3)


def odds(sure: float) -> float:
    """Log-odds of a confidence."""
    return log(max(sure, 1e-3) / max(1.0 - sure, 1e-3))


def is_fitted(method: str) -> bool:
    """Whether the confidence of a rule's finds is fitted rather than fixed."""
    return method in _weights()["methods"]
