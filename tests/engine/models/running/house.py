"""Models that do as they are told, on a machine that is as one says."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag
from threading import Lock, Thread, current_thread

from engine.config import ModelSettings
from engine.errors import ModelFailed, NacreError
from engine.events import Event, Listener
from engine.models.chat import Again, ChatModel, Hear, Message, Piece, Reply, Sampling, Started
from engine.models.governor.governor import Governor
from engine.models.governor.machine import Reading
from engine.models.plan import LoadPlan, Pace
from engine.models.service import ChatModels
from engine.models.shelf.shelf import Entry, Shelf
from engine.records import ModelFacts

GIB = 1 << 30
LONG_S = 30.0  # a limit for what takes milliseconds, unless the machine is very busy
FACTS = ModelFacts("qwen2", 1_000_000, 1 << 20, 2, 4096, 1000, "Q8_0", True, True)
READING = Reading(cores=4, cpus=(1, 2, 3, 0), total_bytes=8 * GIB, available_bytes=6 * GIB)

Answer = Callable[["FakeChat", Sequence[Message], Hear, Flag], Reply]


class FakeSensors:
    """Shows what `reading` is set to, and counts how often it was asked."""

    def __init__(self, reading: Reading = READING) -> None:
        self.reading = reading
        self.reads = 0

    def read(self) -> Reading:
        self.reads += 1
        return self.reading

    def show(self, **changes: object) -> None:
        self.reading = replace(self.reading, **changes)  # type: ignore[arg-type]  # dataclasses.replace checks names


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def pass_s(self, seconds: float) -> None:
        self.now_s += seconds


class FakeChat:
    """A context of a fake model; it notices when two requests are in it at once, and when it is used after its end."""

    def __init__(self, name: str, house: House, number: int) -> None:
        self.name = name
        self.context_tokens = 4096
        self.number = number
        self.read = ""
        self.closed = False
        self._house = house
        self._inside = Lock()

    def count(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content.split()) for message in messages)

    def shared_prefix(self, messages: Sequence[Message]) -> int:
        prompt = messages[-1].content
        return next((at for at, (a, b) in enumerate(zip(prompt, self.read, strict=False)) if a != b), len(self.read))

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Flag) -> Reply:
        assert not self.closed
        assert self._inside.acquire(blocking=False)
        try:
            self._house.asked.append((self.name, self.number, messages[-1].content))
            self._house.threads.add(current_thread().name)
            self.read = messages[-1].content
            return self._house.answers.get(self.name, says("fine weather"))(self, messages, hear, cancel)
        finally:
            self._inside.release()

    def close(self) -> None:
        assert not self.closed
        self.closed = True
        self._house.closed.append(self.name)


class FakeWeights:
    """Weights of 1 MiB."""

    memory_bytes = 1 << 20
    gpu_layers = 0

    def __init__(self, name: str, house: House) -> None:
        self.note = house.notes.get(name, "")
        self._name = name
        self._house = house

    def open(self, pace: Pace) -> ChatModel:
        self._house.opening()
        self._house.contexts += 1
        chat = FakeChat(self._name, self._house, self._house.contexts)
        self._house.chats.append(chat)
        return chat

    def close(self) -> None:
        self._house.unloaded.append(self._name)


class House:
    """Opens fake models, and remembers everything that happened."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.notes: dict[str, str] = {}
        self.unfit: dict[str, NacreError] = {}
        self.loading: Callable[[Flag], None] = lambda cancel: None
        self.opening: Callable[[], None] = lambda: None
        self.plans: list[LoadPlan] = []
        self.loaded: list[str] = []
        self.unloaded: list[str] = []
        self.closed: list[str] = []
        self.asked: list[tuple[str, int, str]] = []
        self.chats: list[FakeChat] = []
        self.threads: set[str] = set()
        self.contexts = 0

    def tried(self, shelf: Shelf, name: str, allowance_bytes: int, listen: Listener, cancel: Flag) -> Entry:
        if name in self.unfit:
            raise self.unfit[name]
        entry = shelf.get(name)
        return entry if entry.sha256 else shelf.update(name, sha256="0" * 64, facts=FACTS)

    def load(self, plan: LoadPlan, cancel: Flag) -> FakeWeights:
        self.loading(cancel)
        self.plans.append(plan)
        self.loaded.append(plan.name)
        return FakeWeights(plan.name, self)

    def server(self, entry: Entry, settings: ModelSettings) -> ChatModel:
        self.contexts += 1
        return FakeChat(entry.name, self, self.contexts)

    def host(self, entry: Entry) -> str:
        return entry.place.split("/")[2]


class Running:
    """Chat models over a shelf of fake files: local models 'a', 'b', 'c', remote ones 'far' and 'farther'."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.settings = ModelSettings(**settings)  # type: ignore[arg-type]  # the data class checks names
        self.house = House()
        self.sensors = FakeSensors()
        self.shelf = Shelf(folder)
        for name in ("a", "b", "c"):
            file = folder / f"{name}.gguf"
            file.write_bytes(b"GGUF")
            self.shelf.put(Entry(name, "local", str(file), 4))
        for name in ("far", "farther"):
            self.shelf.put(Entry(name, "remote", f"http://{name}.example/v1"))
        self.governor = Governor(self.settings, self.sensors)
        self.models = ChatModels(self.settings, self.shelf, governor=self.governor, opening=self.house)

    def ask(self, prompt: str = "How is the weather?", *models: str) -> Asking:
        """A request that is made on this thread."""
        asking = Asking(self, prompt, models)
        asking.run()
        return asking

    def begin(self, prompt: str, *models: str) -> Asking:
        """A request that is made on a thread of its own."""
        asking = Asking(self, prompt, models)
        asking.thread.start()
        return asking

    def queue(self, name: str) -> int:
        return sum(each.queue for each in self.models.status().models if each.model == name)

    def queues(self, name: str, requests: int) -> None:
        """Wait until so many requests are in line for a model."""
        until(lambda: self.queue(name) == requests)


class Asking:
    """One request: what it was told, and what came of it."""

    def __init__(self, running: Running, prompt: str, models: tuple[str, ...]) -> None:
        self.prompt = prompt
        self.events: list[Event] = []
        self.heard: list[Started | Piece | Again] = []
        self.hearers: set[str] = set()
        self.cancel = Flag()
        self.started = Flag()
        self.replied: Reply | None = None
        self.failed: NacreError | None = None
        self.thread = Thread(target=self.run, daemon=True)
        self._running = running
        self._models = models

    def run(self) -> None:
        try:
            self.replied = self._running.models.reply(
                lambda chat: (Message("user", self.prompt),),
                Sampling(),
                models=self._models,
                listen=self.events.append,
                hear=self._hear,
                cancel=self.cancel,
            )
        except NacreError as error:
            self.failed = error

    def _hear(self, said: Started | Piece | Again) -> None:
        self.heard.append(said)
        self.hearers.add(current_thread().name)
        self.started.set()

    def end(self) -> Reply:
        """What came of it."""
        if self.thread.ident is not None:
            self.thread.join(LONG_S)
        assert self.replied is not None, self.failed
        return self.replied

    @property
    def text(self) -> str:
        """What a screen would show now."""
        shown: list[str] = []
        for said in self.heard:
            if isinstance(said, Again):
                shown.clear()
            elif isinstance(said, Piece):
                shown.append(said.text)
        return "".join(shown)

    def told(self, kind: type[Event]) -> list[Event]:
        """Events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


def written(chat: FakeChat, messages: Sequence[Message], text: str, finish: str = "stop") -> Reply:
    return Reply(chat.name, text, finish, chat.count(messages), 0, len(text.split()), 1.0, 2.0)


def says(text: str) -> Answer:
    """Answers at once, word by word."""

    def answer(chat: FakeChat, messages: Sequence[Message], hear: Hear, cancel: Flag) -> Reply:
        hear(Started(chat.count(messages), 0, 1.0))
        for at, word in enumerate(text.split()):
            hear(Piece(f" {word}" if at else word))
        return written(chat, messages, text)

    return answer


def waits(gate: Flag) -> Answer:
    """Says 'well', and goes on once the gate is open or the request cancelled."""

    def answer(chat: FakeChat, messages: Sequence[Message], hear: Hear, cancel: Flag) -> Reply:
        hear(Started(chat.count(messages), 0, 1.0))
        hear(Piece("well"))
        while not gate.wait(0.005):
            if cancel.is_set():
                return written(chat, messages, "well", "cancelled")
        hear(Piece(" done"))
        return written(chat, messages, "well done")

    return answer


def hangs(gate: Flag) -> Answer:
    """Says 'well', and heeds no cancel before the gate is open."""

    def answer(chat: FakeChat, messages: Sequence[Message], hear: Hear, cancel: Flag) -> Reply:
        hear(Started(chat.count(messages), 0, 1.0))
        hear(Piece("well"))
        assert gate.wait(LONG_S)
        return written(chat, messages, "well", "cancelled" if cancel.is_set() else "stop")

    return answer


def fails(times: int, error: Exception | None = None, then: str = "fine weather") -> Answer:
    """Fails in the middle of an answer, so many times."""
    left = [times]

    def answer(chat: FakeChat, messages: Sequence[Message], hear: Hear, cancel: Flag) -> Reply:
        if not left[0]:
            return says(then)(chat, messages, hear, cancel)
        left[0] -= 1
        hear(Started(chat.count(messages), 0, 1.0))
        hear(Piece("hm"))
        raise error or ModelFailed(f"{chat.name} can't go on", "try again")

    return answer


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that is about to be so."""
    limit = time.monotonic() + LONG_S
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.002)
