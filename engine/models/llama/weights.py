"""A GGUF file in memory: loaded once, mapped from the file, shared by any number of contexts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Cancel
from typing import Any

from engine.errors import Cancelled, ModelFailed, ModelUnfit
from engine.models.llama.chat import LlamaChat
from engine.models.llama.context import open_context
from engine.models.llama.library import complaints, library
from engine.models.llama.metadata import Metadata, no_chat_model
from engine.models.llama.states import SavedStates
from engine.models.llama.template import Template
from engine.models.llama.vocabulary import Vocabulary
from engine.models.plan import LoadPlan, Pace

log = logging.getLogger(__name__)

ALL = -1


class Weights:
    """Loaded weights. They are let go of when they are closed and no context uses them any more."""

    def __init__(self, api: Any, model: Any, plan: LoadPlan, metadata: Metadata, vocabulary: Vocabulary) -> None:
        """Only `load` makes them; whoever has them closes them."""
        self.api = api
        self.plan = plan
        self.metadata = metadata
        self.vocabulary = vocabulary
        self.template = Template(metadata.template, vocabulary)
        self.states = SavedStates()
        self.gpu_layers = 0
        """Layers that are on the graphics card."""
        self.memory_bytes = int(api.llama_model_size(model))
        """Of the weights alone."""
        self.context_trained = int(api.llama_model_n_ctx_train(model))
        self.rewinds = not (api.llama_model_is_recurrent(model) or api.llama_model_is_hybrid(model))
        """Whether the last tokens can be taken back; what a recurrent model has read can't be unread."""
        self._model = model
        self._users = 1  # itself, until it is closed
        self._closed = False
        self._lock = threading.Lock()

    @classmethod
    def load(cls, plan: LoadPlan, cancel: Cancel) -> Weights:
        """Load the weights of `plan.path`. Where they don't fit on the graphics card, half as many layers are tried.

        Raises:
            ModelMissing: llama.cpp isn't installed.
            ModelUnfit: the file can't be used: it is gone, damaged, of an unknown kind, or no chat model.
            Cancelled: `cancel` was set meanwhile.
        """
        api = library()
        _check_file(plan)
        why = ""
        for layers in _layers_to_try(api, plan):
            with complaints() as reasons:
                model = _load(api, plan.path, layers, cancel)
            if cancel.is_set():
                if model:
                    api.llama_model_free(model)
                raise Cancelled(f"loading of {plan.name} was cancelled")
            if model:
                weights = cls._made(api, model, plan)
                weights.gpu_layers = _on_card(api, model, layers)
                if not layers or _has_room(weights):
                    return weights
                weights.close()
            why = why or (f" ({reasons[0]})" if reasons else "")
            log.info("%s can't be loaded with %s layers on the graphics card", plan.name, layers)
        raise ModelUnfit(f"{plan.path} can't be loaded as a model{why}", "fetch it again, or choose another model")

    @classmethod
    def _made(cls, api: Any, model: Any, plan: LoadPlan) -> Weights:
        """Weights around a pointer, which is let go of where it is no chat model's.

        Raises:
            ModelUnfit: it isn't.
        """
        metadata = Metadata(api, model)
        vocabulary = Vocabulary(api, model, space_before=metadata.space_before)
        why = no_chat_model(api, model, metadata) or ("" if vocabulary.usable() else "it has no vocabulary")
        if why:
            api.llama_model_free(model)
            raise ModelUnfit(f"{plan.path} can't be used for chat: {why}", "choose a chat or instruct model")
        return cls(api, model, plan, metadata, vocabulary)

    def open(self, pace: Pace) -> LlamaChat:
        """A context of its own on these weights; see `LlamaChat`."""
        return LlamaChat(self, pace)

    @contextmanager
    def held(self) -> Iterator[Any]:
        """The pointer to the weights, which stay until the block is left.

        Raises:
            ModelFailed: they were closed.
        """
        self.hold()
        try:
            yield self._model
        finally:
            self.release()

    def hold(self) -> Any:
        """As `held`, for what lasts longer; `release` ends it."""
        with self._lock:
            if self._closed:
                raise ModelFailed(f"the model {self.plan.name} was closed", "ask again: it is loaded anew")
            self._users += 1
            return self._model

    def release(self) -> None:
        """The other half of `hold`."""
        with self._lock:
            self._users -= 1
            model = self._model if not self._users else None
        if model is not None:
            self._model = None
            self.states.clear()
            self.api.llama_model_free(model)

    def close(self) -> None:
        """Let go of the weights, at once or when the last context is closed; closing twice is once."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self.release()


def _check_file(plan: LoadPlan) -> None:
    try:
        with plan.path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        what = f"the model file {plan.path} can't be read ({error.strerror or error})"
        raise ModelUnfit(what, "fetch it again, or take it off the list") from error
    if magic != b"GGUF":
        raise ModelUnfit(f"{plan.path} is no GGUF file", "choose a file of this format; others must be converted")


def _layers_to_try(api: Any, plan: LoadPlan) -> list[int]:
    """Numbers of layers on the graphics card, the wished for first, 0 last."""
    if not plan.gpu_layers or not api.llama_supports_gpu_offload():
        return [0]
    tries = [plan.gpu_layers]
    left = plan.gpu_layers if plan.gpu_layers > 0 else _layers_in(api, plan.path)
    while left > 1:
        left //= 2
        tries.append(left)
    return [*tries, 0]


def _layers_in(api: Any, path: Path) -> int:
    """Layers of the model, 0 where that can't be told."""
    parameters = api.llama_model_default_params()
    parameters.vocab_only = True
    model = api.llama_model_load_from_file(_name(path), parameters)
    if not model:
        return 0
    layers = int(api.llama_model_n_layer(model))
    api.llama_model_free(model)
    return layers


def _on_card(api: Any, model: Any, layers: int) -> int:
    whole = int(api.llama_model_n_layer(model)) + 1  # the output counts as one
    return whole if layers == ALL else min(layers, whole)


def _load(api: Any, path: Path, layers: int, cancel: Cancel) -> Any:
    """Pointer to the weights, or nothing."""
    parameters = api.llama_model_default_params()
    parameters.n_gpu_layers = layers
    parameters.load_mode = api.LLAMA_LOAD_MODE_MMAP if api.llama_supports_mmap() else api.LLAMA_LOAD_MODE_NONE
    go_on = api.llama_progress_callback(lambda _share, _data: not cancel.is_set())
    parameters.progress_callback = go_on  # called for each tensor: Python is fast enough
    return api.llama_model_load_from_file(_name(path), parameters)


def _name(path: Path) -> bytes:
    # llama.cpp reads UTF-8 on Windows, the bytes of the file system elsewhere
    return str(path).encode("utf-8", "surrogateescape")


def _has_room(weights: Weights) -> bool:
    """Whether a context fits beside the layers on the graphics card."""
    with weights.held() as model:
        try:
            open_context(weights, model).close()
        except ModelUnfit as error:
            log.info("%s", error)
            return False
    return True
