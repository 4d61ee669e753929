"""How right the graph's relations are, on Re-DocRED: accepted ones beside bare patterns, in the same run.

Bare patterns are the same rules between neighbouring names, each find taken as it is. What is found counts where both
its ends are entities of the abstract, for of the others the collection says nothing. Weights were fitted on the
abstracts of even number; the figures are those of the odd ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.evaluation.redocred import MEASURED, Abstract, Fact, load, name_key
from engine.events import JobProgress, Listener, ignore
from engine.graph.accept import likenesses
from engine.graph.edges import ACCEPTED
from engine.graph.extract import candidates
from engine.graph.found import Found
from engine.graph.records import Relation, Source, Triple
from engine.graph.weights import confidence, is_fitted, looks_at_likeness, with_likeness
from engine.models.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a rule found between two entities."""

    abstract: int
    fact: Fact
    right: bool
    triple: Triple
    found: Found
    likeness: float | None  # of the triple to its sentence; None in tier 0

    @property
    def bare(self) -> bool:
        """Whether the rule alone would have found it, between neighbours."""
        return self.found.gap_names == 0 and not self.found.stands_for

    @property
    def sure(self) -> float:
        """The confidence that the graph would store."""
        sure = confidence(self.triple.method, self.found)
        if self.likeness is None or not looks_at_likeness() or not is_fitted(self.triple.method):
            return sure
        return with_likeness(sure, self.likeness)


def collect(abstracts: Sequence[Abstract], half: int, encoder: Encoder, listen: Listener = ignore) -> list[Candidate]:
    """The candidates of the abstracts of even (0) or odd (1) number."""
    rows: list[Candidate] = []
    for number in range(half, len(abstracts), 2):
        listen(JobProgress("relations", number, len(abstracts)))
        each = abstracts[number]
        kept: list[tuple[Fact, Triple, Found]] = []
        for triple, found in candidates(Source(each.title, each.text, each.blocks)):
            other = name_key(triple.object) if triple.relation is Relation.DATED else triple.object
            head, tail = each.entities.get(triple.subject), each.entities.get(other)
            if triple.relation in MEASURED and head is not None and tail is not None and head != tail:
                kept.append(((head, triple.relation, tail), triple, found))
        alike: Sequence[float | None] = [None] * len(kept)
        if encoder.tier > 0 and kept:
            alike = likenesses(encoder, each.text, [triple for _, triple, _ in kept])
        rows += [
            Candidate(number, fact, fact in each.gold, triple, found, value)
            for (fact, triple, found), value in zip(kept, alike, strict=True)
        ]
    return rows


def evaluate(folder: Path, encoder: Encoder, listen: Listener = ignore) -> dict[str, Any]:
    """`{"relations": {...}, "bare_patterns": {...}, "at_the_same_recall": {...}, "by_relation": {...}}`.

    Raises:
        UsageError: the folder has no such collection.
    """
    abstracts = load(folder)
    rows = collect(abstracts, 1, encoder, listen)
    gold = sum(len(each.gold) for each in abstracts[1::2])
    bare = scores((row for row in rows if row.bare), gold)
    return {
        "collection": "redocred, abstracts of odd number",
        "tier": encoder.tier,
        "relations": scores((row for row in rows if row.sure >= ACCEPTED), gold),
        "bare_patterns": bare,
        "at_the_same_recall": at_recall(rows, gold, bare["recall"]),
        "by_relation": {
            relation.value: scores(
                (row for row in rows if row.sure >= ACCEPTED and row.fact[1] is relation),
                sum(fact[1] is relation for each in abstracts[1::2] for fact in each.gold),
            )
            for relation in MEASURED
        },
    }


def scores(rows: Iterable[Candidate], gold: int) -> dict[str, float]:
    """Precision, recall and F1 of facts, each counted once an abstract."""
    facts = {(row.abstract, row.fact): row.right for row in rows}
    right = sum(facts.values())
    precision, recall = right / max(1, len(facts)), right / max(1, gold)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"found": len(facts), "precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def at_recall(rows: Sequence[Candidate], gold: int, recall: float) -> dict[str, float]:
    """The surest candidates, as many as it takes to reach a recall (or all of them)."""
    best: dict[tuple[int, Fact], Candidate] = {}
    for row in sorted(rows, key=lambda row: -row.sure):
        best.setdefault((row.abstract, row.fact), row)
    kept: list[Candidate] = []
    right = 0
    for row in best.values():
        if right >= recall * gold:
            break
        kept.append(row)
        right += row.right
    return scores(kept, gold) | {"threshold": kept[-1].sure if kept else 0.0}
