"""A selector whose weights are shuffled must not be taken for one that has learned."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.reasoning.selecting.network import Network, shuffled  # noqa: E402
from engine.reasoning.selecting.weights import Priors  # noqa: E402
from engine.training.evidence.data import Data  # noqa: E402
from engine.training.evidence.export import Facts, exported  # noqa: E402
from engine.training.evidence.network import Selector  # noqa: E402
from engine.training.evidence.prior import listwise  # noqa: E402
from engine.training.evidence.recipe import Recipe  # noqa: E402
from engine.training.evidence.samples import HELD, TRAIN, parted  # noqa: E402
from engine.training.evidence.saying import said  # noqa: E402
from engine.training.evidence.trainer import Trainer  # noqa: E402
from engine.training.evidence.verdict import Ranked, judge  # noqa: E402
from engine.training.trm.shape import Shape  # noqa: E402
from tests.engine.reasoning.selecting.made import DIM, FEATURES, WHOLE  # noqa: E402
from tests.engine.training.evidence.made_samples import NAMES, samples  # noqa: E402

RECIPE = Recipe(
    shape=Shape(hidden=16, heads=2, inner_cycles=1, cycles=2, rotary=False, multiple=8),
    steps=2,
    epochs=20,
    rows=16,
    rate=3e-3,
    warm_up=2,
)


def test_what_has_learned_is_adopted_and_the_same_weights_shuffled_are_not() -> None:
    given = samples(160, 120)
    train, held = parted(given, TRAIN), parted(given, HELD)
    prior = listwise(train, RECIPE.ridge)
    torch.manual_seed(0)
    selector = Selector(DIM, FEATURES, WHOLE, RECIPE.shape)
    Trainer(selector, Data(train, Priors(prior, prior)), RECIPE).run(lambda: None)
    facts = Facts(
        NAMES.features, NAMES.whole, NAMES.encoder, RECIPE.steps, RECIPE.steps, "network", 0.5, Priors(prior, prior), {}
    )
    learned = Network(exported(selector, facts))
    verdicts = []
    for network in (learned, shuffled(learned, 1)):
        said_of = said(network, held)
        plain = Ranked(said_of[0].scores, None)
        verdicts.append(judge(held, plain, Ranked(said_of[-1].scores, said_of[-1].halt), plain.scores))
    assert [each.adopted for each in verdicts] == [True, False]
    fused = Ranked(tuple(each.candidates.features[:, 2] for each in held), None)
    said_of = said(shuffled(learned, 1), held)
    against_fused = judge(held, fused, Ranked(said_of[-1].scores, None), said_of[0].scores)
    assert not against_fused.adopted, "its linear scores must not win for it"
