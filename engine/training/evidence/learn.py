"""From samples to a network with its report: the prior, the training, the peers, and all of them side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from threading import Event as Flag
from typing import Any

import torch

from engine.errors import UsageError
from engine.events import Listener, ignore
from engine.reasoning.selecting.gathering import SPEAKING
from engine.reasoning.selecting.network import Network, shuffled
from engine.reasoning.selecting.weights import Weights
from engine.training.evidence import checkpoint
from engine.training.evidence.data import Data, shares
from engine.training.evidence.export import Facts, exported, imported
from engine.training.evidence.network import Selector
from engine.training.evidence.peers import Unshared, one_pass
from engine.training.evidence.prior import fitted, listwise, pointwise, speaking
from engine.training.evidence.recipe import Recipe
from engine.training.evidence.report import FORMAT, SHUFFLED, Contest, Peer, report
from engine.training.evidence.samples import TRAIN, Sample, parted
from engine.training.evidence.saying import Said, said
from engine.training.evidence.saying_torch import said_by
from engine.training.evidence.store import Made
from engine.training.evidence.trainer import Trainer

ONE_PASS, UNSHARED = "one pass", "unshared"

LOGISTIC_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a run trains."""

    recipe: Recipe
    seeds: Sequence[int]  # the network of the first is kept
    seconds: float  # for each network; 0 for no limit
    device: str
    work: Path  # where its checkpoints lie
    judged_on: str  # split of the samples that the report is about
    peers: bool  # whether one pass and the network without sharing are trained too


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What came of it."""

    weights: Weights
    report: dict[str, Any]
    held: list[Sample]  # what the report is about
    said: tuple[Said, ...]  # of them, by the network that is kept
    shuffled: tuple[Said, ...]  # by the same with its weights shuffled


def learn(
    samples: Sequence[Sample],
    made: Made,
    terms: Terms,
    card: dict[str, Any],
    start: Network | None = None,
    listen: Listener = ignore,
    cancel: Flag | None = None,
) -> Learned:
    """Train on one part of the samples and report on the other.

    Args:
        samples: of both parts.
        made: what they were gathered with.
        terms: how to train.
        card: what the file is to say of itself, beside the figures.
        start: a network of the same make to go on from, with its priors; None begins anew.
        listen: told of progress.
        cancel: looked at after each batch.

    Raises:
        UsageError: there is nothing to learn from, or nothing to report on.
        CheckpointUnfit: a checkpoint in the work folder is of another run.
        Cancelled: it was; the checkpoints are kept.
    """
    train, held = parted(samples, TRAIN), parted(samples, terms.judged_on)
    for part, what in ((train, "learn from"), (held, "report on")):
        if not any(each.gold.any() for each in part):
            raise UsageError(f"no question to {what} finds its evidence", "name more or larger collections")
    recipe = terms.recipe
    columns = [at for at, name in enumerate(made.features) if name in SPEAKING]

    def importance(told: Sequence[Sample]) -> list[float]:
        return shares([each.source for each in told], recipe.balance)

    priors = (
        start.priors if start else fitted(train, lambda told: speaking(told, recipe.ridge, importance(told), columns))
    )
    data = Data(train, priors, terms.device, first_settled=recipe.first_steps == 0)

    def trained(name: str, seed: int, make: Callable[[], Any], steps: int) -> Any:
        return _trained(name, seed, make, data, terms, steps, listen, cancel)

    sizes = (len(train[0].candidates.question), len(made.features), len(made.whole))

    def fresh() -> Selector:
        return imported(start.weights) if start else Selector(*sizes, recipe.shape)

    facts = Facts(
        made.features,
        made.whole,
        made.encoder,
        recipe.first_steps,
        recipe.steps,
        recipe.used,
        recipe.halt_from,
        priors,
        card,
    )
    networks = [Network(exported(trained("selector", seed, fresh, recipe.steps), facts)) for seed in terms.seeds]
    ours = tuple(said(network, held, listen) for network in networks)
    peers = [Peer(SHUFFLED, tuple(said(shuffled(each, 1), held, listen) for each in networks))]
    if terms.peers:
        judged = Data(held, priors, terms.device)
        for name, make, steps in (
            (ONE_PASS, lambda: one_pass(*sizes, recipe.shape), 1),
            (UNSHARED, lambda: Unshared(*sizes, recipe.steps, recipe.shape), recipe.steps),
        ):
            runs = [said_by(trained(name, seed, make, steps), judged, steps) for seed in terms.seeds]
            peers.append(Peer(name, tuple(runs)))
    contest = Contest(
        samples=held,
        made=made,
        priors=priors,
        unbound=fitted(train, lambda told: listwise(told, recipe.ridge, importance(told))),
        logistic=fitted(train, lambda told: pointwise(told, LOGISTIC_RIDGE)),
        ours=ours,
        peers=peers,
        halt_from=recipe.halt_from,
        first_steps=recipe.first_steps,
    )
    tables = {
        "format": FORMAT,
        "made": date.today().isoformat(),
        "encoder": made.encoder,
        "recipe": asdict(recipe),
        "seeds": list(terms.seeds),
        "trained_on": _counted(train),
        "reported_on": _counted(held),
        **report(contest),
    }
    kept = networks[0].weights
    told = {
        "recipe": asdict(recipe),
        "seed": terms.seeds[0],
        "trained_on": tables["trained_on"],
        "date": tables["made"],
        "figures": _briefly(tables),
    }
    weights = replace(kept, card=card | told)
    return Learned(weights, tables, held, ours[0], peers[0].runs[0])


def _trained(
    name: str,
    seed: int,
    make: Callable[[], Any],
    data: Data,
    terms: Terms,
    steps: int,
    listen: Listener,
    cancel: Flag | None,
) -> Any:
    """A network after its run, gone on with where a checkpoint lies."""
    torch.manual_seed(seed)
    network = make().to(terms.device)
    recipe = terms.recipe
    epochs = max(1, recipe.epochs * recipe.steps // steps)  # as many steps of the optimiser for all
    trainer = Trainer(network, data, replace(recipe, steps=steps, epochs=epochs), seed, terms.seconds)
    path = terms.work / f"{name.replace(' ', '-')}-{seed}.pt"
    checkpoint.restore(path, trainer)
    trainer.run(lambda: checkpoint.keep(path, trainer), listen, cancel, name)
    return network


def _counted(samples: Sequence[Sample]) -> dict[str, int]:
    """Questions of each source."""
    keys: dict[str, set[str]] = {}
    for each in samples:
        keys.setdefault(each.source, set()).add(each.key)
    return {source: len(found) for source, found in keys.items()}


def _briefly(tables: dict[str, Any]) -> list[dict[str, Any]]:
    """What a card says: each table's network and linear fusion."""
    return [
        {
            "stage": table["stage"],
            "source": table["source"],
            "questions": table["questions"],
            **{
                line["arm"]: {name: round(line[name], 4) for name in ("mrr@10", "recall@5", "all@5")}
                for line in table["arms"]
                if line["arm"] in ("fused", "linear", "network")
            },
        }
        for table in tables["stages"]
    ]
