"""`nacre eval gaps`: gaps that were planted in pairs of texts, found again.

A reported gap is right if at least half of its characters were planted; a planted passage is found if a right gap has
at least half of it. Beside it stands what anybody would try first: the paragraphs of A whose nearest paragraph of B is
farthest, by plain cosine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from engine.background import standard_steps, work
from engine.config import load as load_settings
from engine.errors import UsageError
from engine.evaluation.collection import lines
from engine.evaluation.metrics import percentile
from engine.evaluation.putting import put
from engine.events import JobProgress, Listener, ignore
from engine.gaps.coverage import Coverage
from engine.gaps.finder import Looking
from engine.gaps.side import Side, side
from engine.library.store import Library
from engine.models.choose import best_encoder
from engine.models.encoder import Encoder
from engine.reasoning.vectors import SentenceVectors
from engine.retrieval.contents import unit
from engine.sources.reading import BlockKind

REPORTED = 10
"""Gaps of a pair that count."""

BASELINE = 0.45
"""The cosine below which the baseline calls a paragraph missing: of .3 to .7 in steps of .05 the one with the best F1
on the pairs of the first two writers of `tests/data/gaps/seen`, for each pair alike."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and the spans of the first that treat what the second lacks."""

    a: Path
    b: Path
    gaps: tuple[Span, ...]
    writer: str = ""  # who wrote both; '' where nobody says


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was reported of one pair."""

    right: int
    reported: int
    found: int
    planted: int
    ms: float = 0.0


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file of JSON lines.

    Raises:
        UsageError: it has none.
        NacreError: a line can't be read.
    """
    pairs = [
        Pair(
            path.parent / row["a"],
            path.parent / row["b"],
            tuple((int(s), int(e)) for s, e in row["gaps"]),
            str(row.get("writer", "")),
        )
        for row in lines(path, ("a", "b", "gaps"))
    ]
    if not pairs:
        raise UsageError(f"{path} has no pairs", 'write lines of {"a": path, "b": path, "gaps": [[start, end], ...]}')
    return pairs


@contextmanager
def taken_in(pairs: Sequence[Pair], encoder: Encoder, listen: Listener = ignore) -> Iterator[Library]:
    """A library with the texts of all pairs, embedded; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="nacre-eval-") as folder, Library.open(Path(folder)) as library:
        for path in dict.fromkeys(each for pair in pairs for each in (pair.a, pair.b)):
            whole = path.absolute()
            put(library, whole, path.read_bytes(), collection="pairs", root=whole.parent, named=True)
        work(library, standard_steps(encoder), listen)
        yield library


def evaluate(path: Path, listen: Listener = ignore, encoder: Encoder | None = None) -> dict[str, Any]:
    """The figures of the design, with the baseline's and the times.

    Args:
        path: lines of {"a", "b", "gaps"}; paths are relative to it.
        listen: told of progress.
        encoder: whose vectors are compared; None for the best there is.
    """
    pairs = read_pairs(path)
    encoder = encoder or best_encoder(load_settings().embedder)
    ours: list[Outcome] = []
    plain: list[Outcome] = []
    with taken_in(pairs, encoder, listen) as library:
        vectors = SentenceVectors(encoder)
        for done, pair in enumerate(pairs, 1):
            a, b = (side(library, vectors, str(each.absolute())) for each in (pair.a, pair.b))
            started = perf_counter()
            gaps = list(Coverage().find(a, b, Looking()))[:REPORTED]
            ms = (perf_counter() - started) * 1000
            spans = [(each.place.char_start, each.place.char_end) for gap in gaps for each in gap.a]
            ours.append(score(spans, pair.gaps, ms))
            plain.append(score(baseline(a, b), pair.gaps))
            listen(JobProgress("pairs", done, len(pairs)))
    times = [each.ms for each in ours]
    return {
        "encoder": encoder.id,
        **figures(ours),
        "baseline": figures(plain),
        "timings": {"p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95)},
    }


def score(spans: Iterable[Span], planted: Sequence[Span], ms: float = 0.0) -> Outcome:
    """How many of the reported spans are right, and how many planted ones they find."""
    reported = list(spans)
    right = 0
    found: set[int] = set()
    for start, end in reported:
        shared = [max(0, min(end, high) - max(start, low)) for low, high in planted]
        if 2 * sum(shared) >= end - start and sum(shared) > 0:
            right += 1
            found |= {at for at, (low, high) in enumerate(planted) if 2 * shared[at] >= high - low}
    return Outcome(right, len(reported), len(found), len(planted), ms)


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Precision and recall over the pairs with gaps, and what was reported of those without."""
    with_gaps = [each for each in outcomes if each.planted]
    controls = [each for each in outcomes if not each.planted]
    reported, planted = sum(each.reported for each in with_gaps), sum(each.planted for each in with_gaps)
    return {
        "pairs": len(with_gaps),
        "reported": reported,
        "planted": planted,
        "precision": sum(each.right for each in with_gaps) / reported if reported else 0.0,
        "recall": sum(each.found for each in with_gaps) / planted if planted else 0.0,
        "controls": {"pairs": len(controls), "false_gaps": sum(each.reported for each in controls)},
    }


def baseline(a: Side, b: Side, most: float = BASELINE) -> list[Span]:
    """The paragraphs of A whose largest cosine to a paragraph of B is below `most`, the farthest first."""
    mine, theirs = _paragraphs(a), _paragraphs(b)
    if not mine or not theirs:
        return []
    left, right = (unit(each.vectors.of([text for _, text in found])) for each, found in ((a, mine), (b, theirs)))
    near = (left @ right.T).max(axis=1)
    return [mine[int(at)][0] for at in np.argsort(near) if near[at] < most][:REPORTED]


def _paragraphs(held: Side) -> list[tuple[Span, str]]:
    found = []
    for each in held.contents():
        text = held.library.text(each.version)
        for block in held.library.blocks(each.version):
            if block.kind not in (BlockKind.HEADING, BlockKind.META):
                found.append(((block.start, block.end), text[block.start : block.end]))
    return found
