"""Work that follows once a file's words are searchable: embeddings, their segments, engrams, slower readings of files.

Each piece of work is a job row. A step does one job and may stop between units; what it has stored stays, and whoever
works next goes on from there. Rooms above register their own steps; this one knows 'embed', 'segment', 'engram',
'layout' and 'graph'.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event as Flag

from engine.errors import Cancelled, LibraryDamaged, LibraryLocked, NacreError
from engine.events import JobProgress, Listener, Notice, ignore
from engine.graph.stale import GRAPH, graph_pending
from engine.library.connection import DiskFull
from engine.library.jobs import MAX_ATTEMPTS, Worker
from engine.library.rows import EmbeddingRow, Job, PendingText
from engine.library.segment_table import JOB
from engine.library.store import Library
from engine.memory import segment_due
from engine.memory.engram_stale import ENGRAM, engrams_pending
from engine.memory.hypervectors import STANDARD, Form
from engine.models.encoder import Encoder
from engine.sources import chunker

EMBED = "embed"
SEGMENT = JOB
LAYOUT = "layout"

BATCH = 64
"""Texts of one transaction: what a kill can cost, and how often a cancel is looked at."""

WINDOW = 512
"""Texts that are sorted by length before they are batched: padding costs more than anything else."""

POLL_S = 0.2
"""How often to look whether another process has done what it is at."""

Step = Callable[[Library, Job, Listener, Flag], int]
"""Does one job and returns its units of work. Raises `Cancelled` when the flag is set, anything else when it fails."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkReport:
    """What one call of `work` did."""

    done: Mapping[str, int]  # units of work by kind: texts embedded, layouts read
    failed: int  # jobs that were given up


def standard_steps(encoder: Encoder, form: Form = STANDARD) -> dict[str, Step]:
    """Embeddings first, so that meaning can be searched soon; then layouts, whose new chunks are embedded in turn.

    Args:
        form: the measures of the engrams' hypervectors.
    """
    return {
        EMBED: embed_step(encoder),
        SEGMENT: segment_step(encoder),
        ENGRAM: engram_step(encoder, form),
        LAYOUT: layout_step(),
        GRAPH: graph_step(encoder),
    }


def queue_embeddings(library: Library, encoder: Encoder, form: Form = STANDARD) -> int:
    """Ask for everything that has no embedding of this encoder (after a change of encoder); how many texts wait.

    Where segments of this encoder are to be written or mended, engrams to be counted, or the graph is to be brought up
    to date, that is asked for as well.
    """
    waiting = library.embeddings.count_pending(encoder.id)
    if waiting and not library.jobs.pending().get(EMBED):
        library.jobs.add(EMBED)
    given_up = {job.kind for job in library.jobs.failed()}
    for kind, due in (
        (SEGMENT, segment_due.due(library, encoder.id)),
        (ENGRAM, engrams_pending(library, encoder.id, form)),
        (GRAPH, graph_pending(library, encoder.id)),
    ):
        if due:
            library.jobs.add(kind)
        elif kind in given_up:  # killed again and again, but only once all was done
            library.jobs.forget_failed(kind)
    return waiting


def work(
    library: Library, steps: Mapping[str, Step], listen: Listener = ignore, cancel: Flag | None = None
) -> WorkReport:
    """Do the jobs that wait, kind by kind in the order of `steps`, until none is left or `cancel` is set.

    A job that another living process is at is waited for. A job that fails is tried again, three times in all; a kind
    whose jobs fail three times in a row rests until the next call, for then something larger is wrong.

    Raises:
        DiskFull, LibraryDamaged, LibraryLocked: work can't go on; the job waits for the next call.
    """
    cancel = cancel or Flag()
    done = dict.fromkeys(steps, 0)
    in_a_row = dict.fromkeys(steps, 0)
    given_up = 0
    told = False
    with Worker() as worker:
        while not cancel.is_set():
            kinds = [kind for kind in steps if in_a_row[kind] < MAX_ATTEMPTS]
            job = library.jobs.claim(worker, kinds)
            if job is None:
                if not library.jobs.running(kinds):
                    break
                if not told:
                    listen(Notice("Another Nacre process does the background work of this library; waiting for it."))
                    told = True
                cancel.wait(POLL_S)
                continue
            try:
                units = _run(library, steps[job.kind], job, listen, cancel)
            except Cancelled:
                break
            if units is None:
                in_a_row[job.kind] += 1
                given_up += job.attempts >= MAX_ATTEMPTS
            else:
                in_a_row[job.kind] = 0
                done[job.kind] += units
    return WorkReport(done, given_up)


def _run(library: Library, step: Step, job: Job, listen: Listener, cancel: Flag) -> int | None:
    """One job; None if it failed. The job is never left with nobody at it, however this ends."""
    try:
        units = step(library, job, listen, cancel)
    except (Cancelled, DiskFull, LibraryDamaged, LibraryLocked, sqlite3.Error, KeyboardInterrupt, SystemExit):
        library.jobs.release(job)
        raise
    except Exception as error:
        log.exception("job %s of %s failed", job.kind, job.path or "the library")
        reason = str(error) if isinstance(error, NacreError) else f"{type(error).__name__}: {error}"
        if library.jobs.fail(job, reason):
            listen(Notice(f"{_what(job)} was given up after {MAX_ATTEMPTS} attempts: {reason}", "warning"))
        return None
    library.jobs.finish(job)
    return units


def _what(job: Job) -> str:
    return f"the background work '{job.kind}' on {job.path}" if job.path else f"the background work '{job.kind}'"


def embed_step(encoder: Encoder) -> Step:
    """Embeds everything that waits in the library, whichever job asks: batches that mix documents are faster."""
    fold = segment_step(encoder)

    def step(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        done, total = 0, library.embeddings.count_pending(encoder.id)
        after = 0
        while window := library.embeddings.pending(encoder.id, after=after, limit=WINDOW):
            after = max(text.chunk_id for text in window)
            by_length = sorted(window, key=lambda text: len(text.text))
            for start in range(0, len(by_length), BATCH):
                if cancel.is_set():
                    raise Cancelled(f"embedding was stopped after {done} of {total} texts", "it goes on the next time")
                batch = by_length[start : start + BATCH]
                library.embeddings.add(encoder.id, _embedded(encoder, batch))
                done += len(batch)
                listen(JobProgress(EMBED, done, max(done, total)))
            if segment_due.due_soon(library, encoder.id):
                fold(library, job, listen, cancel)
        library.embeddings.finish_jobs(encoder.id)
        if segment_due.due(library, encoder.id):
            library.jobs.add(SEGMENT)
        if encoder.tier > 0:  # hashed codes stand in for a better encoder and never drive its vectors out
            library.embeddings.retire_others(encoder.id)
        library.jobs.add(ENGRAM)
        library.jobs.add(GRAPH)
        return done

    return step


def _embedded(encoder: Encoder, texts: list[PendingText]) -> list[EmbeddingRow]:
    """One batch through the encoder and the kernel.

    Raises:
        NacreError: what the encoder gives can't be the embeddings of these texts; nothing of it is stored.
    """
    import native

    vectors = encoder.embed([text.text for text in texts])
    if vectors.shape != (len(texts), encoder.dim) or not encoder.dim:
        raise NacreError(
            f"the encoder {encoder.id} gave {vectors.shape} numbers for {len(texts)} texts of {encoder.dim} dimensions",
            "run nacre doctor, then nacre setup",
        )
    try:
        rows, scales = native.quantise(vectors)
    except (TypeError, ValueError) as error:  # NaN, an infinity, or no float32
        raise NacreError(
            f"the encoder {encoder.id} gave no sound vectors, the first for chunk {texts[0].chunk_id}: {error}",
            "run nacre doctor, then nacre setup",
        ) from error
    return [EmbeddingRow(text.text_key, rows[at].tobytes(), float(scales[at])) for at, text in enumerate(texts)]


def segment_step(encoder: Encoder) -> Step:
    """Folds what is embedded into segments, merges and mends them; its units are the rows written."""

    def step(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        from engine.memory.segment_writer import maintain  # brings numpy: a second ingest does without it

        return maintain(library, encoder.id, encoder.dim, listen, cancel)

    return step


def engram_step(encoder: Encoder, form: Form = STANDARD) -> Step:
    """Counts what is new, changed or gone into the engrams; its units are the documents looked at."""

    def step(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        from engine.memory.engram_step import settle

        stands_in = encoder.tier == 0
        return settle(library, encoder.id, encoder.dim, stands_in=stands_in, listen=listen, cancel=cancel, form=form)

    return step


def graph_step(encoder: Encoder) -> Step:
    """Reads what is new for its concepts and relations; its units are the documents looked at."""

    def step(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        from engine.graph.step import settle

        return settle(library, encoder, listen=listen, cancel=cancel)

    return step


def layout_step() -> Step:
    """Reads a PDF again for headings, columns and tables; the better reading becomes the document's current version."""
    done = 0

    def step(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        nonlocal done
        from engine.sources import pdf_layout  # half a second

        if job.version is None:
            return 0
        total = done + library.jobs.pending().get(LAYOUT, 1)
        listen(JobProgress(LAYOUT, done, total))
        reading = pdf_layout.read(job.path, library.original(job.version), cancel=cancel)
        library.documents.deepen(job.version, reading, chunker.chunk(reading))
        done += 1
        listen(JobProgress(LAYOUT, done, total))
        return 1

    return step
