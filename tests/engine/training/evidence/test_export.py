"""What is trained in PyTorch is what numpy thinks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.reasoning.selecting.candidates import Candidates  # noqa: E402
from engine.reasoning.selecting.network import Network, load  # noqa: E402
from engine.reasoning.selecting.weights import Prior, Priors, shapes, write  # noqa: E402
from engine.training.evidence.batch import batched  # noqa: E402
from engine.training.evidence.export import Facts, exported, imported  # noqa: E402
from engine.training.evidence.loss import Targets, step_loss  # noqa: E402
from engine.training.evidence.network import Selector  # noqa: E402
from engine.training.evidence.peers import one_pass  # noqa: E402
from engine.training.evidence.recipe import RECIPE  # noqa: E402
from engine.training.trm.shape import Shape  # noqa: E402
from tests.engine.reasoning.selecting.made import DIM, FEATURES, WHOLE, candidates, prior  # noqa: E402
from tests.engine.training.evidence.made import told  # noqa: E402

COUNTS = (1, 2, 7, 32)
STEPS = RECIPE.steps
PRIOR = Prior(np.linspace(-1, 1, FEATURES, dtype=np.float32), 0.5)

FACTS = Facts(
    features=tuple(f"feature {at}" for at in range(FEATURES)),
    whole=tuple(f"whole {at}" for at in range(WHOLE)),
    encoder="an encoder",
    first_steps=0,
    used="network",
    enough_from=0.5,
    steps=STEPS,
    priors=Priors(PRIOR, PRIOR),
    card={"seed": 0},
)


def shown() -> tuple[list[Candidates], list[np.ndarray]]:
    return [candidates(count, count) for count in COUNTS], [prior(count, count) for count in COUNTS]


def learned(selector: Selector) -> Selector:
    """A selector after a few steps of training, so that all of its weights have moved."""
    batch = batched(*shown())
    gold = torch.zeros_like(batch.mask)
    gold[:, 0] = True
    optimiser = torch.optim.Adam(selector.parameters(), 1e-3)
    for _ in range(5):
        for thought in selector.thoughts(batch, 2):
            optimiser.zero_grad()
            step_loss(thought, Targets(gold, torch.ones(len(batch), dtype=torch.bool))).total.backward()
            optimiser.step()
    return selector


def differences(network: Network, selector: Selector) -> list[float]:
    """The largest difference in anything the two say, for each step and each number of candidates."""
    given, priors = shown()
    with torch.no_grad():
        expected = list(selector.thoughts(batched(given, priors), STEPS))
    found = []
    for row, (one, scores) in enumerate(zip(given, priors, strict=True)):
        for thought, wanted in zip(network.think(one, scores, STEPS), expected, strict=True):
            found.append(np.abs(thought.scores - wanted.scores[row, : len(scores)].numpy()).max())
            found.append(np.abs(thought.query - wanted.query[row].numpy()).max())
            found.append(abs(thought.none - torch.sigmoid(wanted.none[row]).item()))
            found.append(abs(thought.halt - torch.sigmoid(wanted.halt[row]).item()))
            found.append(abs(thought.drift - wanted.drift[row].item()))
    return found


@pytest.mark.parametrize("heads", [told, learned])
@pytest.mark.parametrize("make", [Selector, one_pass])
def test_numpy_says_what_pytorch_says_with_the_rounded_weights(tmp_path: Path, make, heads) -> None:
    torch.manual_seed(1)
    path = tmp_path / "selector.npz"
    write(path, exported(heads(make(DIM, FEATURES, WHOLE)), FACTS))
    network = load(path)
    assert max(differences(network, imported(network.weights))) < 1e-4


@pytest.mark.parametrize("hidden", [24, 64])
def test_other_shapes_go_there_and_back(tmp_path: Path, hidden: int) -> None:
    torch.manual_seed(2)
    shape = Shape(hidden=hidden, heads=2, blocks=1, inner_cycles=2, cycles=3, rotary=False, multiple=8)
    selector, path = told(Selector(DIM, FEATURES, WHOLE, shape)), tmp_path / "selector.npz"
    write(path, exported(selector, FACTS))
    network = load(path)
    back = imported(network.weights)
    assert back.sizes == selector.sizes == network.sizes
    assert max(differences(network, back)) < 1e-4


def test_what_is_exported_is_what_is_written(tmp_path: Path) -> None:
    weights, path = exported(told(Selector(DIM, FEATURES, WHOLE)), FACTS), tmp_path / "selector.npz"
    write(path, weights)
    found = load(path).weights
    assert all(np.array_equal(array, found.arrays[name]) for name, array in weights.arrays.items())


def test_the_file_names_every_number_of_the_network() -> None:
    selector = Selector(DIM, FEATURES, WHOLE)
    assert {name: tuple(value.shape) for name, value in selector.state_dict().items()} == shapes(selector.sizes)


def test_an_untrained_selector_is_the_prior_in_numpy_too() -> None:
    network, given = Network(exported(Selector(DIM, FEATURES, WHOLE), FACTS)), candidates(9)
    scores = network.priors.first.scores(given.features)
    assert all(np.array_equal(thought.scores, scores) for thought in network.think(given, scores, 3))
