"""`nacre eval route`: how often prompts go where people say they belong, and how long that takes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.agents.route import ROLES, Route
from engine.agents.router import Router
from engine.errors import UsageError
from engine.evaluation.collection import lines
from engine.events import JobProgress, Listener, ignore
from engine.models.encoder import Encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text and where it belongs."""

    text: str
    role: str
    batch: str


def read_prompts(paths: Sequence[Path]) -> list[Prompt]:
    """Lines of {"text", "role"} of one or more files.

    Raises:
        UsageError: there are none, or a role is none of `ROLES`.
        NacreError: a line can't be read; names file and line.
    """
    prompts = []
    for path in paths:
        for row in lines(path, ("text", "role")):
            if row["role"] not in ROLES:
                raise UsageError(f"{path} has the role '{row['role']}'", f"known are {', '.join(ROLES)}")
            prompts.append(Prompt(str(row["text"]), row["role"], str(row.get("batch", ""))))
    if not prompts:
        raise UsageError("there are no prompts", 'write lines of {"text": "...", "role": "research"}')
    return prompts


class TimedEncoder:
    """An encoder that counts the time it takes, to tell it from the router's own."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.id, self.dim, self.tier = encoder.id, encoder.dim, encoder.tier
        self.spent_ms = 0.0

    def embed(self, texts: Sequence[str]) -> Vector:
        """See `Encoder.embed`."""
        return self._timed(lambda: self._encoder.embed(texts))

    def embed_query(self, text: str) -> Vector:
        """See `Encoder.embed_query`."""
        return self._timed(lambda: self._encoder.embed_query(text))

    def _timed(self, embed: Callable[[], Vector]) -> Vector:
        started = time.perf_counter()
        vectors = embed()
        self.spent_ms += 1000 * (time.perf_counter() - started)
        return vectors


def evaluate(paths: Sequence[Path], encoder: Encoder, listen: Listener = ignore) -> dict[str, Any]:
    """Route the prompts of one or more files, without a model and without the user's own examples."""
    prompts = read_prompts(paths)
    timed = TimedEncoder(encoder)
    router = Router(timed, None)
    router.route("Warm up: what is a tide?")
    routes: list[Route] = []
    own_ms, embedding_ms = [], []
    for done, prompt in enumerate(prompts, 1):
        timed.spent_ms = 0.0
        started = time.perf_counter()
        routes.append(router.route(prompt.text))
        own_ms.append(1000 * (time.perf_counter() - started) - timed.spent_ms)
        embedding_ms.append(timed.spent_ms)
        if done % 50 == 0 or done == len(prompts):
            listen(JobProgress("prompts", done, len(prompts)))
    found = [route.role for route in routes]
    return {
        "encoder": encoder.id,
        "tier": encoder.tier,
        **measure([prompt.role for prompt in prompts], found),
        "by": _by(prompts, routes),
        "p95_ms": _p95(own_ms),
        "embedding_p95_ms": _p95(embedding_ms),
    }


def measure(wanted: Sequence[str], found: Sequence[str]) -> dict[str, Any]:
    """Accuracy, precision and recall of each role, and what was taken for what."""
    confusion = Counter(zip(wanted, found, strict=True))
    return {
        "n": len(wanted),
        "accuracy": _share(sum(count for (one, other), count in confusion.items() if one == other), len(wanted)),
        "per_role": {role: _role(confusion, role) for role in ROLES},
        "confusion": {
            role: {other: confusion[role, other] for other in ROLES if confusion[role, other]} for role in ROLES
        },
    }


def _role(confusion: Counter[tuple[str, str]], role: str) -> dict[str, float]:
    right = confusion[role, role]
    wanted = sum(count for (one, _), count in confusion.items() if one == role)
    found = sum(count for (_, other), count in confusion.items() if other == role)
    return {
        "n": wanted,
        "precision": _share(right, found),
        "recall": _share(right, wanted),
        "f1": _share(2 * right, wanted + found),
    }


def _by(prompts: Sequence[Prompt], routes: Sequence[Route]) -> dict[str, dict[str, float]]:
    """How many prompts each step decided, and how often it was right."""
    steps: dict[str, list[bool]] = {}
    for prompt, route in zip(prompts, routes, strict=True):
        steps.setdefault(route.by, []).append(prompt.role == route.role)
    return {step: {"n": len(right), "accuracy": _share(sum(right), len(right))} for step, right in steps.items()}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _p95(times_ms: Sequence[float]) -> float:
    return round(float(np.percentile(times_ms, 95)), 3)
