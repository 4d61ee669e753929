"""`nacre eval claims`: does the claim check know which sentence, and which answer, is the right one?"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import thread_time
from typing import Any

from engine.config import load as load_settings
from engine.errors import UsageError
from engine.evaluation.claims_altered import altered
from engine.evaluation.claims_cases import Case, Quote, cases, idf_of
from engine.evaluation.claims_paragraphs import passing, supported
from engine.evaluation.collection import SEED, Collection, draw, load
from engine.evaluation.metrics import auroc, percentile
from engine.events import JobProgress, Listener, ignore
from engine.models.choose import best_encoder
from engine.reasoning.claims.check import ClaimCheck, Stance, Verdict
from engine.reasoning.features import Idf
from engine.reasoning.vectors import SentenceVectors

LIMIT = 1_500
"""Questions of each half of the articles."""

RESAMPLES = 300
KINDS = ("date", "number", "person", "place", "other")
CHANGES = ("denied", "opposite", "number", "names")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check said about one case."""

    case: Case
    right: Verdict  # the true claim and the sentence that holds the answer
    other: Verdict  # the true claim and another sentence
    wrong: Verdict  # the claim with an answer from elsewhere in the article, and the sentence
    near: Verdict | None  # the same with an answer from the same document
    altered: Mapping[str, Verdict]  # false neighbours of the true claim, by what was changed
    right_anywhere: float  # best support by any sentence of the document
    wrong_anywhere: float
    near_anywhere: float | None
    elapsed_ms: tuple[float, ...]  # of the processor, per claim and document, without embedding


def evaluate(directory: Path, limit: int = LIMIT, listen: Listener = ignore) -> dict[str, Any]:
    """AUROCs by halves of the articles (even: the weights were fitted on them; odd: not), with intervals.

    Args:
        directory: a collection whose questions name their `answers` and their article.
        limit: questions of each half.
        listen: told of progress.

    Raises:
        UsageError: the collection names no answers.
    """
    collection = load(directory)
    encoder = best_encoder(load_settings().embedder)
    vectors, idf = SentenceVectors(encoder), idf_of(collection.items)
    halves = {name: half(collection, name == "even", limit, vectors) for name in ("even", "odd")}
    if not any(halves.values()):
        raise UsageError(f"{directory} names no answers", "name a collection whose queries have 'answers'")
    total, done = sum(map(len, halves.values())), 0
    figures = {}
    for name, found in halves.items():
        outcomes = []
        for case in found:
            outcomes.append(check_case(case, vectors, idf, ClaimCheck(vectors, idf)))
            done += 1
            if done % 50 == 0 or done == total:
                listen(JobProgress("claims", done, total))
        attributed = supported(found, collection, vectors, idf)
        figures[name] = summary(outcomes) | {"attribution": passing(attributed)} if outcomes else {}
    return {"collection": collection.name, "encoder": encoder.id, "halves": figures}


def half(collection: Collection, even: bool, limit: int, vectors: SentenceVectors) -> list[Case]:
    """The cases of every second article, sorted by name.

    Args:
        collection: with answers.
        even: whether the first article is one of them.
        limit: questions at most.
        vectors: tell which sentences are alike.
    """
    articles = sorted({question.article for question in collection.questions})
    chosen = set(articles[0 if even else 1 :: 2])
    asked = [question for question in collection.questions if question.answers and question.article in chosen]
    return cases(collection, draw(asked, limit), vectors)


def neighbours(case: Case) -> dict[str, str]:
    """The false neighbours of a case's true claim, always the same."""
    return altered(case.right, random.Random(f"{SEED} {case.right}"))


def check_case(case: Case, vectors: SentenceVectors, idf: Idf, check: ClaimCheck) -> Outcome:
    """Hold each claim of a case against its sentences."""
    changed = neighbours(case)
    within = case.gold.beside()
    claims = [case.right, case.wrong, *([case.near] if case.near else []), *changed.values()]
    vectors.of([*claims, case.gold.text, case.other.text, *(quote.text for quote in within)])  # all at once
    elapsed_ms: list[float] = []

    def one(claim: str, quote: Quote) -> Verdict:
        return check.of(claim, quote.evidence(), quote.passage())

    def best(claim: str) -> float:
        started = thread_time()
        found = max(one(claim, quote).support for quote in within)
        elapsed_ms.append((thread_time() - started) * 1000)
        return found

    return Outcome(
        case=case,
        right=one(case.right, case.gold),
        other=one(case.right, case.other),
        wrong=one(case.wrong, case.gold),
        near=one(case.near, case.gold) if case.near else None,
        altered={kind: one(claim, case.gold) for kind, claim in changed.items()},
        right_anywhere=best(case.right),
        wrong_anywhere=best(case.wrong),
        near_anywhere=best(case.near) if case.near else None,
        elapsed_ms=tuple(elapsed_ms),
    )


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of one half."""
    near = [each for each in outcomes if each.near is not None]
    inside = [each for each in near if each.case.near_answer.casefold() in each.case.gold.text.casefold()]
    times = [elapsed for each in outcomes for elapsed in each.elapsed_ms]
    return {
        "n": len(outcomes),
        "sentence": _compare(outcomes, _right, lambda each: each.other.support),
        "answer": _compare(outcomes, _right, lambda each: each.wrong.support)
        | {kind: _plain([each for each in outcomes if each.case.kind == kind], _wrong) for kind in KINDS},
        "answer_any_sentence": _compare(outcomes, lambda each: each.right_anywhere, lambda each: each.wrong_anywhere),
        "same_document": _compare(near, _right, _near),
        "same_document_any_sentence": _compare(
            near, lambda each: each.right_anywhere, lambda each: each.near_anywhere or 0.0
        ),
        "same_sentence": _compare(inside, _right, _near),
        "altered": {
            kind: _compare(
                [each for each in outcomes if kind in each.altered],
                _right,
                lambda each, kind=kind: each.altered[kind].support,  # type: ignore[misc]  # a default binds the kind
            )
            for kind in CHANGES
        },
        "calibration_error": _calibration(outcomes),
        "stances": {
            name: {stance.value: fmean(verdict.stance is stance for verdict in verdicts) for stance in Stance}
            for name, verdicts in (
                ("right", [each.right for each in outcomes]),
                ("other", [each.other for each in outcomes]),
                ("wrong", [each.wrong for each in outcomes]),
            )
        },
        "timings": {"p50_ms": percentile(times, 0.5), "p95_ms": percentile(times, 0.95)},
    }


Score = Callable[[Outcome], float]


def _right(outcome: Outcome) -> float:
    return outcome.right.support


def _wrong(outcome: Outcome) -> float:
    return outcome.wrong.support


def _near(outcome: Outcome) -> float:
    return outcome.near.support if outcome.near is not None else 0.0


def _plain(outcomes: Sequence[Outcome], false: Score) -> float | None:
    return auroc([_right(each) for each in outcomes], [false(each) for each in outcomes]) if outcomes else None


def _compare(outcomes: Sequence[Outcome], true: Score, false: Score) -> dict[str, Any]:
    """AUROC with its 95% interval (articles drawn with replacement), and how often the true one scores higher."""
    if not outcomes:
        return {"n": 0, "auroc": None, "interval": None, "paired": None}
    pairs: dict[str, list[tuple[float, float]]] = {}
    for each in outcomes:
        pairs.setdefault(each.case.article, []).append((true(each), false(each)))
    piles, generator = [pile for _, pile in sorted(pairs.items())], random.Random(SEED)
    drawn = sorted(_auroc(generator.choices(piles, k=len(piles))) for _ in range(RESAMPLES))
    flat = [pair for pile in piles for pair in pile]
    return {
        "n": len(outcomes),
        "auroc": _auroc(piles),
        "interval": [percentile(drawn, 0.025), percentile(drawn, 0.975)],
        "paired": fmean(float(one > other) + 0.5 * float(one == other) for one, other in flat),
    }


def _auroc(piles: Sequence[Sequence[tuple[float, float]]]) -> float:
    pairs = [pair for pile in piles for pair in pile]
    return auroc([one for one, _ in pairs], [other for _, other in pairs])


def _calibration(outcomes: Sequence[Outcome]) -> float:
    """Mean distance of the support from what comes true, over ten bins (Naeini and others, 2015), on equal parts of
    true claims with their sentence, and of false ones and other sentences."""
    scored = [(each.right.support, 1.0) for each in outcomes for _ in range(2)]
    scored += [(verdict.support, 0.0) for each in outcomes for verdict in (each.other, each.wrong)]
    bins: dict[int, list[tuple[float, float]]] = {}
    for support, truth in scored:
        bins.setdefault(min(9, int(support * 10)), []).append((support, truth))
    return sum(
        len(pile) * abs(fmean(support for support, _ in pile) - fmean(truth for _, truth in pile))
        for pile in bins.values()
    ) / len(scored)
