"""The shelf's door: everything that a command line or a screen does with the list of chat models. No library needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from threading import Event as Flag

from engine.config import MIB, ModelSettings, cache_dir
from engine.errors import Cancelled
from engine.events import Listener, ignore
from engine.models.chat import ChatModel, Message, Reply, sampling_of
from engine.models.choose import installed
from engine.models.shelf import adding, listing
from engine.models.shelf.shelf import Entry, Shelf
from engine.models.shelf.targets import parse
from engine.records import ModelInfo

QUESTION = "Why does the sea have tides? Answer in one sentence."
TRIED_TOKENS = 64


@dataclass(frozen=True, slots=True)
class TriedOut:
    """How a model did on one short question."""

    model: str
    question: str
    answer: str
    finish: str  # 'stop', 'length' or 'repeats'
    prompt_tokens: int
    tokens: int  # written
    tokens_per_s: float  # of writing
    first_token_ms: float
    memory_bytes: int  # weights and context; 0 for a server


class ModelShelf:
    """The chat models of this machine, and those that could be here.

    Args:
        settings: which model answers, and how large its context is.
        folder: of the list and of the files that are fetched (`config.models_dir()`).
    """

    def __init__(self, settings: ModelSettings, folder: Path) -> None:
        self._settings = settings
        self._shelf = Shelf(folder)

    def infos(self) -> tuple[ModelInfo, ...]:
        """The embedder, the models on the shelf, and the presets that are not; one is recommended in its note.

        Raises:
            ModelMissing: the list can't be read.
        """
        tier = 0 if installed(cache_dir()) is None else 1
        return listing.infos(self._shelf, self._settings, self._free_bytes(), tier)

    def recommended(self) -> str:
        """The preset that suits this machine, '' where it is too small for any."""
        best = listing.recommended(self._free_bytes())
        return best.name if best is not None else ""

    def active(self) -> str:
        """The model that answers, '' where extracts do; the settings go before what was chosen.

        Raises:
            ModelMissing: the list can't be read.
        """
        chosen = self._settings.chat or self._shelf.active()
        return chosen if any(entry.name == chosen for entry in self._shelf.entries()) else ""

    def use(self, name: str) -> None:
        """Make a model the one that answers; 'none' means extracts.

        Raises:
            ModelMissing: there is no such model, or the list can't be written.
        """
        self._shelf.use(name)

    def add_file(self, path: Path, name: str = "", *, listen: Listener = ignore, cancel: Flag | None = None) -> Entry:
        """Put a GGUF file on the shelf, where it lies; raises what `adding.add_file` does."""
        return adding.add_file(self._shelf, path, name, listen, cancel)

    def add_server(self, url: str, model: str, name: str = "", key: str = "") -> Entry:
        """Put a model of an OpenAI-compatible server on the shelf; raises what `adding.add_server` does."""
        return adding.add_server(self._shelf, name, url, model, key)

    @staticmethod
    def check_target(target: str) -> None:
        """
        Raises:
            UsageError: `target` names nothing that could be fetched.
        """
        parse(target)

    def pull(self, target: str, *, sha256: str = "", listen: Listener = ignore, cancel: Flag | None = None) -> Entry:
        """Fetch a model and put it on the shelf; raises what `pull.pull` does."""
        from engine.models.shelf.pull import pull

        return pull(target, self._shelf, listen, cancel, sha256=sha256)

    def remove(self, name: str, *, delete_file: bool = True) -> adding.Removed:
        """Take a model off the shelf; raises what `adding.remove` does."""
        return adding.remove(self._shelf, name, delete_file=delete_file)

    def try_out(self, name: str, *, listen: Listener = ignore, cancel: Flag | None = None) -> TriedOut:
        """What `try_reply` gives, as the command line shows it; raises the same."""
        reply, memory_bytes = self.try_reply(name, listen=listen, cancel=cancel)
        return TriedOut(
            model=name,
            question=QUESTION,
            answer=reply.text,
            finish=reply.finish,
            prompt_tokens=reply.prompt_tokens,
            tokens=reply.tokens,
            tokens_per_s=reply.tokens_per_s,
            first_token_ms=reply.first_token_ms,
            memory_bytes=memory_bytes,
        )

    def try_reply(self, name: str, *, listen: Listener = ignore, cancel: Flag | None = None) -> tuple[Reply, int]:
        """Load a model and let it answer one short question; fallbacks are left alone.

        Returns:
            its reply, and the bytes of its weights and context, 0 for a server.

        Raises:
            ModelMissing: there is no such model, or nothing here can run it.
            ModelUnfit, ModelFailed: it can't be loaded, or gives no answer.
            Cancelled: `cancel` was set.
        """
        from engine.models.service import ChatModels
        from engine.models.shelf.probe import forget_trial

        entry = forget_trial(self._shelf, name)  # asked for by name, it is tried whatever was found before
        models = ChatModels(replace(self._settings, fallbacks=()), self._shelf)
        try:
            reply = models.reply(
                _ask,
                sampling_of(self._settings, TRIED_TOKENS),
                models=(name,),
                listen=listen,
                hear=_deaf,
                cancel=cancel or Flag(),
            )
            if reply.finish == "cancelled":
                raise Cancelled(f"trying {name} was stopped")
            taken = sum(each.memory_bytes for each in models.status().models if each.model == name)
        finally:
            models.close()
        return reply, taken if entry.kind == "local" else 0

    @staticmethod
    def runs_files() -> bool:
        """Whether llama-cpp-python is installed, which runs GGUF files."""
        return find_spec("llama_cpp") is not None

    def _free_bytes(self) -> int:
        import psutil

        free = int(psutil.virtual_memory().available)
        return min(free, self._settings.memory_mib * MIB) if self._settings.memory_mib else free


def _ask(model: ChatModel) -> Sequence[Message]:
    return (Message("user", QUESTION),)


def _deaf(said: object) -> None:
    """What a model says is read as a whole, when it has ended."""
