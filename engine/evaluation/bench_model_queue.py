"""Many requests at once, through the service that keeps chat models for the app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from threading import Lock, Thread
from time import perf_counter
from types import TracebackType

from engine.config import ModelSettings
from engine.errors import NacreError
from engine.evaluation.bench_model_peer import BareLoop
from engine.evaluation.bench_model_row import Row, more_is_better
from engine.evaluation.bench_model_setup import Setup, unheard
from engine.events import Event, ModelWaits
from engine.models.chat import ChatModel, Message
from engine.models.service import ChatModels
from engine.models.shelf.shelf import Entry, Shelf

BARE = "bare, in turn"
NAME = "measured"
PATIENCE_S = 60.0


@dataclass
class _Course:
    """How one request went."""

    lined_up: Flag = field(default_factory=Flag)
    answered: bool = False
    failure: str = ""


class Service:
    """The service with the model on its shelf; a context manager, which closes it.

    Args:
        folder: for the list of models.
    """

    def __init__(self, setup: Setup, folder: Path) -> None:
        self._setup = setup
        shelf = Shelf(folder / "shelf")
        shelf.put(Entry(NAME, "local", str(setup.path.absolute()), bytes=setup.path.stat().st_size))
        settings = ModelSettings(
            chat=NAME, threads=setup.threads, context_tokens=setup.sizes.context_tokens, gpu_layers=0, heat_limit_c=0.0
        )
        self._models = ChatModels(settings, shelf)

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._models.close()

    def warm(self) -> None:
        """Load the model and ask it for a token.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: it can't be used.
        """
        asked = [Message("user", "Hello")]
        self._models.reply(lambda _: asked, self._setup.sampling(1), hear=unheard, cancel=Flag())

    def at_once_row(self) -> Row:
        """Answers per second to requests that come all at once, beside a bare loop that takes them in turn.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: the model can't be used at all.
        """
        self.warm()
        sizes = self._setup.sizes
        prompts = [[Message("user", f"Request {number}. Write on.")] for number in range(sizes.requests)]
        order, courses, ours_s = self._all(prompts)
        sampling = self._setup.sampling(sizes.request_tokens)
        with BareLoop(self._setup.path, sizes.context_tokens, self._setup.threads) as bare:
            bare.write(prompts[0], self._setup.sampling(1))
            began = perf_counter()
            for prompt in prompts:
                bare.write(prompt, sampling)
            peer_s = perf_counter() - began
        ours, peer = sizes.requests / ours_s, sizes.requests / peer_s
        answered, fair = sum(course.answered for course in courses), order == sorted(order)
        more = {
            "requests": sizes.requests,
            "answered": answered,
            "in_order": fair,
            "failures": [course.failure for course in courses if course.failure],
        }
        reached = answered == sizes.requests and fair
        ratio = more_is_better(ours, peer)
        return Row("twelve_at_once", ours, peer, BARE, "answers/s", ratio, "all, in order", reached, more)

    def _all(self, prompts: Sequence[list[Message]]) -> tuple[list[int], list[_Course], float]:
        """The order in which they were begun, how each went, and seconds from the first request to the last answer."""
        courses = [_Course() for _ in prompts]
        order: list[int] = []
        lock = Lock()
        sampling = self._setup.sampling(self._setup.sizes.request_tokens)

        def ask(number: int) -> None:
            course = courses[number]

            def build(_: ChatModel) -> list[Message]:
                with lock:
                    order.append(number)
                course.lined_up.set()
                return prompts[number]

            def listen(event: Event) -> None:
                if isinstance(event, ModelWaits):
                    course.lined_up.set()

            try:
                reply = self._models.reply(
                    build,
                    sampling,
                    listen=listen,
                    hear=unheard,
                    cancel=Flag(),
                )
                course.answered = reply.tokens > 0
            except NacreError as error:
                course.failure = str(error)
            finally:
                course.lined_up.set()

        threads = [Thread(target=ask, args=(number,), name=f"request {number}") for number in range(len(prompts))]
        began = perf_counter()
        for thread, course in zip(threads, courses, strict=True):
            thread.start()
            course.lined_up.wait(PATIENCE_S)  # or the system would choose who is first
        for thread in threads:
            thread.join()
        return order, courses, perf_counter() - began
