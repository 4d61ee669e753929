"""A server on this machine, and models that ask it without waiting between two tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event as Flag

import pytest

from engine.config import ModelSettings
from engine.models.chat import Again, Message, Piece, Reply, Sampling, Started
from engine.models.remote.retry import Patience
from engine.models.remote.server import ServerModel
from engine.models.shelf.shelf import Entry
from tests.engine.models.remote.server import Script, serve

QUESTION = (Message("system", "You answer from sources."), Message("user", "How long does nacre last?"))

PLAIN = Sampling()


@dataclass
class Asker:
    """Asks a model, and keeps what was heard and how long it would have waited."""

    model: ServerModel
    rests_s: list[float]
    heard: list[Started | Piece | Again] = field(default_factory=list)
    cancel: Flag = field(default_factory=Flag)

    def ask(self, sampling: Sampling = PLAIN) -> Reply:
        return self.model.reply(QUESTION, sampling, self.heard.append, self.cancel)

    @property
    def pieces(self) -> list[str]:
        return [each.text for each in self.heard if isinstance(each, Piece)]


Opener = Callable[..., Asker]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server() -> Iterator[Script]:
    with serve() as script:
        yield script


@pytest.fixture
def opened() -> Iterator[Opener]:
    """Opens models of a base address, and closes them in the end."""
    models: list[ServerModel] = []

    def open_model(base: str, timeout_s: float = 30.0, context_tokens: int = 4096, **entry: str) -> Asker:
        rests_s: list[float] = []
        patience = Patience(rest=lambda seconds, cancel: rests_s.append(seconds))
        place = Entry("far", "remote", base, model="tiny", context_tokens=context_tokens, **entry)  # type: ignore[arg-type]  # text only
        models.append(ServerModel(place, ModelSettings(timeout_s=timeout_s), patience))
        return Asker(models[-1], rests_s)

    yield open_model
    for model in models:
        model.close()


@pytest.fixture
def far(server: Script, opened: Opener) -> Asker:
    return opened(server.base)
