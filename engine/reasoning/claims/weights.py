"""The two logistic models of the claim check, as fitted by `nacre train claims`.

They lie in `weights.json` beside this file, by feature name, with a card that says on what they were fitted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from engine.reasoning.claims.features import CLAIM_FEATURES, PART_FEATURES
from engine.reasoning.weights import Logistic

FILE = "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """What one tier checks with."""

    part: Logistic  # does the quote support this part of the claim?
    claim: Logistic  # does it support the claim?
    agrees: float  # support from which a claim counts as supported
    contradicts: float  # support up to which what the source says instead counts as a contradiction


@cache
def load(tier: int) -> Weights:
    """The models for vectors of meaning (tier 1 and above) or for hashed words (tier 0)."""
    data = json.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    return parse(data["tiers"]["1" if tier else "0"])


def parse(data: Mapping[str, Any]) -> Weights:
    """One tier's entry of the file.

    Raises:
        KeyError: a feature has no weight, so the file was fitted for other features.
    """
    return Weights(
        part=Logistic(data["part"]["bias"], tuple(data["part"][name] for name in PART_FEATURES)),
        claim=Logistic(data["claim"]["bias"], tuple(data["claim"][name] for name in CLAIM_FEATURES)),
        agrees=data["bars"]["agrees"],
        contradicts=data["bars"]["contradicts"],
    )
