"""`nacre bench search`: Nacre's scan and rescoring beside the vector libraries, on one thread each, in one run."""

from __future__ import annotations

import gc
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psutil

import native
from engine.errors import UsageError
from engine.evaluation import machine
from engine.evaluation.one_thread import limited
from engine.evaluation.peers import faiss_indexes, ours, sqlite_vec_table, usearch_exact
from engine.evaluation.peers.contender import Contender
from engine.evaluation.peers.measure import BATCH, ENOUGH, measure
from engine.evaluation.topping import TOP, Task, task
from engine.evaluation.vectors import Pool
from engine.events import Listener, Notice, ignore

FEWEST = 1_000
FLOATS_HELD = 2.5
"""Memory at the worst moment, in float copies of all rows: the rows themselves, a peer that keeps its own, scratch.
Measured with 300,000 rows: 1.23 GB, of which 0.3 GB are the libraries themselves."""
CONTENDERS: tuple[Contender, ...] = (
    *ours.CONTENDERS,
    *faiss_indexes.CONTENDERS,
    *usearch_exact.CONTENDERS,
    *sqlite_vec_table.CONTENDERS,
)


def run(pool: Pool, sizes: Sequence[int], level: str = "", listen: Listener = ignore) -> dict[str, Any]:
    """Every engine at every size: recall@10 against exact search, times, seconds to build, bytes a row.

    Call `one_thread.ask_for_one_thread` before numpy is imported.

    Args:
        pool: where rows and queries come from.
        sizes: numbers of rows.
        level: the kernel's level, and the peers' as far as they can be told; '' for the best there is.

    Raises:
        UsageError: a size is too small or too large for this machine, or it has no such level.
    """
    check_sizes(sizes)
    rows: list[dict[str, Any]] = []
    scans: list[dict[str, Any]] = []
    data: list[dict[str, Any]] = []
    with forced(level):
        report = head(pool)
        for n in sorted(set(sizes)):
            given = drawn(pool, n, listen)
            data.append(told(given))
            for contender in present(CONTENDERS, n):
                listen(Notice(f"{n:,} rows: {contender.name}"))
                outcome, index = measure(contender, given)
                rows.append(outcome.to_json(contender.name, n, contender.knob, level_of(contender)))
                if isinstance(index, ours.Nacre):
                    scans.append(_scan(index, given))
                del index
                gc.collect()  # one peer's memory is free before the next one asks for its own
            del given
        report["read_gb_s_after"] = machine.read_gb_s()  # far from that before: something else used the machine
    return report | {
        "scan_gb_s": scans[-1]["gb_s"],
        "data": data,
        "scans": scans,
        "rows": rows,
        "missing": missing(CONTENDERS),
    }


def head(pool: Pool) -> dict[str, Any]:
    """What machine this is, what is searched and by how many threads."""
    cache = machine.last_cache_bytes()
    present(CONTENDERS, 0)  # imports faiss, whose threads are then limited too
    return {
        "processor": machine.processor(),
        "level": native.level(),
        "last_cache_bytes": cache,
        "read_gb_s": machine.read_gb_s(),
        "read_bytes": machine.READ_BYTES,
        "threads": limited(),
        "rows_are": pool.source,
        "real": pool.is_real,
        "queries_are": pool.asked,
        "queries": len(pool.queries),
        "recall_wanted": ENOUGH,
        "batch": BATCH,
    }


def drawn(pool: Pool, n: int, listen: Listener) -> Task:
    """`n` rows to search, said before it takes its time.

    Raises:
        UsageError: there is not memory enough to measure with so many.
    """
    needed, free = round(n * pool.queries.shape[1] * 4 * FLOATS_HELD), psutil.virtual_memory().available
    if needed > free:
        raise UsageError(
            f"{n:,} rows and their peers take {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free",
            "ask for fewer rows",
        )
    listen(Notice(f"{n:,} rows: choosing them and finding the exact neighbours of {len(pool.queries)} queries"))
    return task(pool, n)


def told(given: Task) -> dict[str, Any]:
    """How the rows were chosen."""
    return {
        "n": len(given.rows),
        "real_rows": given.real,
        "noise": given.noise,
        "nearest_cosine_real": given.median_real,
        "nearest_cosine": given.median,
    }


def present(contenders: Sequence[Contender], n: int) -> list[Contender]:
    """Those that are installed and take so many rows."""
    return [each for each in contenders if (each.most is None or n <= each.most) and not each.missing()]


def missing(contenders: Sequence[Contender]) -> list[dict[str, str]]:
    """Those that are not installed, with the command that installs them."""
    return [{"engine": each.name, "install": command} for each in contenders if (command := each.missing())]


def level_of(contender: Contender) -> str:
    """The instructions that an engine runs on, as far as it says; '' where it does not."""
    if contender.name == ours.OURS:
        return native.level()
    return faiss_indexes.level() if contender.needs == faiss_indexes.NEEDS else ""


def check_sizes(sizes: Sequence[int]) -> None:
    """Raises `UsageError` where a size is too small to say anything."""
    if not sizes or min(sizes) < FEWEST:
        raise UsageError(f"{min(sizes, default=0):,} rows are too few to search", f"ask for at least {FEWEST:,}")


@contextmanager
def forced(level: str) -> Iterator[None]:
    """The kernel at one level, and faiss too where it knows that level; both as they were afterwards.

    Raises:
        UsageError: this machine has no such level.
    """
    if not level:
        yield
        return
    if level not in native.levels():
        raise UsageError(f"this machine has no kernel level '{level}'", f"it has {', '.join(native.levels())}")
    before = native.level()
    has_faiss = importlib.util.find_spec("faiss") is not None
    faiss_before = faiss_indexes.level() if has_faiss else ""
    try:
        native.force_level(level)
        if has_faiss:
            faiss_indexes.force_level(level)
        yield
    finally:
        native.force_level(before)
        if has_faiss:
            faiss_indexes.force_level(faiss_before)


def _scan(index: ours.Nacre, given: Task) -> dict[str, Any]:
    """The scan with its selection, beside a plain read of the same array."""
    scan, signs, keep = index.scan(given.queries[0], TOP)
    cache = machine.last_cache_bytes()
    gb_s, read_gb_s = machine.gb_s(scan, signs.nbytes), machine.read_gb_s(signs)
    return {
        "n": len(given.rows),
        "bytes": signs.nbytes,
        "fits_last_cache": None if cache is None else signs.nbytes <= cache,
        "rows_kept": keep,
        "gb_s": gb_s,
        "read_gb_s": read_gb_s,
        "share_of_read": gb_s / read_gb_s,
    }
