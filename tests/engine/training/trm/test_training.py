"""Deep supervision: losses, the optimiser, the average, and rows that make way for fresh ones."""

from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.training.trm.average import Average  # noqa: E402
from engine.training.trm.loss import puzzle_loss, stable_max_loss  # noqa: E402
from engine.training.trm.network import Puzzler  # noqa: E402
from engine.training.trm.optimiser import REACH, AdamAtan2, warmed  # noqa: E402
from engine.training.trm.shape import Shape  # noqa: E402
from engine.training.trm.trainer import Schedule, Trainer, accuracy  # noqa: E402

SHAPE = Shape(hidden=16, heads=2, inner_cycles=1, cycles=2, length=4, mixing="mlp", multiple=8)


def copies(rows: int) -> tuple[torch.Tensor, torch.Tensor]:
    """A task that a network of this size learns in seconds: say each token again."""
    tokens = torch.randint(1, 4, (rows, 3))
    return tokens, tokens


def test_stable_max_is_what_it_says() -> None:
    logits = torch.tensor([[2.0, 0.0, -3.0]])
    grown = [3.0, 1.0, 0.25]
    found = stable_max_loss(logits, torch.tensor([2]))
    assert found.dtype == torch.float64
    assert float(found) == pytest.approx(-math.log(0.25 / sum(grown)))


def test_what_does_not_count_costs_nothing_and_huge_numbers_stay_finite() -> None:
    assert float(stable_max_loss(torch.randn(1, 5), torch.tensor([-100]))) == 0.0
    logits = torch.tensor([[1e30, -1e30]], requires_grad=True)
    stable_max_loss(logits, torch.tensor([1])).sum().backward()
    assert torch.isfinite(logits.grad).all()


def test_halting_learns_whether_the_whole_row_is_right() -> None:
    logits = torch.tensor([[[5.0, 0.0], [0.0, 5.0]], [[5.0, 0.0], [5.0, 0.0]]])
    targets = torch.tensor([[0, 1], [0, 1]])
    halt = torch.zeros(2, requires_grad=True)
    loss, right = puzzle_loss(logits, halt, targets)
    assert right.tolist() == [True, False]
    loss.backward()
    assert halt.grad[0] < 0 < halt.grad[1], "more for the right row, less for the wrong one"


def test_a_step_of_the_optimiser_is_bounded_by_its_rate() -> None:
    weight = torch.nn.Parameter(torch.tensor([1.0, -2.0]))
    optimiser = AdamAtan2([weight], rate=0.1, decay=0.5)
    weight.grad = torch.tensor([1e-6, 1e6])
    optimiser.step()
    turn = 0.1 * REACH * math.atan2(1.0, 1.0)
    assert weight.tolist() == pytest.approx([0.95 - turn, -1.9 - turn], rel=1e-5)


def test_the_rate_rises_in_a_straight_line_and_stays() -> None:
    assert [warmed(step, 4) for step in (1, 2, 4, 9)] == [0.25, 0.5, 1.0, 1.0]
    assert warmed(1, 0) == 1.0


def test_the_average_is_short_at_first_and_ends_at_its_longest() -> None:
    network = torch.nn.Linear(1, 1)
    average = Average(network, longest=0.5)
    assert average.keep == pytest.approx(0.1)
    for _ in range(20):
        average.take(network)
    assert average.keep == 0.5


def test_one_optimiser_step_for_each_supervision_step() -> None:
    torch.manual_seed(0)
    trainer = Trainer(Puzzler(SHAPE, 4, prefix=1), copies, Schedule(rows=8, most_steps=4, warm_up=0))
    for expected in range(1, 6):
        trainer.step()
        counts = {state["step"] for state in trainer.optimiser.state.values()}
        assert trainer.steps == expected and counts == {expected}


def test_halted_rows_are_replaced_and_begin_anew() -> None:
    torch.manual_seed(0)
    drawn: list[int] = []

    def draw(rows: int) -> tuple[torch.Tensor, torch.Tensor]:
        drawn.append(rows)
        return copies(rows)

    network = Puzzler(SHAPE, 4, prefix=1)
    trainer = Trainer(network, draw, Schedule(rows=6, most_steps=3, explore=0.0, warm_up=0))
    before = trainer._tokens.clone()
    assert [trainer.step().halted for _ in range(3)] == [0, 0, 6]
    assert drawn == [6, 6]
    assert not torch.equal(before, trainer._tokens)
    assert torch.equal(trainer._state.answer, network.first(6).answer)
    assert trainer._thought.tolist() == [0] * 6


def test_a_row_that_is_sure_makes_way_alone() -> None:
    torch.manual_seed(0)
    network = Puzzler(SHAPE, 4, prefix=1)
    trainer = Trainer(network, copies, Schedule(rows=4, most_steps=9, explore=0.0, warm_up=0, rate=0.0))
    with torch.no_grad():
        network.halt_head.weight.normal_(std=5.0)
        network.halt_head.bias.zero_()
    told = trainer.step()
    assert 0 < told.halted < 4 or told.halted in (0, 4)
    assert (trainer._thought == 0).sum() == told.halted


def test_exploring_rows_think_longer_before_they_may_halt() -> None:
    trainer = Trainer(Puzzler(SHAPE, 4, prefix=1), copies, Schedule(rows=400, most_steps=16, explore=0.5))
    least = trainer._least
    assert 120 < int((least > 1).sum()) < 280
    assert int(least.max()) <= 16


def test_it_learns_and_every_puzzle_thinks_all_steps_when_measured() -> None:
    torch.manual_seed(1)
    network = Puzzler(SHAPE, 4, prefix=1)
    trainer = Trainer(network, copies, Schedule(rows=64, most_steps=2, rate=1e-2, warm_up=0, decay=0.0, average=0.9))
    first = trainer.step().loss
    for _ in range(80):
        last = trainer.step().loss
    assert last < first / 2
    trainer.average.load_into(network)
    tokens, targets = copies(50)
    found = accuracy(network, tokens, targets, (1, 2), rows=16)
    assert set(found) == {1, 2} and found[2] > 0.9
