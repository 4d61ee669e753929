"""How models come to be: the one place that knows which modules load files and speak to servers.

They are imported when the first model is opened: an interpreter that only searches never sees them.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event as Flag
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from engine.config import ModelSettings
from engine.events import Listener
from engine.models.chat import ChatModel, Message
from engine.models.plan import LoadPlan, Pace
from engine.models.shelf.shelf import Entry, Shelf

if TYPE_CHECKING:
    from engine.models.llama.weights import Weights


class Loaded(Protocol):
    """Weights in memory."""

    @property
    def memory_bytes(self) -> int:
        """Of the weights alone."""
        ...

    @property
    def gpu_layers(self) -> int: ...

    @property
    def note(self) -> str:
        """One sentence about what is unusual with this model, '' as a rule."""
        ...

    def open(self, pace: Pace) -> ChatModel:
        """A context over these weights; several may be open.

        Raises:
            ModelFailed, ModelUnfit: there is no memory for it.
        """
        ...

    def close(self) -> None: ...


@runtime_checkable
class Remembering(Protocol):
    """A model that keeps what it has read, and can tell how much of a prompt that is."""

    def shared_prefix(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt that need not be read again."""
        ...


@runtime_checkable
class Inquiring(Protocol):
    """A model that has to ask elsewhere how much room it has, which may take its time."""

    def inquire(self, cancel: Flag) -> None:
        """Ask now, so that `context_tokens` need not wait for it; ends as soon as `cancel` is set."""
        ...


class Opening(Protocol):
    """Opens models."""

    def tried(self, shelf: Shelf, name: str, allowance_bytes: int, listen: Listener, cancel: Flag) -> Entry:
        """The entry of a local model once it has passed its trial.

        Raises:
            ModelUnfit, ModelMissing: it can't be used here.
            Cancelled: `cancel` was set.
        """
        ...

    def load(self, plan: LoadPlan, cancel: Flag) -> Loaded:
        """
        Raises:
            ModelUnfit, ModelMissing, ModelFailed: it can't be loaded.
            Cancelled: `cancel` was set.
        """
        ...

    def server(self, entry: Entry, settings: ModelSettings) -> ChatModel:
        """
        Raises:
            ModelMissing, ModelUnfit, ModelFailed: it can't be used as it is written down.
        """
        ...

    def host(self, entry: Entry) -> str:
        """The machine that the text of a question goes to; '' where it stays here, or the address makes no sense."""
        ...


class Installed:
    """Opens models with llama.cpp, and on servers over HTTP."""

    def tried(self, shelf: Shelf, name: str, allowance_bytes: int, listen: Listener, cancel: Flag) -> Entry:
        from engine.models.shelf.probe import ensure_tried

        return ensure_tried(shelf, name, allowance_bytes, listen, cancel)

    def load(self, plan: LoadPlan, cancel: Flag) -> Loaded:
        from engine.models.llama.weights import Weights

        return _File(Weights.load(plan, cancel))

    def server(self, entry: Entry, settings: ModelSettings) -> ChatModel:
        from engine.models.remote.server import open_server

        return open_server(entry, settings)

    def host(self, entry: Entry) -> str:
        from engine.errors import ModelFailed
        from engine.models.remote.address import parse

        try:
            address = parse(entry.place)
        except ModelFailed:
            return ""
        return "" if address.is_here else address.host


class _File:
    """A GGUF file that llama.cpp has loaded."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.memory_bytes = weights.memory_bytes
        self.gpu_layers = weights.gpu_layers
        self.note = weights.template.note if weights.template is not None else ""

    def open(self, pace: Pace) -> ChatModel:
        return self._weights.open(pace)

    def close(self) -> None:
        self._weights.close()
