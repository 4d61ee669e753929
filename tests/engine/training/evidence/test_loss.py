"""What a step of the selector is trained for."""

from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.training.evidence.loss import Targets, enough, ranking_loss, step_loss  # noqa: E402
from engine.training.evidence.network import Thought  # noqa: E402
from engine.training.trm.network import State  # noqa: E402

EMPTY = -math.inf


def thought(scores: torch.Tensor) -> Thought:
    rows = len(scores)
    nothing = torch.zeros(rows, 1, 1)
    zeros = torch.zeros(rows, requires_grad=True)
    return Thought(scores, zeros, zeros, torch.zeros(rows), torch.zeros(rows, 4), State(nothing, nothing))


def test_gold_candidates_share_the_target_alike() -> None:
    scores = torch.tensor([[2.0, 1.0, 0.0, EMPTY]])
    gold = torch.tensor([[True, False, True, False]])
    chances = torch.tensor([2.0, 1.0, 0.0]).log_softmax(0)
    assert ranking_loss(scores, gold).item() == pytest.approx(-(chances[0] + chances[2]).item() / 2)


def test_rows_without_gold_or_without_candidates_have_no_ranking_and_no_gradient() -> None:
    scores = torch.tensor([[1.0, 0.0], [EMPTY, EMPTY]], requires_grad=True)
    found = ranking_loss(scores, torch.zeros(2, 2, dtype=torch.bool))
    found.sum().backward()
    assert found.tolist() == [0, 0]
    assert scores.grad.tolist() == [[0, 0], [0, 0]]


def test_empty_places_do_not_spoil_the_gradient() -> None:
    scores = torch.tensor([[1.0, 0.0, EMPTY]], requires_grad=True)
    ranking_loss(scores, torch.tensor([[True, False, False]])).sum().backward()
    assert scores.grad.isfinite().all()
    assert scores.grad[0, 0] < 0 < scores.grad[0, 1]


@pytest.mark.parametrize(
    ("places", "complete", "expected"),
    [
        ([0, 4], True, True),
        ([0, 5], True, False),  # one stands sixth
        ([0, 4], False, False),  # more evidence is not among the candidates
        ([], True, False),  # there is no evidence
    ],
)
def test_halting_is_right_when_all_evidence_stands_among_the_first_five(
    places: list[int], complete: bool, expected: bool
) -> None:
    scores = torch.arange(8.0, 0.0, -1.0)[None]
    gold = torch.zeros(1, 8, dtype=torch.bool)
    gold[0, places] = True
    assert enough(scores, Targets(gold, torch.tensor([complete]))).tolist() == [expected]


def test_halting_and_none_count_half() -> None:
    gold = torch.tensor([[True, False], [False, False]])
    scores = torch.tensor([[1.0, 0.0], [0.0, 1.0]], requires_grad=True)
    loss = step_loss(thought(scores), Targets(gold, torch.tensor([True, False])))
    assert loss.halt == loss.none == pytest.approx(math.log(2))
    assert loss.ranking == pytest.approx(math.log(1 + math.exp(-1)) / 2)
    assert loss.total.item() == pytest.approx(loss.ranking + 0.5 * loss.halt + 0.5 * loss.none)
