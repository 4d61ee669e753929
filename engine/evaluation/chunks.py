"""`nacre eval chunks`: how much of the right text, and how little else, the first five chunks bring.

The layout has documents (`*.md`) and `questions.csv` with the exact spans of the answers. Character recall is the
share of the answer's characters that are retrieved; IoU is characters in both over characters in either (Smith and
Troynikov, 'Evaluating Chunking Strategies for Retrieval', 2024). Both are means over the questions.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from engine.errors import NacreError, UsageError
from engine.evaluation.bed import Bed, bed
from engine.evaluation.metrics import overlap
from engine.events import Listener, ignore
from engine.reasoning.loop.select import select
from engine.sources.chunker import Chunk, chunk
from engine.sources.reading import Reading
from engine.sources.registry import read

TOP = 5
WINDOW = 800  # characters of the chunks that everyone starts with


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    document: str
    spans: tuple[tuple[int, int], ...]


def evaluate(directory: Path, listen: Listener = ignore) -> dict[str, Any]:
    """Nacre's chunks beside fixed windows of 800 characters.

    The windows are measured as they are commonly searched (BM25, `fixed800`) and also with Nacre's own fused search
    (`fixed800_fused`), so that what the chunks give is told from what the search gives. `nacre_selected` are the
    passages that an answer would rest on.
    """
    questions = _questions(directory)
    readings = [_reading(path) for path in sorted(directory.glob("*.md"))]
    if not questions or not readings:
        raise UsageError(
            f"{directory} has no {'documents' if questions else 'questions'}", "name a folder that has both"
        )
    with bed([(reading, chunk(reading)) for reading in readings], listen) as place:
        ours = _score(place, questions, lambda text: list(place.searcher.arms(text, TOP * 4).fused))
        ours_words = _score(place, questions, lambda text: list(place.searcher.arms(text, TOP * 4).words))
        selected = _score(place, questions, lambda text: _selected(place, text))
    with bed([(reading, _windows(reading)) for reading in readings], listen) as place:
        fixed = _score(place, questions, lambda text: list(place.searcher.arms(text, TOP * 4).words))
        fused = _score(place, questions, lambda text: list(place.searcher.arms(text, TOP * 4).fused))
    return {
        "collection": directory.name,
        "questions": len(questions),
        "nacre": ours,
        "fixed800": fixed,
        "nacre_words": ours_words,
        "nacre_selected": selected,
        "fixed800_fused": fused,
    }


def _selected(place: Bed, text: str) -> list[int]:
    return list(select(place.searcher, place.searcher.search(text, TOP)).evidence)


def _questions(directory: Path) -> list[_Question]:
    file = directory / "questions.csv"
    if not file.is_file():
        raise UsageError(f"{directory} has no questions.csv", "name a folder of documents with questions.csv")
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return [
                _Question(
                    row["question"],
                    row["corpus_id"],
                    tuple((span["start_index"], span["end_index"]) for span in json.loads(row["references"])),
                )
                for row in csv.DictReader(stream)
            ]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise NacreError(f"{file} has a row without question, corpus_id and references", "correct it") from error


def _reading(path: Path) -> Reading:
    reading = read(path, path.read_bytes())[0]
    return Reading(path.stem, reading.text, reading.reader, reading.kind, reading.blocks, reading.marks, part=path.stem)


def _windows(reading: Reading) -> list[Chunk]:
    starts = range(0, len(reading.text), WINDOW)
    return [Chunk(start, min(start + WINDOW, len(reading.text)), (), 1, 1) for start in starts]


def _score(place: Bed, questions: Sequence[_Question], search: Callable[[str], list[int]]) -> dict[str, float]:
    recalls, ious, sizes = [], [], []
    for question in questions:
        rows = place.library.chunk_rows(search(question.text)[:TOP])
        found = [(row.start, row.end) for row in rows if row.part == question.document]
        both = overlap(found, question.spans)
        wanted = overlap(question.spans, question.spans)
        retrieved = sum(row.end - row.start for row in rows)
        recalls.append(both / wanted if wanted else 0.0)
        ious.append(both / (retrieved + wanted - both) if retrieved + wanted - both else 0.0)
        sizes.append(retrieved)
    chunks = place.library.read().execute("SELECT COUNT(*) FROM chunks").fetchone()[0]
    return {"char_recall": fmean(recalls), "iou": fmean(ious), "retrieved": fmean(sizes), "chunks": chunks}
