"""What both programs need before they start: folders of their own, a library, long conversations, a chat model."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from engine import samples
from engine.config import ModelSettings, Settings
from engine.engine import Engine
from engine.evaluation.bench_tui_server import MODEL
from engine.evaluation.bench_tui_text import messages
from engine.evaluation.gguf_shapes import Shape, write_chain_shaped
from engine.events import Event
from engine.library.store import Library
from engine.models.shelf.door import ModelShelf
from engine.records import Answer

LONG = "The long conversation"
SHORT = "A short conversation"
SHORT_TURNS = (("user", "Is anybody there?"), ("nacre", "The sources here do not say."))
SETTINGS = f"""
[ask]
model_rounds = 1

[models]
chat = "{MODEL}"
answer_tokens = 4096
repeat_penalty = 1.0

[screen]
line = "{{line}}"
"""


@dataclass(frozen=True, slots=True)
class Bed:
    """A folder in which nothing is the user's own."""

    folder: Path

    @property
    def library(self) -> Path:
        return self.folder / "library"

    @property
    def peer_messages(self) -> Path:
        """What the peer opens: a JSON list of Markdown texts."""
        return self.folder / "messages.json"

    def lag(self, name: str) -> Path:
        """The file into which a program writes how late its loop was."""
        return self.folder / f"{name}.lag.json"

    @property
    def slow(self) -> Mapping[str, str]:
        """What our program sees besides, so that it draws as on a slow line."""
        return {"NACRE_CONFIG": str(self.folder / "slow")}

    def environment(self) -> Mapping[str, str]:
        """What both programs see: nothing that is the user's own, and a terminal with all colours."""
        return {
            "HOME": str(self.folder),
            "NACRE_LIBRARY": str(self.library),
            "NACRE_MODELS": str(self.folder / "models"),
            "NACRE_CONFIG": str(self.folder / "config"),
            "NACRE_CACHE": str(self.folder / "cache"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "COLORTERM": "truecolor",
            "PYTHONDONTWRITEBYTECODE": "",  # both start from compiled modules, as after an installation
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }

    def fill(self, count: int, peer_count: int) -> None:
        """A library of the sample documents, with a conversation of `count` messages and a short one after it.

        The answers are as heavy as real ones: each is stored with the citations and the trace of an answer that the
        library has given.
        """
        with Engine.open(self.library, settings=Settings(models=ModelSettings(chat="none"))) as engine:
            engine.ingest.run([samples.folder()])
            given = [_given(engine, question) for question in samples.QUESTIONS]
        with Library.open(self.library) as library:
            store, at = library.conversations, 0
            for title, turns in ((LONG, messages(count)), (SHORT, SHORT_TURNS)):
                conversation, question = store.new(title), ""
                for role, text in turns:
                    if role == "user":
                        question = text
                        store.add_turn(conversation, role, text)
                        continue
                    answer, trace = given[at % len(given)]
                    at += 1
                    stored = json.dumps(asdict(replace(answer, question=question, text=text)))
                    store.add_turn(conversation, role, text, answer_json=stored, trace=trace)
        self.peer_messages.write_text(json.dumps([text for _, text in messages(peer_count)]), encoding="utf-8")

    def add_server(self, url: str) -> None:
        """Let a server on loopback answer."""
        self._shelf().add_server(url, MODEL, MODEL)

    def add_model(self, shape: Shape, pieces: Sequence[bytes]) -> None:
        """Let llama.cpp answer, with a model of this shape that writes these pieces over and over."""
        path = write_chain_shaped(self.folder / "bench.gguf", shape, pieces, repeats=True)
        self._shelf().add_file(path, MODEL)

    def _shelf(self) -> ModelShelf:
        for name, line in (("config", "fast"), ("slow", "slow")):  # whatever line the measurement itself runs over
            config = self.folder / name
            config.mkdir(exist_ok=True)
            (config / "settings.toml").write_text(SETTINGS.format(line=line), encoding="utf-8")
        models = self.folder / "models"
        models.mkdir(exist_ok=True)
        return ModelShelf(ModelSettings(chat=MODEL), models)


def can_decode() -> bool:
    """Whether a model can be written and run here."""
    return all(find_spec(module) is not None for module in ("llama_cpp", "gguf"))


def _given(engine: Engine, question: str) -> tuple[Answer, list[Event]]:
    heard: list[Event] = []
    return engine.ask.ask(question, listen=heard.append), heard
