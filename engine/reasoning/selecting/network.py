"""The selector in numpy: the same numbers as the PyTorch network that it was trained as, without PyTorch.

The recursion is that of 'Less is More: Recursive Reasoning with Tiny Networks' (arXiv 2510.04871): in each of T cycles
the latent is thought over n times, then the answer once. Nothing here writes to the network, so threads may share it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.errors import NacreError
from engine.reasoning.selecting.blocks import Block, Room, norm
from engine.reasoning.selecting.candidates import Candidates, Thought, Vectors
from engine.reasoning.selecting.strips import Strips
from engine.reasoning.selecting.weights import Weights, read

REACH = 0.74
"""What the refined query may be moved by, at a right angle to the question: a cosine distance below .197."""

PREFIX = 2
"""Tokens before the candidates: `[HALT]` and `[Q]`."""


class NotThinkable(NacreError):
    """The selector can't think about these candidates; whoever asked goes on with the scores of the baseline."""


class Network:
    """A selector that is ready to think. May be used by several threads."""

    def __init__(self, weights: Weights) -> None:
        self.weights, self.sizes, self.priors = weights, weights.sizes, weights.priors
        arrays, sizes = weights.arrays, weights.sizes
        self._from_whole = arrays["reading.from_whole.weight"]
        self._from_features = Strips(arrays["reading.from_features.weight"].T)
        self._blocks = tuple(
            Block(
                *(arrays[f"recursion.core.blocks.{at}.{part}.weight"] for part in Block.PARTS),
                heads=sizes.heads,
            )
            for at in range(sizes.blocks)
        )

    def think(self, candidates: Candidates, prior: Vectors, steps: int) -> tuple[Thought, ...]:
        """What it says after each step.

        Args:
            candidates: k passages; none give no thoughts.
            prior: float32 (k,), the scores that its own are added to.
            steps: how many; all are thought, whatever the halting head says.

        Raises:
            NotThinkable: sizes are not those it was trained for, numbers are not finite, or it can't compute with
                them in float32.
        """
        if not len(candidates.chunks):
            return ()
        self._check(candidates, prior)
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is found in what comes out
            thoughts = tuple(self._steps(candidates, prior, steps))
        if not all(_is_finite(thought) for thought in thoughts):
            raise NotThinkable("the evidence selector computes numbers that are not finite", "train it again")
        return thoughts

    def _steps(self, candidates: Candidates, prior: Vectors, steps: int) -> Iterator[Thought]:
        length = float(np.linalg.norm(candidates.question))
        question = candidates.question / np.float32(max(length, 1e-12))
        inputs = self._tokens(candidates)
        room = Room(len(inputs), self.sizes)
        answer, latent, injected = (np.empty_like(inputs) for _ in range(3))
        answer[:] = self.weights.arrays["recursion.first_answer"]
        latent[:] = self.weights.arrays["recursion.first_latent"]
        for _ in range(steps):
            for _ in range(self.sizes.cycles):
                np.add(answer, inputs, out=injected)
                for _ in range(self.sizes.inner_cycles):
                    self._core(latent, injected, room)
                self._core(answer, latent, room)
            yield self._read(answer, candidates, question, prior)

    def _core(self, state: Vectors, injected: Vectors, room: Room) -> None:
        """The shared net, applied in place."""
        state += injected
        for block in self._blocks:
            block(state, room)

    def _tokens(self, candidates: Candidates) -> Vectors:
        """float32 (PREFIX + k, hidden), each of root mean square 1."""
        arrays = self.weights.arrays
        tokens = np.empty((PREFIX + len(candidates.chunks), self.sizes.hidden), np.float32)
        tokens[0] = arrays["reading.halt"] + _times(self._from_whole, candidates.whole)
        tokens[1] = arrays["reading.asked"]
        self._from_features.multiply(candidates.features, tokens[PREFIX:])
        tokens[PREFIX:] += arrays["reading.passage"]
        return norm(tokens)

    def _read(self, answer: Vectors, candidates: Candidates, question: Vectors, prior: Vectors) -> Thought:
        arrays = self.weights.arrays
        liked = np.tanh(answer[PREFIX:] @ arrays["heads.refine"])
        query, drift = refined(question, _times(candidates.passages.T, liked))
        pulled = _times(candidates.passages, query - question)
        halt, none = (arrays[f"heads.{name}.weight"] @ answer[0] + arrays[f"heads.{name}.bias"] for name in HEADS)
        return Thought(
            scores=prior + answer[PREFIX:] @ arrays["heads.relevance"] + arrays["heads.pull"] * pulled,
            none=_chance(float(none[0])),
            halt=_chance(float(halt[0])),
            drift=drift,
            query=query,
        )

    def _check(self, candidates: Candidates, prior: Vectors) -> None:
        count, sizes = len(candidates.chunks), self.sizes
        for name, array, shape in (
            ("question", candidates.question, (sizes.dim,)),
            ("passages", candidates.passages, (count, sizes.dim)),
            ("features", candidates.features, (count, sizes.features)),
            ("features of the question", candidates.whole, (sizes.whole,)),
            ("scores", prior, (count,)),
        ):
            if array.shape != shape:
                raise NotThinkable(
                    f"the evidence selector was trained for {name} of the shape {shape}, these have {array.shape}",
                    "train it again for this library: nacre train evidence",
                )
            if not np.isfinite(array).all():
                raise NotThinkable(f"the {name} that the evidence selector is shown are not all finite")


HEADS = ("halt", "none")


def load(path: Path) -> Network:
    """The selector of a file. Whoever gets an error goes on with the scores of the baseline.

    Raises:
        SelectorUnfit: the file is not there or can't be used, with what is wrong in one sentence.
    """
    return Network(read(path))


def shuffled(network: Network, seed: int) -> Network:
    """The same numbers in other places, each array's within itself: what a gate must refuse. The priors stay."""
    random = np.random.default_rng(seed)
    arrays = {
        name: random.permutation(array.ravel()).reshape(array.shape) for name, array in network.weights.arrays.items()
    }
    return Network(replace(network.weights, arrays=arrays))


def refined(question: Vectors, wish: Vectors) -> tuple[Vectors, float]:
    """The question moved towards a wish, and its cosine distance from where it was, which stays below .2.

    What is added is at a right angle to the question and shorter than `REACH`, so the distance is below
    1 - 1 / sqrt(1 + REACH²) whatever is wished. A question of zeros stays what it is.

    Args:
        question: float32 (E,) of length one, or all zeros.
        wish: float32 (E,).
    """
    added = wish * (question @ question) - question * (question @ wish)
    added *= REACH / math.sqrt(1.0 + float(wish @ wish))
    stretch = math.sqrt(1.0 + float(added @ added))
    return (question + added) / np.float32(stretch), 1.0 - 1.0 / stretch


def _times(matrix: Vectors, vector: Vectors) -> Vectors:
    """float32 (n,) of (n, m) and (m,), without BLAS, which shares even this out among cores (see `strips`)."""
    found: Vectors = np.einsum("ij,j->i", matrix, vector)
    return found


def _chance(odds: float) -> float:
    """The probability of log odds; NaN stays NaN."""
    return 0.5 * (1.0 + math.tanh(0.5 * odds))


def _is_finite(thought: Thought) -> bool:
    parts = (thought.none, thought.halt, thought.drift)
    return all(map(math.isfinite, parts)) and bool(
        np.isfinite(thought.scores).all() and np.isfinite(thought.query).all()
    )
