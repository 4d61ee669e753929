"""`nacre eval disagreement`: pairs of short passages of which half disagree in one number, date, name or denial.

A pair counts as said to disagree if its likeliest conflict reaches the model's threshold. Beside it stands what anybody
would try first, in the same run: likeness with differing numbers, and the claim check.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.config import load as load_settings
from engine.errors import UsageError
from engine.evaluation.collection import lines
from engine.evaluation.metrics import percentile
from engine.events import JobProgress, Listener, ignore
from engine.gaps.disagreeing.conflicts import Kind, unmatched
from engine.gaps.disagreeing.judging import Judge, Matter
from engine.gaps.disagreeing.said import Said, say
from engine.models.choose import best_encoder
from engine.models.encoder import Encoder
from engine.reasoning.claims.check import ClaimCheck, Stance
from engine.reasoning.evidence import Evidence
from engine.reasoning.vectors import SentenceVectors
from engine.records import Passage, Place
from engine.sources.reading import BlockKind

AGREE = ("same", "other")
"""Kinds of pairs that don't disagree: the same in other words, and another aspect, year or subject."""

ALIKE = 0.6
"""The cosine from which the plainest baseline takes two passages to speak of one thing: of .4 to .8 in steps of .1 the
one with the best F1 on `tests/data/disagreement/seen.jsonl`."""

RECALLS = (0.3, 0.5, 0.6, 0.7)
"""Shares of the pairs that disagree at which precision is told besides."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages of one to three sentences."""

    a: str
    b: str
    kind: str  # one of `Kind`, or of `AGREE`
    writer: int = 0  # who wrote it, where several did

    @property
    def disagrees(self) -> bool:
        """Whether both can't be true."""
        return self.kind not in AGREE


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file of JSON lines.

    Raises:
        UsageError: it has none, or one is of a kind that isn't known.
        NacreError: a line can't be read.
    """
    pairs = [
        Pair(str(row["a"]), str(row["b"]), str(row["kind"]), int(row.get("writer", 0)))
        for row in lines(path, ("a", "b", "kind"))
    ]
    known = {*(each.value for each in Kind), *AGREE}
    unknown = sorted({each.kind for each in pairs} - known)
    if unknown or not pairs:
        what = f"pairs of the kind '{unknown[0]}'" if unknown else "no pairs"
        raise UsageError(
            f"{path} has {what}", f'write lines of {{"a", "b", "kind"}}; kinds: {", ".join(sorted(known))}'
        )
    return pairs


def evaluate(path: Path, listen: Listener = ignore, encoder: Encoder | None = None) -> dict[str, Any]:
    """Precision and recall, the latter by kind too, with those of the baselines and the time of a pair.

    Args:
        path: lines of {"a", "b", "kind"}.
        listen: told of progress.
        encoder: whose vectors are compared; None for the best there is.
    """
    pairs = read_pairs(path)
    vectors = SentenceVectors(encoder or best_encoder(load_settings().embedder))
    judge, check = Judge(vectors, Matter.PASSAGES), ClaimCheck(vectors, lambda _: 1.0)
    ours: list[str] = []
    chances: list[float] = []
    times: list[float] = []
    for done, pair in enumerate(pairs, 1):
        started = perf_counter()
        found = judge.passages(say(pair.a), say(pair.b))
        chances.append(found.probability if found else 0.0)
        ours.append(found.conflict.kind.value if found and found.probability >= judge.weights.least else "")
        times.append((perf_counter() - started) * 1000)
        listen(JobProgress("pairs", done, len(pairs)))
    return {
        "encoder": vectors.encoder.id,
        **figures(pairs, [bool(kind) for kind in ours]),
        "precision_at_recall": {f"{share:.1f}": precision_at(share, pairs, chances) for share in RECALLS},
        "right_kind": _share(
            [kind == pair.kind for pair, kind in zip(pairs, ours, strict=True) if pair.disagrees and kind]
        ),
        "baselines": {
            "alike, and numbers or dates differ": _baseline(pairs, lambda pair: _plain(pair, vectors)),
            "the claim check": _baseline(pairs, lambda pair: _checked(pair, check)),
        },
        "timings": {"p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95)},
    }


def figures(pairs: Sequence[Pair], said: Sequence[bool]) -> dict[str, Any]:
    """Precision and recall; by kind the share that is said to disagree, which is a mistake where it doesn't.

    Args:
        pairs: what is true.
        said: for each pair whether it was said to disagree.
    """
    right = sum(pair.disagrees for pair, each in zip(pairs, said, strict=True) if each)
    kinds = [kind for kind in (*(each.value for each in Kind), *AGREE) if any(pair.kind == kind for pair in pairs)]
    return {
        "pairs": len(pairs),
        "precision": right / sum(said) if any(said) else 0.0,
        "recall": right / max(1, sum(pair.disagrees for pair in pairs)),
        "per_kind": {
            kind: _share([each for pair, each in zip(pairs, said, strict=True) if pair.kind == kind]) for kind in kinds
        },
    }


def precision_at(recall: float, pairs: Sequence[Pair], chances: Sequence[float]) -> float:
    """The precision where the threshold is lowered until so many of the disagreeing pairs are told; 0 if none does."""
    wanted = recall * sum(pair.disagrees for pair in pairs)
    right = 0
    ranked = sorted(zip(chances, pairs, strict=True), key=lambda each: -each[0])
    for told, (chance, pair) in enumerate(ranked, 1):
        if not chance:
            break
        right += pair.disagrees
        if right >= wanted:
            return right / told
    return 0.0


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def _baseline(pairs: Sequence[Pair], says: Callable[[Pair], bool]) -> dict[str, float]:
    found = figures(pairs, [says(pair) for pair in pairs])
    return {"precision": found["precision"], "recall": found["recall"]}


def _plain(pair: Pair, vectors: SentenceVectors) -> bool:
    one, other = vectors.of([pair.a, pair.b])
    return float(one @ other) >= ALIKE and any(_differ(mine, theirs) for mine in say(pair.a) for theirs in say(pair.b))


def _differ(mine: Said, theirs: Said) -> bool:
    return bool(unmatched(mine, theirs) and unmatched(theirs, mine))


def _checked(pair: Pair, check: ClaimCheck) -> bool:
    """Whether the claim check takes any sentence of the first passage to contradict the second one."""
    place = Place(0, 0, "", "", "", (), None, None, None, 1, 1, 0, len(pair.b))
    evidence = Evidence(0, 0, 0, len(pair.b), pair.b, BlockKind.PARAGRAPH, "")
    passage = Passage(0, place, pair.b, {}, 0.0)
    return any(check.of(each.text, evidence, passage).stance is Stance.CONTRADICTS for each in say(pair.a))
