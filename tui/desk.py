"""Where the screen hands its work to threads, and gets events and results back without ever waiting.

A job is one call of an engine's service on its own thread. What it reports goes into one bounded queue; the first entry
wakes the screen with a single message, a timer drains the rest a few times a second, and stops when nothing comes.
A full queue holds the thread back, never the screen.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from typing import Any, Generic, Protocol, TypeVar

from engine.errors import NacreError
from engine.events import Event, Listener

log = logging.getLogger(__name__)

T = TypeVar("T")
QUEUE_LENGTH = 512  # entries; an ingest reports one a file
DRAIN_EVERY_S = 0.1  # 10 times a second: text flows, the screen has time to breathe
SLOW_DRAIN_EVERY_S = 0.4  # on a slow line
ASKED_EVERY_S = 0.2  # a thread that waits for an answer looks whether it is still wanted
DRAIN_BUDGET_S = 0.012  # then the keys have their turn
INTERNAL = "That did not work because of a fault in Nacre. The log has the details."


class Bell(Protocol):
    """How a thread wakes the screen; called at most once until the queue is empty again."""

    def __call__(self) -> None: ...


@dataclass(eq=False, slots=True)
class Job(Generic[T]):
    """A call under way. The callbacks run on the screen's loop, in the order in which things happened."""

    kind: str
    function: Callable[[Listener, threading.Event], T]
    done: Callable[[T], None] | None = None
    failed: Callable[[str], None] | None = None
    event: Callable[[Event], None] | None = None
    cancel: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    over: bool = False

    def wait(self) -> None:
        """Wait until its thread has ended. Not on the screen's loop."""
        if self.thread is not None:
            self.thread.join()


class Question:
    """Yes or no, asked by a thread that waits for the answer."""

    __slots__ = ("_over", "text", "yes")

    def __init__(self, text: str) -> None:
        self.text = text
        self.yes = False
        self._over = threading.Event()

    @property
    def over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._over.is_set()

    def answer(self, yes: bool) -> None:
        """What the person says; the first answer counts."""
        if not self.over:
            self.yes = yes
            self._over.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the answer, so long at most; whether it has come. Not on the screen's loop."""
        return self._over.wait(seconds)


@dataclass(frozen=True, slots=True)
class _Result:
    value: Any


@dataclass(frozen=True, slots=True)
class _Failure:
    message: str


_Entry = Event | Question | _Result | _Failure


class Desk:
    """Starts jobs and delivers what they report."""

    def __init__(self, bell: Bell, asked: Callable[[Question], None]) -> None:
        """`asked` is called on the screen's loop: for a new question, and once more where nobody waits for it now."""
        self._bell = bell
        self._asked = asked
        self._queue: Queue[tuple[Job[Any] | None, _Entry]] = Queue(QUEUE_LENGTH)
        self._awake = threading.Event()
        self._closed = threading.Event()
        self._jobs: set[Job[Any]] = set()

    def start(
        self,
        kind: str,
        function: Callable[[Listener, threading.Event], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[str], None] | None = None,
        event: Callable[[Event], None] | None = None,
    ) -> Job[T]:
        """Run `function(listen, cancel)` on a thread of its own; `failed` gets one sentence for the user."""
        job = Job(kind, function, done, failed, event)
        if self._closed.is_set():
            return job
        self._jobs.add(job)
        job.thread = threading.Thread(target=self._run, args=(job,), name=f"nacre-{kind}", daemon=True)
        job.thread.start()
        return job

    def running(self, kind: str) -> bool:
        """Whether a job of this kind is under way."""
        return any(job.kind == kind for job in self._jobs)

    # --- on the job's thread ------------------------------------------------------------------------------------

    def _run(self, job: Job[Any]) -> None:
        outcome: _Result | _Failure = _Failure(INTERNAL)  # stays so if the call ends in something unforeseen
        try:
            outcome = _Result(job.function(lambda event: self._put(job, event), job.cancel))
        except NacreError as error:
            log.info("%s: %s", job.kind, error)
            outcome = _Failure(str(error))
        except OSError as error:
            log.warning("%s: %s", job.kind, error)
            outcome = _Failure(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.")
        finally:  # anything else goes on to threading.excepthook, which writes it into the log
            self._put(job, outcome)

    def confirm(self, text: str, cancel: threading.Event) -> bool:
        """Ask the person at the screen, and wait for the answer; no, where the work is cancelled or the app is left."""
        question = Question(text)
        self._put(None, question)
        while not question.wait(ASKED_EVERY_S):
            if cancel.is_set() or self._closed.is_set():
                question.answer(False)
                self._put(None, question)
        return question.yes

    def _put(self, job: Job[Any] | None, entry: _Entry) -> None:
        while not self._closed.is_set():
            try:
                self._queue.put((job, entry), timeout=0.2)
            except Full:
                continue
            if not self._awake.is_set():
                self._awake.set()
                self._bell()
            return

    # --- on the screen's loop -----------------------------------------------------------------------------------

    def drain(self) -> bool:
        """Deliver what has come in, for a few milliseconds at most; False when there was nothing."""
        end = time.monotonic() + DRAIN_BUDGET_S
        delivered = False
        while time.monotonic() < end:
            try:
                job, entry = self._queue.get_nowait()
            except Empty:
                if delivered:
                    return True
                self._awake.clear()
                return not self._queue.empty()  # something came between the look and the clearing
            self._deliver(job, entry)
            delivered = True
        return True

    def _deliver(self, job: Job[Any] | None, entry: _Entry) -> None:
        if isinstance(entry, Question):
            self._asked(entry)
            return
        if job is None:
            return
        if isinstance(entry, Event):
            if job.event is not None:
                job.event(entry)
            return
        job.over = True
        self._jobs.discard(job)
        if isinstance(entry, _Result):
            if job.done is not None:
                job.done(entry.value)
        elif job.failed is not None:
            job.failed(entry.message)

    def close(self, patience_s: float = 2.0) -> None:
        """Cancel everything and wait a little for the threads; they are daemons, the process does not hang on them."""
        for job in self._jobs:
            job.cancel.set()
        self._closed.set()
        end = time.monotonic() + patience_s
        for job in list(self._jobs):
            if job.thread is not None:
                job.thread.join(max(0.0, end - time.monotonic()))
