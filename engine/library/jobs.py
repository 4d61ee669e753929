"""Background work as rows that survive a kill: what is waiting, who is at it, what failed.

A worker that ends, however it ends, leaves its job to the next one: an owner that no longer lives owns nothing. Of one
kind only one job runs at a time in a library, for two processes that embed would embed the same texts.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterable

from engine.library.connection import Connection, Database, now
from engine.library.rows import Job

MAX_ATTEMPTS = 3
"""A job that fails, or takes its process down, this often is given up and named in the status."""

CLOCK_S = 5
"""A process's start is told by the wall clock, which may have been set meanwhile."""

_workers: set[str] = set()
_workers_guard = threading.Lock()

JOB = """SELECT j.id, j.kind, j.version_id, j.state, j.attempts, j.error, ifnull(d.path, '') FROM jobs j
    LEFT JOIN versions v ON v.id = j.version_id LEFT JOIN documents d ON d.id = v.document_id"""


class Worker:
    """Someone who takes jobs, for as long as the `with` block lasts. Its name tells whether it still lives."""

    def __init__(self) -> None:
        import psutil  # most commands only look at the queue

        started = int(psutil.Process().create_time())
        self.name = f"{os.getpid()}:{started}:{secrets.token_hex(4)}"

    def __enter__(self) -> Worker:
        with _workers_guard:
            _workers.add(self.name)
        return self

    def __exit__(self, *error: object) -> None:
        with _workers_guard:
            _workers.discard(self.name)


def lives(owner: str) -> bool:
    """Whether the worker of that name can still be at work: its process runs and, in this process, so does it."""
    import psutil

    try:
        pid, started, _ = owner.split(":")
        if int(pid) == os.getpid():
            return owner in _workers
        return bool(abs(psutil.Process(int(pid)).create_time() - int(started)) < CLOCK_S)
    except (ValueError, psutil.NoSuchProcess):
        return False
    except psutil.AccessDenied:  # another user's process: it is there
        return True


def add(connection: Connection, kind: str, version: int | None) -> None:
    """Put a job into the queue, inside the caller's transaction; one that is there already starts afresh."""
    time = now()
    connection.execute(
        """INSERT INTO jobs (kind, version_id, state, attempts, error, owner, created, updated)
        VALUES (?, ?, 'waiting', 0, '', '', ?, ?)
        ON CONFLICT (kind, ifnull(version_id, 0)) DO UPDATE SET state = 'waiting', attempts = 0, error = '',
        updated = excluded.updated WHERE state = 'failed'""",
        (kind, version, time, time),
    )


class Jobs:
    """The queue of a library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, kind: str, version: int | None = None) -> None:
        with self._database.write() as connection:
            add(connection, kind, version)

    def claim(self, worker: Worker, kinds: Iterable[str]) -> Job | None:
        """The next job of the first of these kinds that nobody is at, now the worker's own; None if there is none."""
        if self._database.connection().execute("SELECT 1 FROM jobs WHERE state != 'failed' LIMIT 1").fetchone() is None:
            return None  # without waiting for a turn to write
        with self._database.write() as connection:
            self._free_abandoned(connection)
            busy = {row[0] for row in connection.execute("SELECT kind FROM jobs WHERE state = 'running'").fetchall()}
            for kind in kinds:
                if kind in busy:
                    continue
                row = connection.execute(
                    f"{JOB} WHERE j.kind = ? AND j.state = 'waiting' ORDER BY j.attempts, j.id LIMIT 1", (kind,)
                ).fetchone()
                if row is not None:
                    connection.execute(
                        """UPDATE jobs SET state = 'running', attempts = attempts + 1, owner = ?, updated = ?
                        WHERE id = ?""",
                        (worker.name, now(), row[0]),
                    )
                    return Job(row[0], row[1], row[2], "running", row[4] + 1, row[5], row[6])
        return None

    def finish(self, job: Job) -> None:
        with self._database.write() as connection:
            connection.execute("DELETE FROM jobs WHERE id = ?", (job.job_id,))

    def release(self, job: Job) -> None:
        """Put a job back that was interrupted through no fault of its own."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'waiting', attempts = attempts - 1, owner = '', updated = ? WHERE id = ?",
                (now(), job.job_id),
            )

    def fail(self, job: Job, error: str) -> bool:
        """Note why a job failed; True if it is given up, False if it will be tried again."""
        given_up = job.attempts >= MAX_ATTEMPTS
        with self._database.write() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, error = ?, owner = '', updated = ? WHERE id = ?",
                ("failed" if given_up else "waiting", error, now(), job.job_id),
            )
        return given_up

    def pending(self) -> dict[str, int]:
        """Jobs that wait or run, by kind; those of other processes too."""
        rows = self._database.connection().execute(
            "SELECT kind, COUNT(*) FROM jobs WHERE state != 'failed' GROUP BY kind ORDER BY kind"
        )
        return {row[0]: row[1] for row in rows.fetchall()}

    def running(self, kinds: Iterable[str]) -> bool:
        """Whether a living worker is at a job of one of these kinds."""
        rows = self._database.connection().execute("SELECT kind, owner FROM jobs WHERE state = 'running'").fetchall()
        wanted = set(kinds)
        return any(kind in wanted and lives(owner) for kind, owner in rows)

    def failed(self) -> tuple[Job, ...]:
        """Jobs that were given up, with their errors."""
        rows = self._database.connection().execute(f"{JOB} WHERE j.state = 'failed' ORDER BY j.id")
        return tuple(Job(*row) for row in rows.fetchall())

    def retry_failed(self) -> int:
        """Put what was given up back into the queue; how many it were."""
        with self._database.write() as connection:
            sql = "UPDATE jobs SET state = 'waiting', attempts = 0, error = '', updated = ? WHERE state = 'failed'"
            return int(connection.execute(sql, (now(),)).rowcount)

    def forget_failed(self, kind: str) -> None:
        """Strike out what was given up of a kind, because it has been done meanwhile."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM jobs WHERE kind = ? AND state = 'failed'", (kind,))

    def _free_abandoned(self, connection: Connection) -> None:
        """Jobs of workers that no longer live wait again, or are given up if they keep taking workers down."""
        rows = connection.execute("SELECT id, owner, attempts FROM jobs WHERE state = 'running'").fetchall()
        for job_id, owner, attempts in rows:
            if lives(owner):
                continue
            given_up = attempts >= MAX_ATTEMPTS
            connection.execute(
                "UPDATE jobs SET state = ?, error = ?, owner = '', updated = ? WHERE id = ?",
                (
                    "failed" if given_up else "waiting",
                    "the process ended while it was at work on this" if given_up else "",
                    now(),
                    job_id,
                ),
            )
