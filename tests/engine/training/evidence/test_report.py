"""The table of arms, and the verdict on a new network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.reasoning.loop import gate
from engine.reasoning.loop.acceptance import log_odds
from engine.training.evidence import arms
from engine.training.evidence.prior import fitted, listwise, pointwise
from engine.training.evidence.report import (
    CHAINS,
    CHAINS_GATED,
    EARNED,
    ONE_SHOT,
    OURS,
    OURS_EARNED,
    Contest,
    Peer,
    report,
)
from engine.training.evidence.samples import HELD, Sample, parted
from engine.training.evidence.saying import Said, as_used
from engine.training.evidence.verdict import Ranked, judge
from tests.engine.training.evidence.made_samples import NAMES, sample, samples

GIVEN = samples(60, 60, stages=2)
HELD_OUT = [replace(each, source="other" if int(each.key[5:]) % 3 else "made") for each in parted(GIVEN, HELD)]
PRIORS = fitted(parted(GIVEN, "train"), lambda told: listwise(told, 1e-3))


def by_gold(given: list[Sample], share: float, halt: float = 0.9) -> Said:
    """Scores that put evidence first in so large a share of the questions."""
    random = np.random.default_rng(0)
    scores = [(2.0 * each.gold * (random.random() < share) + random.random(8)).astype(np.float32) for each in given]
    return Said(tuple(scores), np.array([halt if each.stage else 0.1 for each in given]), np.zeros(len(given)))


def ran(share: float) -> tuple[Said, ...]:
    start = Said(arms.weighed(HELD_OUT, PRIORS), np.zeros(len(HELD_OUT)), np.zeros(len(HELD_OUT)))
    return (start, by_gold(HELD_OUT, share / 2), by_gold(HELD_OUT, share))


@pytest.fixture(scope="module")
def tables():
    logistic = fitted(parted(GIVEN, "train"), lambda told: pointwise(told, 1.0))
    peer = Peer("one pass", ((by_gold(HELD_OUT, 0.2),), (by_gold(HELD_OUT, 0.4),)))
    return report(
        Contest(HELD_OUT, NAMES, PRIORS, PRIORS, logistic, (ran(1.0), ran(0.9)), [peer], halt_from=0.5, first_steps=0)
    )


def lines(table) -> dict[str, dict]:
    return {line["arm"]: line for line in table["arms"]}


def test_every_arm_stands_in_every_table_over_the_same_questions(tables) -> None:
    heads = [(table["stage"], table["source"]) for table in tables["stages"]]
    assert heads == [(stage, source) for stage in (0, 1) for source in ("made", "other", "all")]
    early, late = lines(tables["stages"][2]), lines(tables["stages"][5])
    plain = {"BM25", "codes", "fused", "linear", "linear, unbound", "logistic", "feedback", "one pass"}
    steps = {"network, 0 steps", "network, 1 steps", OURS}
    assert set(early) == plain | steps
    assert set(late) == plain | steps | {CHAINS, CHAINS_GATED, EARNED, OURS_EARNED}
    counts = [table["questions"] for table in tables["stages"]]
    assert counts[0] + counts[1] == counts[2] == 60


def test_no_steps_are_the_linear_prior_and_what_is_better_is_told_with_its_interval(tables) -> None:
    found = lines(tables["stages"][2])
    assert found["network, 0 steps"]["mrr@10"] == found["linear"]["mrr@10"]
    better = found["one pass"]["network_is_better_by"]["mrr@10"]
    assert better["low"] > 0 and better["p"] < 0.05
    assert better["mean"] == pytest.approx(found[OURS]["mrr@10"] - found["one pass"]["mrr@10"])
    assert "network_is_better_by" not in found[OURS]


def test_each_way_goes_as_far_as_its_own_gate_says(tables) -> None:
    found = lines(tables["ways"][-1])
    assert found[ONE_SHOT]["further"] == 0.0 and found[CHAINS]["further"] == 1.0
    assert found[OURS]["further"] == 1.0  # it is never sure before the rounds
    late, early = lines(tables["stages"][-1]), lines(tables["stages"][2])
    assert found[OURS]["mrr@10"] == pytest.approx(late[OURS_EARNED]["mrr@10"])
    assert found["linear, one shot"]["mrr@10"] == pytest.approx(early["linear"]["mrr@10"])
    threshold = log_odds(gate.load().threshold)
    passed = np.mean([each.candidates.whole[0] >= threshold for each in HELD_OUT if each.stage == 0])
    assert found[CHAINS_GATED]["further"] == pytest.approx(passed)


def test_halting_is_measured_at_both_stages(tables) -> None:
    assert [row["stage"] for row in tables["halting"]] == [0, 1]
    assert all(0 <= row["brier"] <= 1 and row["questions"] == 60 for row in tables["halting"])


def test_chains_come_first_and_the_fused_rest_behind_them() -> None:
    one = sample(1, stage=1)
    features = one.candidates.features.copy()
    features[:, 3] = 0
    features[[5, 2], 3] = (1.0, 0.5)
    changed = replace(one, candidates=replace(one.candidates, features=features))
    found = arms.by_chains([changed], NAMES)
    assert found is not None
    order = np.argsort(-found[0], kind="stable").tolist()
    rest = [at for at in np.argsort(-features[:, 2], kind="stable").tolist() if at not in (5, 2)]
    assert order == [5, 2, *rest]


def test_arms_whose_feature_is_not_measured_are_left_out() -> None:
    bare = replace(NAMES, features=("a", "b", "c", "d", "e", "f"), whole=("a", "b", "c"))
    assert arms.columns(HELD_OUT, bare) == {}
    assert arms.by_chains(HELD_OUT, bare) is None and arms.passes_gate(HELD_OUT, bare) is None
    told = report(Contest(HELD_OUT, bare, PRIORS, None, None, (ran(1.0),), (), 0.5, 0))
    assert set(lines(told["ways"][-1])) == {"linear, one shot", "linear, rounds", OURS}


def _ranked(share: float, halt: float | None = 0.9) -> Ranked:
    said = by_gold(HELD_OUT, share)
    return Ranked(said.scores, None if halt is None else np.full(len(HELD_OUT), halt))


NOTHING = tuple(np.zeros(8, np.float32) for _ in HELD_OUT)


def test_a_network_that_only_says_what_its_linear_scores_say_is_not_adopted() -> None:
    after = _ranked(0.9)
    verdict = judge(HELD_OUT, _ranked(0.2), after, after.scores)
    assert verdict.mrr.p < 0.05 and not verdict.adopted and "linear" in verdict.why


def test_a_network_that_wins_is_adopted() -> None:
    verdict = judge(HELD_OUT, _ranked(0.2), _ranked(0.9), NOTHING)
    assert verdict.adopted and verdict.questions == 60
    assert verdict.after["mrr@10"] > verdict.before["mrr@10"] and verdict.mrr.p < 0.05


def test_a_network_that_is_no_better_or_better_by_chance_alone_is_not() -> None:
    assert not judge(HELD_OUT, _ranked(0.9), _ranked(0.9), NOTHING).adopted
    assert not judge(HELD_OUT, _ranked(0.9), _ranked(0.2), NOTHING).adopted
    few = [each for each in HELD_OUT if each.key in {"made:61", "made:62"}]
    before = Ranked(tuple(np.zeros(8, np.float32) for _ in few), None)
    after = Ranked(tuple(each.gold.astype(np.float32) * (each.key == "made:61") for each in few), None)
    verdict = judge(few, before, after, before.scores)
    assert not verdict.adopted and "chance" in verdict.why


def test_a_network_that_knows_less_well_when_to_stop_is_not() -> None:
    before = Ranked(by_gold(HELD_OUT, 0.2).scores, np.full(len(HELD_OUT), 0.5))
    verdict = judge(HELD_OUT, before, _ranked(0.9, halt=0.0), NOTHING)
    assert not verdict.adopted and "enough" in verdict.why


def test_questions_without_anything_to_find_do_not_count() -> None:
    empty = [replace(each, wanted=0, gold=np.zeros(8, np.bool_)) for each in HELD_OUT]
    with pytest.raises(ValueError, match="without questions"):
        judge(empty, _ranked(0.2), _ranked(0.9), NOTHING)


def test_before_any_round_a_network_counts_as_it_is_used_there() -> None:
    run = ran(1.0)
    for first_steps in (0, 1, 2):
        used = as_used(run, HELD_OUT, first_steps)
        for at, each in enumerate(HELD_OUT):
            expected = run[-1] if each.stage else run[first_steps]
            assert np.array_equal(used.scores[at], expected.scores[at])
    assert np.array_equal(as_used(run, HELD_OUT, 0).halt, run[-1].halt)
