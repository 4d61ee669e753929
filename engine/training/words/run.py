"""Teaches the words on all pairs, and on all but those of some writers, one part of the writers after the other.

What was taught on a pair says nothing of how well it does there. So the weights of gaps are fitted, and everything is
measured, with the adapters that have not seen the writer of a pair: see `engine.training.gaps`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from engine.errors import Cancelled, UsageError
from engine.evaluation.gaps import Pair, read_pairs, taken_in
from engine.events import JobProgress, Listener, ignore
from engine.gaps.side import side
from engine.models.adapters import write
from engine.models.choose import best_here
from engine.models.minilm import MODEL_FILE, TOKENIZER_FILE, MiniLM, load_tokenizer
from engine.reasoning.vectors import SentenceVectors
from engine.training.gaps import compared, labels, true_topics
from engine.training.parts import PARTS, digest, part_file
from engine.training.words.lesson import Lesson, lesson
from engine.training.words.reader import Reader
from engine.training.words.recipe import Recipe
from engine.training.words.trainer import Trainer

RECIPE = Recipe()


def train(
    path: Path,
    target: Path,
    wanted: Sequence[int] = (),
    recipe: Recipe = RECIPE,
    listen: Listener = ignore,
    cancel: threading.Event | None = None,
) -> dict[str, Any]:
    """Teach, and write `target` with the adapters that were taught on all pairs, and beside it those of each part.

    Args:
        path: lines of {"a", "b", "gaps", "writer"}, as `nacre eval gaps` reads them.
        target: the file for the adapters; those that have not seen part N of the writers go to `part_file(target, N)`.
        wanted: the parts, 0 to `PARTS` - 1, and `PARTS` for all pairs; () for each of these.
        recipe: how.
        listen: told of progress.
        cancel: ends the work after a step; what is finished is kept.

    Returns:
        What each was taught, and the log loss on what it had not seen, before and after.

    Raises:
        UsageError: no MiniLM is prepared, there are no pairs of several writers, or no folder to write into.
        Cancelled: it was ended.
    """
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}", "make it first, or name another file with -o")
    encoder = best_here()
    if not isinstance(encoder, MiniLM):
        raise UsageError("words are taught to MiniLM, which is not prepared here", "run 'nacre setup'")
    pairs = read_pairs(path)
    writers = sorted({pair.writer for pair in pairs})
    if len(writers) < PARTS:
        raise UsageError(
            f"words are taught on pairs of {PARTS} or more writers, and {path} names {len(writers)}",
            "name who wrote each pair as 'writer' in its lines",
        )
    both = list(zip(pairs, _lessons(pairs, encoder, listen, cancel), strict=True))
    told: dict[str, Any] = {"pairs": len(pairs), "writers": len(writers), "parts": []}
    for part in wanted or range(PARTS + 1):
        left_out = writers[part::PARTS] if part < PARTS else []
        seen = [each for pair, each in both if pair.writer not in left_out]
        unseen = [each for pair, each in both if pair.writer in left_out]
        trainer = Trainer(Reader(encoder.folder / MODEL_FILE, recipe), recipe, seen)
        before = trainer.judged(unseen) if unseen else 0.0
        name = f"part {part}" if part < PARTS else "all pairs"
        trainer.teach(partial(_tell, listen, name, trainer.steps), cancel)
        after = trainer.judged(unseen) if unseen else 0.0
        figures = {"log_loss": {"before": round(before, 4), "after": round(after, 4)}} if unseen else {}
        card = {
            "made": date.today().isoformat(),
            "command": "python -m tests.data.gaps.build seen OUT; nacre train words OUT/pairs.jsonl",
            "encoder": encoder.id,
            "data": "texts on one subject by other hands, passages of the first left out of the second; and controls",
            "pairs": len(seen),
            "digest": digest(path),
            "writers": len(writers) - len(left_out),
            "left_out": left_out,
            "recipe": asdict(recipe),
            **figures,
        }
        write(target if part == PARTS else part_file(target, part), trainer.reader.adapters(), card)
        told["parts"].append({"part": name, "pairs": len(seen), **figures})
    return told


def _lessons(pairs: Sequence[Pair], encoder: MiniLM, listen: Listener, cancel: threading.Event | None) -> list[Lesson]:
    tokenizer = load_tokenizer(encoder.folder / TOKENIZER_FILE)
    plain = MiniLM(encoder.folder, encoder.id, adapters={})
    found = []
    with taken_in(pairs, plain, listen) as library:
        vectors = SentenceVectors(plain)
        for done, pair in enumerate(pairs, 1):
            if cancel is not None and cancel.is_set():
                raise Cancelled("stopped while the pairs were read")
            sides = [side(library, vectors, str(each.absolute())) for each in (pair.a, pair.b)]
            both = compared(*sides)
            units = true_topics(both.a, pair.gaps)
            found.append(lesson(both, units, labels(both.a, units, pair), library.text, tokenizer))
            listen(JobProgress("pairs", done, len(pairs)))
    return found


def _tell(listen: Listener, name: str, steps: int, step: int) -> None:
    listen(JobProgress(name, step, steps))
