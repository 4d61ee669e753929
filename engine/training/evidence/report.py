"""All arms over the same questions, beside the network: the table that says whether it has earned its place.

Each question is ranked at both stages: as the first search left it, and after the loop's rounds. Then the whole way:
which of the two an arm's own gate chooses. Figures of arms with several seeds are means over them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from engine.evaluation.metrics import auroc
from engine.reasoning.selecting.weights import Priors
from engine.training.evidence import arms
from engine.training.evidence.arms import Scores
from engine.training.evidence.measures import NAMES, Floats, all_measured, enough, rise
from engine.training.evidence.samples import Sample, staged
from engine.training.evidence.saying import Said, as_used
from engine.training.evidence.store import Made

FORMAT = 1

OURS = "network"
ONE_SHOT, CHAINS, CHAINS_GATED, LINEAR, LOGISTIC = "one shot", "chains", "chains, gated", "linear", "logistic"
UNBOUND = "linear, unbound"

EARNED, OURS_EARNED = f"{LINEAR}, earned", f"{OURS}, earned"
BEST = (f"{LINEAR}, gated", f"{LINEAR}, rounds", EARNED, LINEAR)
"""The linear fusion of a table: the first of these that it has."""
FEEDBACK, SHUFFLED, OURS_GATED = "feedback", "shuffled", "network, gated"
COMPARED = ("mrr@10", "recall@5")
EVERYTHING = "all"


@dataclass(frozen=True, slots=True, eq=False)
class Peer:
    """Another network over the same questions."""

    name: str
    runs: tuple[tuple[Said, ...], ...]  # of each seed, after each step


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """What is compared."""

    samples: Sequence[Sample]  # that nothing was trained on
    made: Made
    priors: Priors  # the linear fusion that the network's scores are added to
    unbound: Priors | None  # one of all features, that may speak against a passage too
    logistic: Priors | None
    ours: tuple[tuple[Said, ...], ...]  # of each seed: after 0 steps (the prior), 1, and so on
    peers: Sequence[Peer]
    halt_from: float  # chance of enough evidence from which the network looks no further
    first_steps: int  # that the network is used with before any round


def report(contest: Contest) -> dict[str, Any]:
    """The tables as plain data: `stages`, `ways`, `halting`."""
    return {
        "stages": [row for stage in (0, 1) for row in _stage(contest, stage)],
        "ways": _ways(contest),
        "halting": [_halting(contest, stage) for stage in (0, 1) if _places(contest, stage)],
    }


def _stage(contest: Contest, stage: int) -> list[dict[str, Any]]:
    """A table for each source, and one for all where there are several."""
    places = _places(contest, stage)
    if not places:
        return []
    samples = [contest.samples[place] for place in places]
    figures = _arms(contest, samples, places, stage)
    return [
        {"stage": stage, **_table(source, figures, rows)}
        for source, rows in _sources([each.source for each in samples])
    ]


def _arms(contest: Contest, samples: Sequence[Sample], places: Sequence[int], stage: int) -> dict[str, Floats]:
    """float64 (n, 3) of each arm."""
    made = contest.made
    single: dict[str, Scores] = arms.columns(samples, made)
    if stage:
        single |= _chains(samples, made)
    single[LINEAR] = arms.weighed(samples, contest.priors)
    if contest.unbound is not None:
        single[UNBOUND] = arms.weighed(samples, contest.unbound)
    if contest.logistic is not None:
        single[LOGISTIC] = arms.weighed(samples, contest.logistic)
    single[FEEDBACK] = arms.with_feedback(samples, contest.priors)
    if stage:
        single[EARNED] = arms.earned(samples, single[LINEAR], made)
    found = {name: all_measured(samples, scores) for name, scores in single.items()}
    for peer in contest.peers:
        found[peer.name] = _mean(samples, [run[-1] for run in peer.runs], places)
    for step in range(len(contest.ours[0])):
        name = OURS if step == len(contest.ours[0]) - 1 else f"{OURS}, {step} steps"
        found[name] = _mean(samples, [run[step] for run in contest.ours], places)
    if stage:
        runs = [arms.earned(samples, tuple(run[-1].scores[at] for at in places), made) for run in contest.ours]
        found[OURS_EARNED] = np.mean([all_measured(samples, scores) for scores in runs], axis=0)
    return found


def _chains(samples: Sequence[Sample], made: Made) -> dict[str, Scores]:
    """The hand-made chains, and what its hand-made gate makes of them."""
    chains, passes = arms.by_chains(samples, made), arms.passes_gate(samples, made)
    if chains is None:
        return {}
    found = {CHAINS: chains}
    if passes is not None:
        plain = arms.columns(samples, made)[arms.FUSED]
        found[CHAINS_GATED] = tuple(
            one if further else other for one, other, further in zip(chains, plain, passes, strict=True)
        )
    return found


def _ways(contest: Contest) -> list[dict[str, Any]]:
    """Tables of whole answers: from the first search alone, or after the rounds, as each arm's gate decides."""
    asked = [at for at, each in enumerate(contest.samples) if each.stage == 0 and each.wanted]
    if not asked:
        return []
    later = {each.key: at for at, each in enumerate(contest.samples) if each.stage == 1}
    places = asked, [later.get(contest.samples[at].key, at) for at in asked]  # some have nothing to follow up
    every = _gated(contest, places)
    tables = []
    for source, rows in _sources([contest.samples[at].source for at in asked]):
        table = _table(source, {name: way.figures for name, way in every.items()}, rows)
        for line in table["arms"]:
            line["further"] = float(every[line["arm"]].further[rows].mean())
        tables.append(table)
    return tables


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    figures: Floats  # float64 (n, 3)
    further: Floats  # float64 (n,): 0..1, share of the seeds that looked further


def _gated(contest: Contest, places: tuple[Sequence[int], Sequence[int]]) -> dict[str, _Way]:
    """Each arm with its gate; `places` are the questions' samples before any round and after all of them."""
    early, late = ([contest.samples[at] for at in every] for every in places)
    count = len(early)
    never, always = np.zeros(count), np.ones(count)
    by_hand = arms.passes_gate(early, contest.made)

    def way(further: Floats, first: Floats, second: Floats) -> _Way:
        return _Way(np.where(further[:, None] > 0, second, first), further)

    found = {}
    plain, chains = arms.columns(early, contest.made).get(arms.FUSED), arms.by_chains(late, contest.made)
    if plain is not None and chains is not None:
        ends = all_measured(early, plain), all_measured(late, chains)
        found[ONE_SHOT], found[CHAINS] = way(never, *ends), way(always, *ends)
        if by_hand is not None:
            found[CHAINS_GATED] = way(by_hand, *ends)
    ends = (
        all_measured(early, arms.weighed(early, contest.priors)),
        all_measured(late, arms.earned(late, arms.weighed(late, contest.priors), contest.made)),
    )
    found[f"{LINEAR}, one shot"], found[f"{LINEAR}, rounds"] = way(never, *ends), way(always, *ends)
    if by_hand is not None:
        found[f"{LINEAR}, gated"] = way(by_hand, *ends)
    learned, used = [], []
    for run in contest.ours:
        said = as_used(run, contest.samples, contest.first_steps)
        first, second = (
            all_measured(chosen, arms.earned(chosen, tuple(said.scores[at] for at in every), contest.made))
            for chosen, every in zip((early, late), places, strict=True)
        )
        learned.append(way((said.halt[places[0]] < contest.halt_from).astype(np.float64), first, second))
        if by_hand is not None:
            used.append(way(by_hand, first, second))
    if used:
        found[OURS_GATED] = _averaged(used)
    return {**found, OURS: _averaged(learned)}


def _averaged(ways: Sequence[_Way]) -> _Way:
    """The mean over seeds."""
    return _Way(np.mean([each.figures for each in ways], axis=0), np.mean([each.further for each in ways], axis=0))


def _halting(contest: Contest, stage: int) -> dict[str, Any]:
    """How well the network knows that it has enough, after its last step: the mean over seeds."""
    places = _places(contest, stage)
    samples = [contest.samples[place] for place in places]
    found = []
    for run in contest.ours:
        halt = run[-1].halt[places]
        right = np.array([enough(each, run[-1].scores[place]) for each, place in zip(samples, places, strict=True)])
        found.append((auroc(halt[right].tolist(), halt[~right].tolist()), float(((halt - right) ** 2).mean())))
    mean = np.mean(found, axis=0).tolist()
    told = None if np.isnan(mean[0]) else mean[0]  # all of them enough, or none
    return {"stage": stage, "questions": len(samples), "auroc": told, "brier": mean[1]}


def _table(source: str, figures: Mapping[str, Floats], rows: Floats) -> dict[str, Any]:
    """One line an arm, each with by how much the network is better; `rows` are the questions of the source."""
    lines = []
    for name, every in figures.items():
        mine = every[rows]
        line: dict[str, Any] = {"arm": name, **dict(zip(NAMES, mine.mean(axis=0).tolist(), strict=True))}
        for what, best in (("network", OURS), ("linear", next((each for each in BEST if each in figures), ""))):
            if best and name != best:
                line[f"{what}_is_better_by"] = {
                    measure: asdict(rise(mine[:, NAMES.index(measure)], figures[best][rows][:, NAMES.index(measure)]))
                    for measure in COMPARED
                }
        lines.append(line)
    return {"source": source, "questions": len(rows), "arms": lines}


def _mean(samples: Sequence[Sample], runs: Sequence[Said], places: Sequence[int]) -> Floats:
    found: Floats = np.mean([all_measured(samples, [run.scores[at] for at in places]) for run in runs], axis=0)
    return found


def _places(contest: Contest, stage: int) -> list[int]:
    """Samples of a stage that have evidence to find."""
    chosen = {id(each) for each in staged(contest.samples, stage) if each.wanted}
    return [at for at, each in enumerate(contest.samples) if id(each) in chosen]


def _sources(names: Sequence[str]) -> list[tuple[str, Any]]:
    """Each source with int64 places of its questions, and all of them."""
    every = np.array(names)
    found = [(name, np.flatnonzero(every == name)) for name in dict.fromkeys(names)]
    return found if len(found) == 1 else [*found, (EVERYTHING, np.arange(len(names)))]
