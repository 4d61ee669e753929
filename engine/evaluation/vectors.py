"""Rows and questions to search: real embeddings, topped up by copies that are as far from each other as real rows are.

A search is only as hard as its rows are close to each other. Real rows come from a library or from texts; where more
are wanted, copies of them with noise are added, and the noise is chosen such that the median cosine of a row to its
nearest neighbour is that of the real rows. Made-up rows, far simpler, stand in where there is nothing real, and say so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.config import cache_dir, default_library, load
from engine.errors import NacreError, UsageError
from engine.evaluation.texts import below
from engine.events import JobProgress, Listener, Notice, ignore
from engine.library.store import Library
from engine.models.choose import best_encoder
from engine.models.encoder import Encoder

Vectors = npt.NDArray[np.float32]

ENOUGH = 1_000
"""Real rows below this number say too little about neighbours to be copied."""

QUERIES = 200
DIMENSION = 384  # of made-up rows
CENTRES = 2_000  # that they lie around
SPREAD = 0.7  # how far around, as a share of a centre's own length
SEED = 3
BATCH = 256  # texts embedded between two reports


@dataclass(frozen=True, slots=True)
class Pool:
    """Rows to draw from and the questions put to them.

    `rows` is float32 (n, d) of unit length, no row twice, in random order; `queries` is float32 (q, d), of no row.
    """

    rows: Vectors
    queries: Vectors
    is_real: bool
    source: str  # where the rows are from, for people
    asked: str  # what the queries are, for people
    held_out: bool = False  # whether the queries are rows, taken out
    places: npt.NDArray[np.int64] | None = None  # (n,) where in the source each row stands; None: nowhere


def pool(folder: Path | None, library: Path | None, listen: Listener = ignore) -> Pool:
    """Rows from the texts of a folder if one is named, else from a library; made-up ones where there is none.

    Args:
        library: None for the user's own, which need not exist.

    Raises:
        UsageError: a folder or a library is named and has nothing to give.
        NacreError: something can't be read, or the cache can't be written.
    """
    encoder = best_encoder(load().embedder)
    if folder is not None:
        return from_texts(folder.absolute(), encoder, listen)
    try:
        return from_library(library or default_library(), encoder, listen)
    except UsageError:
        if library is not None:
            raise
    listen(Notice("there is no library here; made-up rows stand in (--from DIR takes them from texts)"))
    return made_up(0)


def from_texts(folder: Path, encoder: Encoder, listen: Listener = ignore) -> Pool:
    """The embeddings of all chunks below a folder and of its questions, kept in the cache by what they say.

    Raises:
        UsageError: the folder has nothing that can be read.
        NacreError: a collection's file can't be read.
    """
    texts = below(folder, QUERIES, listen)
    rows = _embedded(texts.chunks, encoder, listen)
    asked = _embedded(texts.questions, encoder, listen) if len(texts.questions) >= QUERIES else None
    return _pool(rows, asked, f"{len(texts.chunks):,} chunks below {folder.name}, by {encoder.id}", listen)


def from_library(folder: Path, encoder: Encoder, listen: Listener = ignore) -> Pool:
    """The embeddings of a library, from the 8-bit form in which it keeps them.

    Raises:
        UsageError: there is no library.
        NacreError: it can't be opened.
    """
    with Library.open(folder, create=False) as library:
        loaded = library.embeddings.load(encoder.id)
    rows = loaded.vectors.astype(np.float32) * loaded.scales[:, None]
    return _pool(rows, None, f"{len(rows):,} chunks of the library, by {encoder.id}", listen)


def made_up(rows: int) -> Pool:
    """Unit vectors scattered around `CENTRES` centres; the queries are drawn like the rows.

    They show speed and the effect of rounding, and nothing about real text.
    """
    generator = np.random.default_rng(SEED)
    centres = generator.standard_normal((CENTRES, DIMENSION), dtype=np.float32)
    drawn = np.empty((rows + QUERIES, DIMENSION), np.float32)
    for start in range(0, len(drawn), 65_536):
        part = drawn[start : start + 65_536]
        generator.standard_normal(out=part, dtype=np.float32)
        part *= SPREAD
        part += centres[generator.integers(0, CENTRES, len(part))]
        normalise(part)
    return Pool(drawn[QUERIES:], drawn[:QUERIES], False, "made-up rows around made-up centres", "made up like the rows")


def normalise(rows: Vectors) -> None:
    """Gives each row the length 1, in place."""
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)


def _pool(rows: Vectors, asked: Vectors | None, source: str, listen: Listener) -> Pool:
    rows = np.ascontiguousarray(rows[np.abs(rows).max(axis=1) > 0]) if len(rows) else rows
    if len(rows) < ENOUGH:
        listen(Notice(f"{len(rows):,} real rows are too few to measure with (1,000 would do); made-up rows stand in"))
        return made_up(0)
    rows, places = np.unique(rows, axis=0, return_index=True)  # equal chunks would be neighbours of cosine 1
    normalise(rows)
    order = np.random.default_rng(SEED).permutation(len(rows))
    rows, places = rows[order], places[order]
    if asked is not None:
        return Pool(rows, asked, True, source, f"{len(asked)} questions", places=places)
    told = f"{QUERIES} rows held out"
    return Pool(rows[QUERIES:], rows[:QUERIES], True, source, told, held_out=True, places=places[QUERIES:])


def _embedded(texts: Sequence[str], encoder: Encoder, listen: Listener) -> Vectors:
    """float32 (n, d), from the cache where the same texts were embedded by the same encoder before."""
    path = cache_dir() / "bench" / f"{_digest(texts, encoder.id)}.npy"
    try:
        known: Vectors = np.load(path, allow_pickle=False)
        if known.shape == (len(texts), encoder.dim) and known.dtype == np.float32:
            return known
    except (OSError, ValueError):  # not there yet, or cut short: made again
        pass
    found = np.empty((len(texts), encoder.dim), np.float32)
    for start in range(0, len(texts), BATCH):
        found[start : start + BATCH] = encoder.embed(texts[start : start + BATCH])
        listen(JobProgress("embed", min(start + BATCH, len(texts)), len(texts)))
    _keep(path, found)
    return found


def _keep(path: Path, vectors: Vectors) -> None:
    """Written whole or not at all, so that a stopped run leaves no half file behind."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            np.save(file, vectors)
        Path(file.name).replace(path)
    except OSError as error:
        raise NacreError(
            f"{path.parent} can't be written: {error.strerror}", "make room, or set NACRE_CACHE to another folder"
        ) from error


def _digest(texts: Sequence[str], encoder: str) -> str:
    digest = sha256(f"{encoder}\0{len(texts)}".encode())
    for text in texts:
        digest.update(sha256(text.encode()).digest())
    return digest.hexdigest()[:32]
