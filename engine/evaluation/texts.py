"""The texts below a folder as the library would embed them, and the questions that lie beside them.

A folder in the layout of BEIR (`corpus.jsonl`, see `collection`) gives its documents and, where they are there, the
questions of `queries.jsonl`; all other files but tables and JSON are read and cut as an ingest would.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.config import IngestSettings
from engine.errors import NacreError, UsageError
from engine.evaluation import collection
from engine.evaluation.bed import read_items
from engine.events import JobProgress, Listener, ignore
from engine.library.wording import clean, embedding_text
from engine.sources.chunker import Chunk, chunk
from engine.sources.reading import Reading
from engine.sources.registry import read
from engine.sources.walk import Found, find

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
DATA = frozenset({".json", ".csv", ".tsv"})
"""Lists of numbers and names, relevance judgements among them, would be neighbours unlike any text's."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Texts:
    """What a folder has to embed; no text and no question twice."""

    chunks: tuple[str, ...]
    questions: tuple[str, ...]


def below(folder: Path, questions: int, listen: Listener = ignore) -> Texts:
    """The chunks of everything readable below `folder`, and some of its questions.

    Args:
        folder: any folder; each folder below it may be a collection in the layout of BEIR.
        questions: at most so many, drawn by a fixed seed and evenly over the collections.
        listen: told how many files were read, and which could not be.

    Raises:
        UsageError: there is no such folder, or nothing in it can be read.
        NacreError: a collection's file can't be read; names file and line.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", "name a folder with texts")
    chunks: dict[str, None] = {}
    asked: dict[str, collection.Question] = {}
    files = [found for found in find([folder], IngestSettings()) if isinstance(found, Found)]
    files = [found for found in files if found.path.suffix.lower() not in DATA]
    for number, found in enumerate(files, 1):
        if found.path.name == QUERIES:
            for question in _questions(found.path):
                asked.setdefault(question.text, question)
        else:
            chunks.update(dict.fromkeys(_embedded(found.path)))
        listen(JobProgress("reading", number, len(files)))
    if not chunks:
        raise UsageError(f"nothing below {folder} can be read", "name a folder with texts")
    drawn = collection.draw(list(asked.values()), questions)
    return Texts(tuple(chunks), tuple(clean(question.text) for question in drawn))


def _questions(path: Path) -> Iterator[collection.Question]:
    """The questions of a file as its collection has them; `article` says which, so that each gives as many."""
    for row in collection.lines(path, ("_id", "text")):
        if str(row["text"]).strip():
            yield collection.Question(str(row["_id"]), str(row["text"]), {}, None, article=str(path.parent))


def _embedded(path: Path) -> Iterator[str]:
    for reading, chunks in _documents(path):
        for piece in chunks:
            yield embedding_text(reading.title, piece.headings, reading.text[piece.start : piece.end])


def _documents(path: Path) -> Sequence[tuple[Reading, Sequence[Chunk]]]:
    if path.name == CORPUS:
        return read_items(
            collection.Item(str(row["_id"]), str(row.get("title") or ""), str(row["text"]))
            for row in collection.lines(path, ("_id", "text"))
        )
    try:
        return [(reading, chunk(reading)) for reading in read(path, path.read_bytes())]
    except (NacreError, OSError) as error:
        log.info("%s is left out of the measurement: %s", path, error)
        return []
