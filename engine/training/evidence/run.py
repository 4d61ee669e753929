"""`nacre train evidence --collections`: trains what ships, and reports on it beside all that it has to beat."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event as Flag
from typing import Any

from engine.errors import NacreError, UsageError
from engine.evaluation.bed import bed, read_items
from engine.evaluation.collection import Collection, load
from engine.events import Listener, ignore
from engine.library.locking import locked
from engine.models.choose import best_here
from engine.reasoning.selecting import weights
from engine.reasoning.selecting.gathering import FEATURES, WHOLE
from engine.training.device import check_device
from engine.training.evidence.chains import asked, halves
from engine.training.evidence.gather import (
    REPORTED,
    TRAINED,
    Ask,
    Look,
    gather,
    look_twice,
    of_collection,
    of_question,
)
from engine.training.evidence.learn import Terms, learn
from engine.training.evidence.samples import HELD, TRAIN, TUNE
from engine.training.evidence.store import Made, Store, discard, opened, write_text
from engine.training.evidence.wish import Collections, Wish

TUNED_SHARE = 1 / 7
"""Of the bridges of the chains to learn from."""

BRIDGES_SEED = 7

LICENCE = "Nacre's own; the collections that it was trained on have theirs"


def on_collections(
    given: Collections,
    target: Path,
    work: Path,
    wish: Wish,
    listen: Listener = ignore,
    cancel: Flag | None = None,
    look: Look = look_twice,
) -> dict[str, Any]:
    """Gather, train, report; writes the selector and, beside it, its report as JSON.

    Args:
        given: what to learn from and to report on.
        target: the selector's file.
        work: folder for samples and checkpoints, which stay there.
        wish: how to train.
        listen: told of progress.
        cancel: looked at between questions and batches.
        look: what is found for a question.

    Raises:
        UsageError: there is no embedder, no such device, or too little to learn from.
        SamplesUnfit: what an earlier run gathered does not fit this one.
        CheckpointUnfit: what an earlier run trained does not fit this one.
        Cancelled: it was; what was done is kept.
    """
    encoder = embedder()
    check_device(wish.device)
    with locked(_beside(work), 0.0, "training below"):
        if not wish.resume:
            discard(work)
        store = Store(work, Made(encoder, FEATURES, WHOLE, str(given)))
        for collection, asks in _questions(given):
            if all(ask.key in store for ask in asks):
                continue
            with bed(read_items(collection.items), listen) as place:
                gather(place.searcher, asks, store, look, listen, cancel)
        return _trained(store, target, wish, given.options(), listen, cancel)


def on_samples(
    work: Path, target: Path, wish: Wish, listen: Listener = ignore, cancel: Flag | None = None
) -> dict[str, Any]:
    """As `on_collections`, on what an earlier run gathered: no embedder, no collection is needed.

    Raises:
        UsageError: there is no such device.
        SamplesUnfit: there are no samples in the folder, or damaged ones.
        CheckpointUnfit, Cancelled: as `on_collections`.
    """
    check_device(wish.device)
    store = opened(work)
    with locked(_beside(work), 0.0, "training below"):
        if not wish.resume:
            for each in work.glob("*.pt"):
                each.unlink()
        return _trained(store, target, wish, f" --samples {work.name}", listen, cancel)


def _trained(
    store: Store, target: Path, wish: Wish, given: str, listen: Listener, cancel: Flag | None
) -> dict[str, Any]:
    """
    Args:
        given: the options that say what to learn from.
    """
    card = {
        "data": f"the collections {store.made.about}",
        "licence": LICENCE,
        "command": f"nacre train evidence{given}{wish.options()}",
    }
    terms = terms_of(wish, store.folder, 60.0 * wish.minutes)
    learned = learn(store.samples(), store.made, terms, card, None, listen, cancel)
    weights.write(target, learned.weights)
    write_text(report_beside(target), json.dumps(learned.report, indent=1) + "\n")
    return learned.report | {"written": str(target)}


def terms_of(wish: Wish, work: Path, seconds: float) -> Terms:
    """The terms of a wish.

    Args:
        wish: how to train.
        work: where checkpoints lie.
        seconds: for each network; 0 for no limit.
    """
    return Terms(
        recipe=wish.recipe,
        seeds=tuple(range(wish.seed, wish.seed + wish.seeds)),
        seconds=seconds,
        device=wish.device,
        work=work,
        judged_on=TUNE if wish.tune else HELD,
        peers=wish.peers,
    )


def embedder() -> str:
    """The id of the encoder that samples are made with.

    Raises:
        UsageError: only hashed words are here, whose vectors say too little to be learned from.
    """
    encoder = best_here()
    if encoder.tier == 0:
        raise UsageError("training the evidence selector needs the embedder", "nacre setup fetches it")
    return encoder.id


def report_beside(target: Path) -> Path:
    """The file of the report on a selector's file."""
    return target.with_name(f"{target.stem}.report.json")


def _beside(work: Path) -> Path:
    """The lock of a work folder, outside of it, for the folder itself is removed."""
    try:
        work.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NacreError(f"{work.parent} can't be made: {error.strerror}", "name another folder with --work") from error
    return work.with_name(f"{work.name}.lock")


def _questions(given: Collections) -> Iterator[tuple[Collection, list[Ask]]]:
    """Each collection with its questions."""
    loaded: Sequence[tuple[Path, bool]] = [
        *((folder, True) for folder in given.learned),
        *((folder, False) for folder in given.reported),
    ]
    for folder, train in loaded:
        collection = load(folder)
        yield collection, of_collection(collection, train=train)
    for folder in given.chains:
        yield _chains(folder)


def _chains(folder: Path) -> tuple[Collection, list[Ask]]:
    """Two-hop questions made of Re-DocRED; of those to learn from, some bridges are kept to tune by."""
    train, held = halves(folder)
    train, held = train[:TRAINED], held[:REPORTED]
    bridges = sorted({each.bridge for each in train})
    random.Random(BRIDGES_SEED).shuffle(bridges)
    tuned = set(bridges[: round(TUNED_SHARE * len(bridges))])
    splits = [TUNE if each.bridge in tuned else TRAIN for each in train] + [HELD] * len(held)
    collection = asked(folder, [*train, *held], f"chains of {folder.name}")
    pairs = zip(collection.questions, splits, strict=True)
    return collection, [of_question(collection.name, question, split) for question, split in pairs]
