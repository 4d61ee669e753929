"""What a network says of many questions, in numpy: as the product will say it, rounded weights and all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.events import JobProgress, Listener, ignore
from engine.reasoning.selecting.candidates import Thought, Vectors
from engine.reasoning.selecting.network import Network
from engine.training.evidence.measures import Floats
from engine.training.evidence.samples import Sample


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """After one step, of n questions."""

    scores: tuple[Vectors, ...]  # float32 (k,) of each
    halt: Floats  # float64 (n,): chance that the first five are enough
    none: Floats  # float64 (n,): chance that none of the candidates answers


def said(network: Network, samples: Sequence[Sample], listen: Listener = ignore) -> tuple[Said, ...]:
    """After 0 steps (the prior), 1, and so on to as many as the network is meant to think.

    Raises:
        NotThinkable: the samples are of another make than the network.
    """
    steps = network.weights.steps
    priors, thoughts = [], []
    for done, sample in enumerate(samples, 1):
        prior = network.priors.of(sample.stage).scores(sample.candidates.features)
        priors.append(prior)
        thoughts.append(network.think(sample.candidates, prior, steps) or _nothing(steps))
        if done % 100 == 0:
            listen(JobProgress("questions judged", done, len(samples)))
    start = Said(tuple(priors), np.zeros(len(samples)), np.zeros(len(samples)))
    return (start, *(_after([each[at] for each in thoughts]) for at in range(steps)))


def as_used(by_step: Sequence[Said], samples: Sequence[Sample], first_steps: int) -> Said:
    """What the product makes of the questions: scores after `first_steps` before any round and after all steps behind
    the rounds, without what the rounds' own evidence is ahead (`arms.earned`). Chances are those after all steps.

    Args:
        by_step: after 0 steps, 1 and so on.
        samples: the questions.
        first_steps: of the network.
    """
    last, first = by_step[-1], by_step[min(first_steps, len(by_step) - 1)]
    scores = (last.scores[at] if sample.stage else first.scores[at] for at, sample in enumerate(samples))
    return Said(tuple(scores), last.halt, last.none)


def _after(thoughts: Sequence[Thought]) -> Said:
    return Said(
        tuple(each.scores for each in thoughts),
        np.array([each.halt for each in thoughts]),
        np.array([each.none for each in thoughts]),
    )


def _nothing(steps: int) -> tuple[Thought, ...]:
    """Of a question without candidates."""
    empty = np.zeros(0, np.float32)
    return tuple(Thought(scores=empty, none=1.0, halt=0.0, drift=0.0, query=empty) for _ in range(steps))
