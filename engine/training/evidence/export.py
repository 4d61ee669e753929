"""From a trained selector to the file that numpy thinks with, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from engine.reasoning.selecting.weights import Priors, Weights, shapes
from engine.training.evidence.network import Selector
from engine.training.trm.shape import Shape


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What the file says beside the network's numbers."""

    features: Sequence[str]  # names of a passage's, in order
    whole: Sequence[str]  # names of the question's as a whole
    encoder: str  # the id of the encoder whose vectors it was trained on
    first_steps: int  # how many it is meant to think before any round
    steps: int  # after the rounds
    used: str  # 'network' or 'linear', see `Weights.used`
    enough_from: float  # chance of enough evidence from which it looks no further
    priors: Priors
    card: Mapping[str, Any]  # what can be written as JSON


def exported(selector: Selector, facts: Facts) -> Weights:
    """A selector's numbers, rounded to what float16 holds, so that what is measured is what is shipped.

    `engine.reasoning.selecting.weights.write` keeps them.
    """
    named = selector.state_dict()
    arrays = {
        name: named[name].detach().cpu().to(torch.float16).numpy().astype(np.float32) for name in shapes(selector.sizes)
    }
    return Weights(
        sizes=selector.sizes,
        features=tuple(facts.features),
        whole=tuple(facts.whole),
        encoder=facts.encoder,
        first_steps=facts.first_steps,
        steps=facts.steps,
        used=facts.used,
        enough_from=facts.enough_from,
        priors=facts.priors,
        arrays=arrays,
        card=dict(facts.card),
    )


def imported(weights: Weights) -> Selector:
    """A selector that goes on from a file's numbers."""
    sizes = weights.sizes
    shape = Shape(
        hidden=sizes.hidden,
        heads=sizes.heads,
        blocks=sizes.blocks,
        inner_cycles=sizes.inner_cycles,
        cycles=sizes.cycles,
        rotary=False,
        multiple=sizes.inner,  # the width that rounding up to it gives
    )
    selector = Selector(sizes.dim, sizes.features, sizes.whole, shape)
    selector.load_state_dict({name: torch.from_numpy(array) for name, array in weights.arrays.items()})
    return selector
