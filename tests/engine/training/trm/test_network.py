"""The recursion as published: sizes of the reference, where gradients flow, and what a step hands on."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.training.trm.layers import Core, rms_norm, rotary_turns, rotated  # noqa: E402
from engine.training.trm.network import HALT_BIAS, Puzzler, Recursion, State, block_parameters  # noqa: E402
from engine.training.trm.shape import Shape, inner_width  # noqa: E402

SMALL = Shape(hidden=16, heads=2, inner_cycles=2, cycles=3, length=7, multiple=8)


@pytest.mark.parametrize(("mixing", "expected"), [("attention", 6_815_744), ("mlp", 5_016_576)])
def test_the_blocks_have_the_references_number_of_parameters(mixing: str, expected: int) -> None:
    core = Core(Shape(mixing=mixing))  # type: ignore[arg-type]  # one of the two
    assert sum(value.numel() for value in core.parameters()) == expected


def test_only_the_shared_blocks_are_counted() -> None:
    network = Puzzler(SMALL, tokens=5, prefix=2)
    assert block_parameters(network) == sum(value.numel() for value in network.recursion.core.parameters())


@pytest.mark.parametrize(("width", "inner"), [(512, 1536), (97, 512), (128, 512)])
def test_feed_forward_widths_are_rounded_up(width: int, inner: int) -> None:
    assert inner_width(width) == inner


def test_norms_have_a_root_mean_square_of_one() -> None:
    found = rms_norm(torch.randn(3, 5, 16) * 40)
    assert torch.allclose(found.square().mean(-1), torch.ones(3, 5), atol=1e-4)


def test_rotation_depends_on_the_distance_of_positions_alone() -> None:
    turns = rotary_turns(12, 8)
    query, key = torch.randn(8), torch.randn(8)
    queries, keys = (rotated(each.expand(12, 8), turns) for each in (query, key))
    scores = queries @ keys.T
    assert torch.allclose(scores.diagonal(3), scores.diagonal(3)[0].expand(9), atol=1e-4)
    assert not torch.allclose(scores[0, 0], scores[0, 5], atol=1e-3)


def test_the_gradient_does_not_pass_through_the_carry() -> None:
    recursion = Recursion(SMALL)
    carried = State(*(torch.randn(2, 7, 16, requires_grad=True) for _ in range(2)))
    recursion(carried, torch.randn(2, 7, 16)).answer.square().sum().backward()
    assert carried.answer.grad is None and carried.latent.grad is None


def test_the_gradient_is_that_of_the_last_cycle_alone() -> None:
    """What the first T - 1 cycles made is a constant to the last one: the gradient is as if it had been given."""
    torch.manual_seed(3)
    recursion = Recursion(SMALL).double()
    inputs = torch.randn(2, 7, 16, dtype=torch.float64)
    recursion(recursion.first(2, 7), inputs).answer.pow(3).sum().backward()
    whole = [value.grad.clone() for value in recursion.parameters()]

    with torch.no_grad():
        answer, latent = (each.double() for each in (recursion.first(2, 7).answer, recursion.first(2, 7).latent))
        for _ in range(SMALL.cycles - 1):
            answer, latent = recursion._cycle(answer, latent, inputs, None, SMALL.inner_cycles)
    recursion.zero_grad()
    recursion._cycle(answer, latent, inputs, None, SMALL.inner_cycles)[0].pow(3).sum().backward()
    for given, expected in zip(whole, [value.grad for value in recursion.parameters()], strict=True):
        assert torch.allclose(given, expected)


def test_the_gradient_of_the_last_cycle_agrees_with_finite_differences() -> None:
    torch.manual_seed(5)
    recursion = Recursion(Shape(hidden=4, heads=1, inner_cycles=2, cycles=2, length=3, multiple=4)).double()
    inputs = torch.randn(1, 3, 4, dtype=torch.float64)
    state = State(*(torch.randn(1, 3, 4, dtype=torch.float64) for _ in range(2)))

    def last(weights: torch.Tensor) -> torch.Tensor:
        named = {"blocks.0.within.down.weight": weights}
        answer, latent = state.answer, state.latent
        for _ in range(2):
            latent = torch.func.functional_call(recursion.core, named, (latent, answer + inputs))
        return torch.func.functional_call(recursion.core, named, (answer, latent)).sum()

    weights = recursion.core.blocks[0].within.down.weight.detach().clone().requires_grad_()
    assert torch.autograd.gradcheck(last, (weights,), eps=1e-6, atol=1e-5)


def test_one_step_gradients_leave_out_all_but_the_last_two_applications() -> None:
    torch.manual_seed(7)
    full, short = Recursion(SMALL), Recursion(SMALL, full_gradient=False)
    short.load_state_dict(full.state_dict())
    inputs = torch.randn(2, 7, 16)
    outcomes = [each(each.first(2, 7), inputs) for each in (full, short)]
    assert torch.allclose(outcomes[0].answer, outcomes[1].answer), "forwards they are the same"
    for outcome in outcomes:
        outcome.answer.pow(3).sum().backward()
    pairs = zip(full.parameters(), short.parameters(), strict=True)
    assert any(not torch.allclose(one.grad, other.grad) for one, other in pairs)


def test_first_states_are_fixed_and_not_learned() -> None:
    network = Puzzler(SMALL, tokens=5, prefix=2)
    assert not {"recursion.first_answer", "recursion.first_latent"} & {name for name, _ in network.named_parameters()}
    assert torch.equal(network.first(3).answer[0], network.first(1).answer[0])


def test_halting_begins_as_unlikely_whatever_is_seen() -> None:
    network = Puzzler(SMALL, tokens=5, prefix=2)
    thought = network(network.first(4), torch.randint(0, 5, (4, 5)))
    assert torch.equal(thought.halt, torch.full((4,), HALT_BIAS))
    assert thought.logits.shape == (4, 5, 5)
    assert not thought.state.answer.requires_grad


def test_without_positions_the_order_of_a_set_means_nothing() -> None:
    recursion = Recursion(Shape(hidden=16, heads=2, inner_cycles=2, cycles=2, length=6, rotary=False, multiple=8))
    inputs, order = torch.randn(1, 6, 16), torch.randperm(6)
    state = recursion.first(1, 6)
    straight, shuffled = recursion(state, inputs).answer, recursion(state, inputs[:, order]).answer
    assert torch.allclose(straight[:, order], shuffled, atol=1e-5)


def test_empty_positions_are_not_seen_by_the_others() -> None:
    recursion = Recursion(Shape(hidden=16, heads=2, inner_cycles=2, cycles=2, length=6, rotary=False, multiple=8))
    inputs = torch.randn(1, 6, 16)
    mask = torch.tensor([[True] * 4 + [False] * 2])
    padded = recursion(recursion.first(1, 6), inputs, mask).answer[:, :4]
    alone = recursion(recursion.first(1, 4), inputs[:, :4]).answer
    assert torch.allclose(padded, alone, atol=1e-5)
