"""A thread of its own for each model, so that whoever asks can always be answered, or be let go."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Lock, Thread, current_thread

from engine.errors import Cancelled, ModelFailed, NacreError
from engine.models.chat import Again, ChatModel, Hear, Message, Piece, Reply, Sampling, Started
from engine.models.governor.priority import step_back

TICK_S = 0.02
"""How often a caller that waits for text looks whether it was cancelled. Nothing wakes where nobody waits."""

GRACE_S = 0.05
"""How long a cancelled model is waited for; then the caller goes with what it has heard."""

Done = Callable[[Reply | NacreError], None]

CLOSE_S = 1.0
"""How long the end of an idle thread is waited for; it takes a moment only."""

log = logging.getLogger(__name__)


class Task:
    """One request on its way through a worker, and what comes back of it.

    Args:
        messages: the prompt.
        done: called on the model's thread when the model is free again, before the caller hears the end; it is given
            what came of the request: `Cancelled` where the model failed after it was told to stop.
    """

    def __init__(self, messages: Sequence[Message], sampling: Sampling, done: Done) -> None:
        self.messages = messages
        self.sampling = sampling
        self.done = done
        self.stop = Flag()
        self.said: SimpleQueue[Started | Piece | Again | Reply | NacreError] = SimpleQueue()

    def run(self, chat: ChatModel) -> None:
        """Have it answered; on the model's thread."""
        outcome: Reply | NacreError = ModelFailed(f"the model '{chat.name}' broke off", "try again")
        try:
            outcome = chat.reply(self.messages, self.sampling, self.said.put, self.stop)
        except NacreError as error:
            outcome = error
        except Exception as error:  # a mistake in a binding must not end the thread; the log has where it is
            log.exception("the model %s failed", chat.name)
            outcome = ModelFailed(
                f"the model '{chat.name}' failed ({type(error).__name__}: {error})", "the log file has more"
            )
        finally:
            if self.stop.is_set() and isinstance(outcome, NacreError):
                outcome = Cancelled(f"the model '{chat.name}' was stopped")
            self.done(outcome)
            self.said.put(outcome)


class Worker:
    """A model and its thread, which sleeps between requests. One request at a time.

    The thread has the niceness that is asked for when a request begins. As a niceness can't be lowered again without
    special rights, and as libraries keep helper threads with the niceness they were started with, another niceness
    means another thread.

    Args:
        chat: the model; closed with the worker.
        niceness: what the thread is to have, from 0 to 19.
    """

    def __init__(self, chat: ChatModel, niceness: Callable[[], int]) -> None:
        self.chat = chat
        self._niceness = niceness
        self._inbox: SimpleQueue[Task | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._nice = 0
        self._task: Task | None = None
        self._stopped = False
        self._guard = Lock()

    def reply(
        self,
        messages: Sequence[Message],
        sampling: Sampling,
        hear: Hear,
        cancel: Flag,
        *,
        look: Callable[[], None],
        done: Done,
    ) -> Reply:
        """Have a prompt answered on the model's thread; `hear` and `look` are called on this one.

        Once `cancel` is set or `stop` was called, this returns within 100 ms, even if the model is still at it.

        Args:
            look: called every now and then.
            done: called once with what came of it, on the model's thread, when the model can take the next request.

        Raises:
            ModelFailed: no answer could be had; other errors of the model as they are.
        """
        task = Task(messages, sampling, done)
        began = time.perf_counter()
        try:
            self._hand_over(task)
            return _Hearing(self.chat.name, hear, began).follow(task, cancel, look)
        finally:
            task.stop.set()  # also where `hear` raised: nobody listens any more

    def stop(self) -> None:
        """Cancel the request under way, and all that follow."""
        with self._guard:
            self._stopped = True
            if self._task is not None:
                self._task.stop.set()

    def close(self) -> None:
        """End the thread, and close the model. Only between requests."""
        with self._guard:
            self._inbox.put(None)
        self.join(CLOSE_S)
        self.chat.close()

    def join(self, wait_s: float) -> None:
        """Wait for the thread's end, at most so long; not on the thread itself."""
        if self._thread is not None and self._thread is not current_thread():
            self._thread.join(wait_s)

    def _hand_over(self, task: Task) -> None:
        niceness = self._niceness()
        try:
            with self._guard:
                self._task = task
                if self._stopped:
                    task.stop.set()
                if self._thread is None or self._nice != niceness:
                    self._begin_thread(niceness)
                self._inbox.put(task)
        except RuntimeError as error:
            failed = ModelFailed(f"the system gives no thread to the model '{self.chat.name}'", "close other programs")
            task.done(failed)
            raise failed from error

    def _begin_thread(self, niceness: int) -> None:
        inbox: SimpleQueue[Task | None] = SimpleQueue()
        thread = Thread(
            target=_serve,
            args=(self.chat, inbox, niceness),
            name=f"nacre-model-{self.chat.name}",
            daemon=True,  # a model that hangs must not keep the process from ending
        )
        thread.start()
        self._inbox.put(None)  # the thread before ends
        self._inbox, self._nice, self._thread = inbox, niceness, thread


def _serve(chat: ChatModel, inbox: SimpleQueue[Task | None], niceness: int) -> None:
    """What a model's thread does until it is handed None."""
    step_back(niceness)
    while (task := inbox.get()) is not None:
        task.run(chat)
        del task  # the prompt need not stay until the next one


class _Hearing:
    """The caller's side of a request: hands on what is said, and knows what was heard when it has to stop early."""

    def __init__(self, name: str, hear: Hear, began: float) -> None:
        self._name = name
        self._hear = hear
        self._began = began
        self._started: Started | None = None
        self._pieces: list[str] = []
        self._first_ms = 0.0

    def follow(self, task: Task, cancel: Flag, look: Callable[[], None]) -> Reply:
        until = float("inf")  # when patience with a cancelled model ends
        while True:
            try:
                said = task.said.get(timeout=min(TICK_S, max(0.0, until - time.monotonic())))
            except Empty:
                pass
            else:
                if isinstance(said, Reply):
                    return said
                if isinstance(said, Cancelled):
                    return self._partial()
                if isinstance(said, NacreError):
                    raise said
                self._note(said)
            look()
            if time.monotonic() >= until:
                return self._partial()
            if until == float("inf") and (cancel.is_set() or task.stop.is_set()):
                task.stop.set()
                until = time.monotonic() + GRACE_S

    def _note(self, said: Started | Piece | Again) -> None:
        if isinstance(said, Again):
            self._started, self._pieces, self._first_ms = None, [], 0.0
        elif isinstance(said, Started):
            self._started = said
        else:
            self._pieces.append(said.text)
            self._first_ms = self._first_ms or self._elapsed_ms()
        self._hear(said)

    def _partial(self) -> Reply:
        """What was heard, of a model that is left to itself; its tokens are counted by pieces."""
        elapsed_ms = self._elapsed_ms()
        return Reply(
            model=self._name,
            text="".join(self._pieces),
            finish="cancelled",
            prompt_tokens=self._started.tokens if self._started else 0,
            cached_tokens=self._started.cached_tokens if self._started else 0,
            tokens=len(self._pieces),
            first_token_ms=self._first_ms or elapsed_ms,
            total_ms=elapsed_ms,
        )

    def _elapsed_ms(self) -> float:
        return (time.perf_counter() - self._began) * 1000
