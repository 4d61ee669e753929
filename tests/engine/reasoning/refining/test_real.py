"""The same with the real library for chat models, on small files that write what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.config import ModelSettings
from engine.errors import Cancelled
from engine.events import AnswerDelta, Event, Listener, PromptMade, PromptRead, Refined, ignore
from engine.library.store import Library
from engine.models.chat import ChatModel, Hear, Message, Reply, Sampling
from engine.models.governor.governor import Governor
from engine.models.service import ChatModels
from engine.models.shelf.shelf import Entry, Shelf
from tests.engine.models.gguf_files import write_chain
from tests.engine.models.running.house import FakeSensors
from tests.engine.reasoning.refining.house import BUILT, RIGHT, WRONG, Desk

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
pytest.importorskip("gguf", reason="gguf is not installed")

CONTEXT = 8_192  # a prompt is cut into bytes by these models


class ByTurns:
    """Chat models of which another one answers each time."""

    def __init__(self, models: ChatModels, *order: str) -> None:
        self._models = models
        self._order = order
        self.asked = 0

    def names(self, models: Sequence[str] = (), listen: Listener = ignore) -> tuple[str, ...]:
        return self._models.names((self._order[min(self.asked, len(self._order) - 1)],), listen)

    def reply(
        self,
        build: Callable[[ChatModel], Sequence[Message]],
        sampling: Sampling,
        *,
        models: Sequence[str] = (),
        listen: Listener,
        hear: Hear,
        cancel: Flag,
    ) -> Reply:
        names = self.names(models)
        self.asked += 1
        return self._models.reply(build, sampling, models=names, listen=listen, hear=hear, cancel=cancel)


@pytest.fixture
def models(tmp_path: Path) -> Iterator[ChatModels]:
    shelf = Shelf(tmp_path)
    for name, text in (("first", f"{BUILT} {WRONG}"), ("second", f"{BUILT} {RIGHT}")):
        shelf.put(Entry(name, "local", str(write_chain(tmp_path / f"{name}.gguf", text, context=CONTEXT))))
    endless = write_chain(tmp_path / "endless.gguf", f"{BUILT} ", repeats=True, context=CONTEXT)
    shelf.put(Entry("endless", "local", str(endless)))
    settings = ModelSettings(temperature=0.0)
    opened = ChatModels(settings, shelf, governor=Governor(settings, FakeSensors()))
    yield opened
    opened.close()


def test_a_better_draft_takes_the_place_of_the_first_one(models: ChatModels, library: Library, tmp_path: Path) -> None:
    at = Desk(library, tmp_path, ByTurns(models, "first", "second"))
    outcome = at.refine()
    assert outcome is not None and (outcome.rounds, outcome.halt) == (2, "supported")
    assert outcome.held.model == "second" and at.shown() == outcome.held.text
    assert len([event for event in at.events if isinstance(event, AnswerDelta)]) > 5  # the first one was streamed
    first, second = (event for event in at.events if isinstance(event, PromptMade))
    assert "<note" not in first.messages[-1][1] and WRONG in second.messages[-1][1]


def test_a_draft_that_says_the_same_is_no_better(models: ChatModels, library: Library, tmp_path: Path) -> None:
    at = Desk(library, tmp_path, ByTurns(models, "first"))
    outcome = at.refine()
    assert outcome is not None and (outcome.rounds, outcome.halt) == (2, "no rise")
    assert at.shown() == f"{BUILT} {WRONG}"
    (refined,) = (event for event in at.events if isinstance(event, Refined))
    assert not refined.accepted and refined.brought


def test_a_cancel_while_the_second_draft_is_written_leaves_the_first(
    models: ChatModels, library: Library, tmp_path: Path
) -> None:
    at = Desk(library, tmp_path, ByTurns(models, "first", "second"))

    def listen(event: Event) -> None:
        at.events.append(event)
        if isinstance(event, PromptRead) and sum(isinstance(each, PromptRead) for each in at.events) == 2:
            at.cancel.set()

    outcome = at.refine(listen=listen)
    assert outcome is not None and (outcome.rounds, outcome.halt, outcome.held.model) == (1, "cancelled", "first")
    with pytest.raises(Cancelled):
        at.refine()


def test_a_model_that_never_stops_is_cut_and_counts_as_far_as_it_holds(
    models: ChatModels, library: Library, tmp_path: Path
) -> None:
    at = Desk(library, tmp_path, ByTurns(models, "endless"))
    outcome = at.refine()
    assert outcome is not None and outcome.halt == "supported"
    assert outcome.held.finish in ("repeats", "length") and len(outcome.held.citations) == 1
