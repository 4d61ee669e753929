"""The selector in PyTorch: it begins as the prior, sees a set, and can't wander off."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.training.evidence.batch import batched  # noqa: E402
from engine.training.evidence.network import PREFIX, Selector, parameters_of, refined  # noqa: E402
from engine.training.evidence.peers import Stack, Unshared, applications, one_pass  # noqa: E402
from engine.training.trm.shape import Shape  # noqa: E402
from tests.engine.reasoning.selecting.made import DIM, FEATURES, WHOLE, candidates, prior  # noqa: E402
from tests.engine.training.evidence.made import told  # noqa: E402

SMALL = Shape(hidden=16, heads=2, inner_cycles=2, cycles=2, rotary=False, multiple=8)


def small() -> Selector:
    return Selector(DIM, FEATURES, WHOLE, SMALL)


def batch_of(*counts: int):
    return batched([candidates(each, each) for each in counts], [prior(each, each) for each in counts])


def test_before_training_every_step_says_what_the_prior_says() -> None:
    batch = batch_of(5)
    for thought in small().thoughts(batch, 3):
        assert torch.equal(thought.scores, batch.prior)
        assert torch.allclose(thought.query, batch.question, atol=1e-6)
        assert thought.drift.item() == 0
        assert torch.sigmoid(thought.halt).item() == pytest.approx(0.05)
        assert thought.none.item() == -2.0


def test_every_part_learns_from_the_second_step_on() -> None:
    selector, batch = told(small()), batch_of(5, 3)
    *_, last = selector.thoughts(batch, 2)
    (last.scores[batch.mask].square().sum() + last.none.sum() + last.halt.sum()).backward()
    assert all(value.grad is not None and value.grad.abs().sum() > 0 for value in selector.parameters())


def test_order_among_candidates_means_nothing() -> None:
    selector, given, scores = told(small()), candidates(6), prior(6)
    order = torch.randperm(6).numpy()
    other = replace(given, passages=given.passages[order], features=given.features[order])
    pairs = zip(
        selector.thoughts(batched([given], [scores]), 3),
        selector.thoughts(batched([other], [scores[order]]), 3),
        strict=True,
    )
    for one, turned in pairs:
        assert torch.allclose(one.scores[:, order], turned.scores, atol=1e-4)
        assert torch.allclose(one.query, turned.query, atol=1e-5)


def test_rows_of_a_batch_think_as_if_they_were_alone() -> None:
    selector = told(small())
    together = list(selector.thoughts(batch_of(2, 7, 1), 2))
    for row, count in enumerate((2, 7, 1)):
        for thought, alone in zip(together, selector.thoughts(batch_of(count), 2), strict=True):
            assert torch.allclose(thought.scores[row, :count], alone.scores[0], atol=1e-4)
            assert (thought.scores[row, count:] == -math.inf).all()
            assert torch.allclose(thought.halt[row], alone.halt[0], atol=1e-5)


def test_a_question_without_candidates_is_no_trouble_to_the_others() -> None:
    *_, last = told(small()).thoughts(batch_of(0, 3), 2)
    assert last.scores[1].isfinite().all()
    assert last.halt.isfinite().all()


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3, 1e8])
def test_a_refined_query_stays_near_whatever_is_wished(size: float) -> None:
    question = torch.nn.functional.normalize(torch.randn(200, DIM), dim=-1)
    wish = torch.randn(200, DIM) * size + question * size * torch.randint(-100, 100, (200, 1))
    query, drift = refined(question, wish)
    cosine = (query * question).sum(-1) / query.norm(dim=-1)
    assert (1 - cosine).max() < 0.2
    assert torch.allclose(1 - cosine, drift, atol=1e-5)


def test_positions_are_refused() -> None:
    with pytest.raises(ValueError, match="set"):
        Selector(DIM, FEATURES, WHOLE, replace(SMALL, rotary=True))


def test_one_pass_has_as_many_parameters_and_an_application_for_each_state() -> None:
    shape = one_pass(DIM, FEATURES, WHOLE, SMALL).shape
    assert parameters_of(one_pass(DIM, FEATURES, WHOLE, SMALL)) == parameters_of(small())
    assert applications(shape, 1) == 2 * shape.blocks


def test_the_unshared_peer_applies_as_many_blocks_with_weights_of_their_own() -> None:
    peer = Unshared(DIM, FEATURES, WHOLE, 3, SMALL)
    blocks = [module for module in peer.modules() if type(module).__name__ == "Block"]
    assert len(blocks) == applications(SMALL, 3)
    assert len({id(each) for each in blocks}) == len(blocks)


def test_the_unshared_peer_begins_as_the_prior_and_all_its_weights_learn() -> None:
    peer, batch = Unshared(DIM, FEATURES, WHOLE, 2, SMALL), batch_of(4, 2)
    assert all(torch.equal(each.scores[batch.mask], batch.prior[batch.mask]) for each in peer.thoughts(batch, 2))
    told(peer)
    for thought in peer.thoughts(batch, 2):
        thought.scores[batch.mask].square().sum().backward()
    assert all(value.grad.abs().sum() > 0 for value in peer.stacks.parameters())
    with pytest.raises(ValueError, match="weights for 2"):
        list(peer.thoughts(batch, 3))


def test_a_stack_of_equal_weights_is_the_recursion() -> None:
    selector, batch = small(), batch_of(4)
    stack = Stack(SMALL)
    for cores in stack.cycles:
        for core in cores:
            core.load_state_dict(selector.recursion.core.state_dict())
    state, inputs = selector.recursion.first(1, PREFIX + 4), selector.reading(batch)
    assert torch.allclose(stack(state, inputs, None).answer, selector.recursion(state, inputs).answer, atol=1e-5)
