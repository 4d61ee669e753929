"""`nacre train evidence`: a library's own selector, trained on what its documents and its owner say, kept if it wins.

What is trained begins with the selector that ships. It is judged on documents that it has not seen, against what the
library uses now; only where it wins there does it take its place. The samples hold nothing of the documents' words,
and they go when the run ends.
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict, replace
from pathlib import Path
from threading import Event as Flag
from typing import Any

from engine.errors import UsageError
from engine.events import Listener, Notice, ignore
from engine.library.locking import locked
from engine.library.store import Library
from engine.models.choose import best_here
from engine.reasoning.selecting import weights
from engine.reasoning.selecting.choosing import fits
from engine.reasoning.selecting.gathering import FEATURES, WHOLE
from engine.reasoning.selecting.network import Network, NotThinkable, load
from engine.reasoning.selecting.weights import SelectorUnfit
from engine.retrieval.searcher import Searcher
from engine.training.device import check_device
from engine.training.evidence import arms
from engine.training.evidence.gather import Look, gather, look_twice, of_own
from engine.training.evidence.kept import SHIPPED, WORK, own, report_of
from engine.training.evidence.learn import Learned, learn
from engine.training.evidence.own import collect
from engine.training.evidence.run import embedder, terms_of
from engine.training.evidence.saying import Said, as_used, said
from engine.training.evidence.store import Made, Store, write_text
from engine.training.evidence.verdict import Ranked, Verdict, judge
from engine.training.evidence.wish import Wish

QUESTIONS = 2_000
"""At most; each takes a fifth of a second to ask."""

GATHERING_SHARE = 0.4
"""Of the minutes, after which asking makes way for training."""

LEAST_S = 20.0
"""What training gets at least, however long the asking took."""

MEASURED = Made("", FEATURES, WHOLE, "")

LICENCE = "yours: it was made of your documents"


def on_library(
    folder: Path, wish: Wish, listen: Listener = ignore, cancel: Flag | None = None, look: Look = look_twice
) -> dict[str, Any]:
    """Train on a library, judge, and keep what wins; the report, which is kept in the library's folder too.

    Args:
        folder: the library's.
        wish: how to train.
        listen: told of progress.
        cancel: looked at between questions and batches.
        look: what is found for a question.

    Raises:
        UsageError: there is no such library, no embedder or no such device; the library is too small, or not embedded.
        SamplesUnfit: what an interrupted run has left is of another state of the library.
        CheckpointUnfit: likewise of its training.
        LibraryLocked: another run trains on this library.
        Cancelled: it was; what was done is kept for `resume`.
    """
    encoder = embedder()
    check_device(wish.device)
    started = time.monotonic()
    with Library.open(folder, create=False) as library, locked(folder / f"{WORK}.lock", 0.0, "training on"):
        work = folder / WORK
        if not wish.resume:
            shutil.rmtree(work, ignore_errors=True)
        searcher = Searcher(library, best_here())
        if searcher.index().encoder.id != encoder:
            raise UsageError(
                "the passages of this library are not embedded yet",
                "nacre ingest FOLDER waits until they are",
            )
        asks = of_own(collect(library, QUESTIONS))
        made = Made(encoder, FEATURES, WHOLE, f"this library in its state {library.generation()}")
        store = Store(work, made)
        whole_s = 60.0 * wish.minutes
        if not any(work.glob("*.pt")):  # what is being learned from stays what it is
            gather(searcher, asks, store, look, listen, cancel, GATHERING_SHARE * whole_s)
        left_s = max(LEAST_S, whole_s - (time.monotonic() - started)) if whole_s else 0.0
        terms = terms_of(wish, work, left_s / (wish.seeds * (3 if wish.peers else 1)))
        card = {"data": "this library", "licence": LICENCE, "command": f"nacre train evidence{wish.options()}"}
        learned = learn(store.samples(), made, terms, card, _start(made, listen), listen, cancel)
        report = _judged(folder, learned, listen)
        write_text(report_of(folder), json.dumps(report, indent=1) + "\n")
        shutil.rmtree(work, ignore_errors=True)
    return report


def _start(made: Made, listen: Listener) -> Network | None:
    """The selector that ships, where it sees what these samples have."""
    if not SHIPPED.is_file():
        return None
    try:
        found = load(SHIPPED)
    except SelectorUnfit as error:
        listen(Notice(f"{error.what}; training begins anew", "warning"))
        return None
    if not fits(found, made.encoder):
        listen(Notice("the selector that ships looks at other features or another embedder; training begins anew"))
        return None
    return found


def _judged(folder: Path, learned: Learned, listen: Listener) -> dict[str, Any]:
    """Compare with what is in use, adopt what wins."""
    name, before = _before(folder, learned, listen)
    verdict = _verdict(learned, before, learned.said)
    report = learned.report | {
        "against": name,
        "verdict": asdict(verdict),
        "shuffled_would_be_adopted": _verdict(learned, before, learned.shuffled).adopted,
    }
    if verdict.adopted:
        kept = learned.weights
        card = {**kept.card, "against": name, "verdict": asdict(verdict)}
        weights.write(own(folder), replace(kept, card=card))
    return report


def _verdict(learned: Learned, before: Ranked, after: tuple[Said, ...]) -> Verdict:
    linear = arms.earned(learned.held, after[0].scores, MEASURED)
    return judge(learned.held, before, _ranked(learned, after, learned.weights.first_steps), linear)


def _ranked(learned: Learned, by_step: tuple[Said, ...], first_steps: int) -> Ranked:
    """What a library would see of a network that has said this."""
    used = as_used(by_step, learned.held, first_steps)
    return Ranked(arms.earned(learned.held, used.scores, MEASURED), used.halt)


def _before(folder: Path, learned: Learned, listen: Listener) -> tuple[str, Ranked]:
    """What the library uses, and what that makes of the held questions: the first of these that can be used."""
    for name, path in (("this library's own selector", own(folder)), ("the selector that ships", SHIPPED)):
        if not path.is_file():
            continue
        try:
            network = load(path)
            if not fits(network, learned.weights.encoder):
                continue
            by_step = said(network, learned.held, listen)
            if network.weights.used == "network":
                return name, _ranked(learned, by_step, network.weights.first_steps)
            return name, Ranked(arms.earned(learned.held, by_step[0].scores, MEASURED), None)
        except (SelectorUnfit, NotThinkable) as error:
            listen(Notice(f"{error.what}; the new one is compared with something else", "warning"))
    return "plain search", _with_chains(learned, arms.columns(learned.held, MEASURED)[arms.FUSED])


def _with_chains(learned: Learned, scores: arms.Scores) -> Ranked:
    """What a library sees without any selector: these scores before any round, the hand-made chains after them."""
    chains = arms.by_chains(learned.held, MEASURED) or scores
    return Ranked(
        tuple(late if each.stage else early for each, early, late in zip(learned.held, scores, chains, strict=True)),
        None,
    )
