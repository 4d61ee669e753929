"""`nacre bench words`: the words' ranking beside FTS5's own in the same library, by the number of words asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import UsageError
from engine.evaluation.metrics import percentile
from engine.events import JobProgress, Listener, ignore
from engine.library.store import Library
from engine.retrieval.query import Query
from engine.retrieval.words import search_plainly, search_words

PEER = "FTS5 bm25()"
WORDS = range(3, 13)
QUERIES = 20
"""Queries of each number of words."""

DEPTHS = 10, 200  # what is shown, and what the fusion takes
LENGTHS = 100, 150  # words of a passage
VOCABULARY = 100_000
STOPPED = 40
"""The most frequent words of the made-up language: they stand in the passages, and no query asks for them. The next one
stands in one of five chunks."""

SLOPE, SHIFT = 1.05, 2.7
"""Of the law by Zipf and Mandelbrot: the word of rank r comes up 1 / (r + SHIFT) ** SLOPE times."""

BATCH = 10_000  # chunks a transaction
SEED = 3


def run(chunks: int, listen: Listener = ignore) -> dict[str, Any]:
    """Milliseconds a query on one thread, and how many of the best chunks FTS5's own ranking has too.

    Passages and queries are made up: words of a law by Zipf and Mandelbrot, and queries from words of one passage
    each. They show speed and exactness; quality on real text is `nacre eval retrieval`'s. With 1,000,000 chunks this
    takes six minutes and 0.6 GB in the folder for temporary files.

    Args:
        chunks: size of the library.
        listen: hears `JobProgress` of 'chunks' and 'queries'.

    Raises:
        UsageError: no chunk is asked for.
    """
    if chunks < 1:
        raise UsageError(f"{chunks} chunks can't be searched", "ask for at least 1")
    generator = np.random.default_rng(SEED)
    language = _Language(generator)
    with tempfile.TemporaryDirectory(prefix="nacre-bench-") as folder, Library.open(Path(folder)) as library:
        started = perf_counter()
        _fill(library, language, chunks, listen)
        build_s = perf_counter() - started
        size = library.read().execute("SELECT SUM(length(block)) FROM words_data").fetchone()[0]
        started = perf_counter()
        search_words(library, Query("", (language.words[-1],)), max(DEPTHS))
        first_ms = (perf_counter() - started) * 1000
        measured = [_measure(library, language, count, listen) for count in WORDS]
    times: list[_Times] = [row.pop("times") for row in measured]
    ours, work = [time for each in times for time in each.wall], [time for each in times for time in each.cpu]
    return {
        "chunks": chunks,
        "queries": len(ours),
        "build_s": build_s,
        "bytes_per_chunk": size / chunks,
        "first_ms": first_ms,  # reads how long each chunk is
        "p50_ms": percentile(ours, 0.5),
        "p95_ms": percentile(ours, 0.95),
        "cpu_p50_ms": percentile(work, 0.5),
        "cpu_p95_ms": percentile(work, 0.95),
        **{key: float(np.mean([row[key] for row in measured])) for key in (*_overlaps(), "equal")},
        "by_words": measured,
        "rows": [
            {
                "what": f"words_{row['words']}_{share}",
                "ours": row[f"{share}_ms"],
                "peer": row[f"peer_{share}_ms"],
                "peer_name": PEER,
                "unit": "ms",
                "ratio": row[f"peer_{share}_ms"] / row[f"{share}_ms"],
            }
            for row in measured
            for share in ("p50", "p95")
        ],
    }


class _Language:
    """Made-up words, the most frequent first."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator
        self.words = list(_words())
        shares = (np.arange(1, VOCABULARY + 1) + SHIFT) ** -SLOPE
        self._sums = np.cumsum(shares / shares.sum())

    def passages(self, count: int) -> list[str]:
        lengths = self._generator.integers(*LENGTHS, count, endpoint=True)
        ranks = iter(self._ranks(int(lengths.sum())).tolist())
        return [" ".join(self.words[next(ranks)] for _ in range(length)) for length in lengths.tolist()]

    def query(self, count: int) -> Query:
        """So many different words of one passage, none of them a stop word."""
        ranks = np.empty(0, np.int64)
        while ranks.size < count:
            ranks = np.unique(self._ranks(LENGTHS[1]))
            ranks = ranks[ranks >= STOPPED]
        drawn = self._generator.choice(ranks, count, replace=False)
        return Query("", tuple(self.words[rank] for rank in drawn.tolist()))

    def _ranks(self, count: int) -> npt.NDArray[np.int64]:
        found: npt.NDArray[np.int64] = np.searchsorted(self._sums, self._generator.random(count))
        return np.minimum(found, VOCABULARY - 1)


def _words() -> Iterator[str]:
    """Words of two syllables and more; they end in vowels that no stemmer takes away."""
    syllables = [consonant + vowel for consonant in "bdfghjklmnprtvz" for vowel in "aiou"]
    for number in range(len(syllables), len(syllables) + VOCABULARY):
        word, rest = "", number
        while rest:
            rest, syllable = divmod(rest, len(syllables))
            word += syllables[syllable]
        yield word


def _fill(library: Library, language: _Language, chunks: int, listen: Listener) -> None:
    """Only the full-text index: that is all that the words' ranking reads."""
    sql = "INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)"
    for start in range(0, chunks, BATCH):
        bodies = language.passages(min(BATCH, chunks - start))
        with library.write() as connection:
            connection.executemany(
                sql,
                (
                    (start + n, " ".join(body.split(" ", 4)[:4]), " ".join(body.split(" ", 8)[5:8]), body)
                    for n, body in enumerate(bodies, 1)
                ),
            )
        listen(JobProgress("chunks", start + len(bodies), chunks))


def _measure(library: Library, language: _Language, count: int, listen: Listener) -> dict[str, Any]:
    ours, peer = _Times(search_words), _Times(search_plainly)
    shared: dict[int, list[float]] = {depth: [] for depth in DEPTHS}
    equal = 0
    for number in range(QUERIES):
        query = language.query(count)
        if number % 2:  # who comes second finds pages in memory that the first has read
            plain, found = peer.timed(library, query), ours.timed(library, query)
        else:
            found, plain = ours.timed(library, query), peer.timed(library, query)
        equal += list(found.items()) == list(plain.items())
        for depth in DEPTHS:
            best = set(list(plain)[:depth])
            shared[depth].append(len(best & set(list(found)[:depth])) / len(best) if best else 1.0)
    listen(JobProgress("queries", (count - WORDS.start + 1) * QUERIES, len(WORDS) * QUERIES))
    return {
        "words": count,
        "p50_ms": percentile(ours.wall, 0.5),
        "p95_ms": percentile(ours.wall, 0.95),
        "cpu_p95_ms": percentile(ours.cpu, 0.95),
        "peer_p50_ms": percentile(peer.wall, 0.5),
        "peer_p95_ms": percentile(peer.wall, 0.95),
        "peer_cpu_p95_ms": percentile(peer.cpu, 0.95),
        **{name: float(np.mean(shared[depth])) for name, depth in zip(_overlaps(), DEPTHS, strict=True)},
        "equal": equal / QUERIES,  # the same chunks in the same order with the same scores, to the last bit
        "times": ours,
    }


class _Times:
    """Milliseconds of each call of a search, by the clock and by the processor, which others' work leaves alone."""

    def __init__(self, search: Callable[[Library, Query, int], dict[int, float]]) -> None:
        self._search = search
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def timed(self, library: Library, query: Query) -> dict[int, float]:
        started, used = perf_counter(), thread_time()
        found = self._search(library, query, max(DEPTHS))
        self.cpu.append((thread_time() - used) * 1000)
        self.wall.append((perf_counter() - started) * 1000)
        return found


def _overlaps() -> tuple[str, ...]:
    return tuple(f"overlap@{depth}" for depth in DEPTHS)
