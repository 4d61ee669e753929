"""Training: one optimiser step a supervision step, and a run that was interrupted ends as one that was not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.errors import Cancelled  # noqa: E402
from engine.events import JobProgress  # noqa: E402
from engine.reasoning.selecting.weights import Priors  # noqa: E402
from engine.training.evidence import checkpoint  # noqa: E402
from engine.training.evidence.checkpoint import CheckpointUnfit  # noqa: E402
from engine.training.evidence.data import Data, shares, without  # noqa: E402
from engine.training.evidence.loss import Targets, enough, pieces  # noqa: E402
from engine.training.evidence.measures import all_measured  # noqa: E402
from engine.training.evidence.network import Selector  # noqa: E402
from engine.training.evidence.prior import fitted, listwise  # noqa: E402
from engine.training.evidence.recipe import Recipe  # noqa: E402
from engine.training.evidence.samples import Sample  # noqa: E402
from engine.training.evidence.saying_torch import said_by  # noqa: E402
from engine.training.evidence.trainer import Trainer  # noqa: E402
from engine.training.trm.shape import Shape  # noqa: E402
from tests.engine.reasoning.selecting.made import DIM, FEATURES, WHOLE  # noqa: E402
from tests.engine.training.evidence.made_samples import samples  # noqa: E402

SMALL = Shape(hidden=16, heads=2, inner_cycles=1, cycles=2, rotary=False, multiple=8)
RECIPE = Recipe(steps=2, epochs=2, rows=8, rate=3e-3, warm_up=2)


def small(seed: int = 0) -> Selector:
    torch.manual_seed(seed)
    return Selector(DIM, FEATURES, WHOLE, SMALL)


def priors(given: list[Sample], ridge: float) -> Priors:
    return fitted(given, lambda told: listwise(told, ridge))


def trainer(recipe: Recipe = RECIPE, seed: int = 0, count: int = 24) -> Trainer:
    given = samples(count)
    return Trainer(small(), Data(given, priors(given, recipe.ridge)), recipe, seed)


def weights(found: Trainer) -> list[np.ndarray]:
    return [value.numpy().copy() for value in found.network.state_dict().values()]


def same(one: Trainer, other: Trainer) -> bool:
    return all(np.array_equal(mine, its) for mine, its in zip(weights(one), weights(other), strict=True))


def nothing() -> None:
    """Keeps no checkpoint."""


def test_one_optimiser_step_for_each_supervision_step() -> None:
    found = trainer()
    for batches in (1, 2, 3):
        found.step()
        counts = {state["step"] for state in found.optimiser.state.values()}
        assert counts == {2 * batches} and found.average.steps == 2 * batches


def test_the_rate_rises_then_falls_to_a_small_share() -> None:
    found = trainer(replace(RECIPE, warm_up=4, epochs=10, last_rate=0.1))
    rates = []
    while found.done < 1.0:
        found.step()
        rates.append(found.optimiser.param_groups[0]["lr"])
    assert rates[0] < rates[1] and max(rates) <= RECIPE.rate
    assert rates[-1] == pytest.approx(0.1 * RECIPE.rate)


def test_a_run_that_was_stopped_anywhere_ends_as_one_that_was_not(tmp_path: Path) -> None:
    whole = trainer()
    whole.run(nothing)
    for stop in (1, 3, 5):
        first = trainer()
        for _ in range(stop):
            first.step()
        checkpoint.keep(tmp_path / "c.pt", first)
        second = trainer()
        assert checkpoint.restore(tmp_path / "c.pt", second)
        second.run(nothing)
        assert second.batches == whole.batches and same(second, whole)


def test_an_interrupt_keeps_a_checkpoint_and_says_how_to_go_on(tmp_path: Path) -> None:
    cancel, found = Event(), trainer()
    cancel.set()
    with pytest.raises(Cancelled, match="--resume"):
        found.run(lambda: checkpoint.keep(tmp_path / "c.pt", found), cancel=cancel)
    again, whole = trainer(), trainer()
    assert checkpoint.restore(tmp_path / "c.pt", again) and again.batches == 1
    again.run(nothing)
    whole.run(nothing)
    assert same(again, whole)


def test_a_finished_run_goes_on_to_what_it_was(tmp_path: Path) -> None:
    first = trainer()
    first.run(lambda: checkpoint.keep(tmp_path / "c.pt", first))
    second = trainer()
    checkpoint.restore(tmp_path / "c.pt", second)
    second.run(nothing)
    assert same(first, second)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (lambda: trainer(replace(RECIPE, rate=1.0)), "another recipe"),
        (lambda: trainer(seed=1), "another seed"),
        (lambda: trainer(count=25), "other samples"),
        (lambda: Trainer(Selector(DIM, FEATURES, WHOLE, replace(SMALL, hidden=24)), trainer().data, RECIPE), "shape"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused_with_a_sentence(tmp_path: Path, other, said: str) -> None:
    checkpoint.keep(tmp_path / "c.pt", trainer())
    with pytest.raises(CheckpointUnfit, match=said) as refused:
        checkpoint.restore(tmp_path / "c.pt", other())
    assert "without --resume" in str(refused.value)


def test_damaged_and_foreign_checkpoints_are_refused_and_none_is_no_trouble(tmp_path: Path) -> None:
    path, found = tmp_path / "c.pt", trainer()
    assert not checkpoint.restore(path, found)
    checkpoint.keep(path, found)
    data = path.read_bytes()
    for broken in (b"", b"nothing", data[: len(data) // 2]):
        path.write_bytes(broken)
        with pytest.raises(CheckpointUnfit, match="damaged"):
            checkpoint.restore(path, found)
    torch.save({"format": 99}, path)
    with pytest.raises(CheckpointUnfit, match="another version"):
        checkpoint.restore(path, found)


def test_it_learns_what_a_line_through_the_features_can_not() -> None:
    given, held = samples(160), [each for each in samples(240)[160:] if each.gold.any()]
    recipe = replace(RECIPE, epochs=20, rows=16)
    prior = priors(given, recipe.ridge)
    found = Trainer(small(), Data(given, prior), recipe)
    heard: list[JobProgress] = []
    found.run(nothing, heard.append)
    last = said_by(found.network, Data(held, prior), recipe.steps)[-1]
    line = all_measured(held, [prior.of(each.stage).scores(each.candidates.features) for each in held])[:, 0].mean()
    assert all_measured(held, last.scores)[:, 0].mean() > line + 0.02
    assert heard[-1].done == heard[-1].total


def test_time_ends_a_run_as_epochs_do() -> None:
    given = samples(24)
    found = Trainer(small(), Data(given, priors(given, 1e-3)), replace(RECIPE, epochs=100_000), seconds=0.05)
    found.run(nothing)
    assert found.done == 1.0 and found.batches < 100_000


def test_fewer_questions_than_a_batch_are_a_batch() -> None:
    found = trainer(count=3)
    assert found.of_epoch == 1
    found.run(nothing)
    assert found.batches == RECIPE.epochs


def test_sources_count_alike_where_they_are_to() -> None:
    assert shares(["a", "a", "a", "b"], 0.0) == [1.0] * 4
    found = shares(["a", "a", "a", "b"], 1.0)
    assert sum(found[:3]) == pytest.approx(found[3]) and sum(found) == pytest.approx(4)


def test_dropped_evidence_is_no_longer_complete_unless_a_part_of_it_is_left() -> None:
    batch, targets = Data(samples(2), priors(samples(2), 1e-3)).rows(torch.tensor([1, 1]))
    gold = torch.zeros_like(targets.gold)
    gold[:, 6:] = True  # two parts of one document
    targets = Targets(gold, torch.tensor([True, True]), targets.units)
    dropped = torch.zeros_like(gold)
    dropped[0, 6] = dropped[1, 6:] = True
    less, left = without(batch, targets, dropped)
    assert left.complete.tolist() == [True, False]
    assert left.gold.sum(-1).tolist() == [1, 0]
    assert not less.features[0, 6].any() and not less.mask[0, 6]


def test_one_part_of_a_document_among_the_first_five_is_enough() -> None:
    gold = torch.tensor([[True, False, False, False, False, True]])
    scores = torch.arange(6.0, 0.0, -1.0)[None]
    for units, expected in ((torch.tensor([[7, 1, 2, 3, 4, 7]]), True), (torch.arange(6)[None], False), (None, False)):
        assert enough(scores, Targets(gold, torch.tensor([True]), units)).tolist() == [expected]
    assert pieces(gold, torch.tensor([[7, 1, 2, 3, 4, 7]])).tolist() == [1]
