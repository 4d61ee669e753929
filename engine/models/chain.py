"""Tries models one after the other until one has answered."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event as Flag

from engine.errors import ModelFailed, ModelMissing, ModelUnfit
from engine.events import Listener, ModelFellBack, ModelReplied, PromptRead
from engine.models.chat import Again, Hear, Piece, Reply, Sampling, Started
from engine.models.pool import Build, Pool
from engine.models.shelf.shelf import Shelf

AGAIN = "again"


class Chain:
    """The order of models for one answer.

    A local model that fails is asked once more, on a new context; a remote one has tried again by itself already.

    Args:
        pool: has the models.
        shelf: says which of them are remote.
    """

    def __init__(self, pool: Pool, shelf: Shelf) -> None:
        self._pool = pool
        self._shelf = shelf

    def reply(
        self, names: Sequence[str], build: Build, sampling: Sampling, *, listen: Listener, hear: Hear, cancel: Flag
    ) -> Reply:
        """The first answer that can be had; 'cancelled' as soon as `cancel` is set.

        Args:
            names: the models in the order in which they are tried; at least one.
            build: makes the prompt to fit the model at hand; called once for each try.
            hear: is told `Again` before a further try, where it had heard something of the one before.

        Raises:
            ModelFailed, ModelUnfit, ModelMissing: of the last model; whoever asks says what takes over.
        """
        left = list(names)
        second_try = False
        while True:
            name = left[0]
            ear = _Ear(name, hear, listen)
            try:
                reply = self._pool.reply(name, build, sampling, listen=listen, hear=ear.hear, cancel=cancel)
            except (ModelFailed, ModelUnfit, ModelMissing) as error:
                if cancel.is_set():
                    return unasked(name)
                second_try = not second_try and isinstance(error, ModelFailed) and self._is_local(name)
                if not second_try:
                    left.pop(0)
                if not left:
                    raise
                listen(ModelFellBack(name, str(error), AGAIN if second_try else left[0]))
                ear.void()
            else:
                if reply is None:
                    return unasked(name)
                listen(ModelReplied(name, reply.tokens, reply.tokens_per_s, reply.finish, reply.total_ms))
                return reply

    def _is_local(self, name: str) -> bool:
        return any(entry.name == name and entry.kind == "local" for entry in self._shelf.entries())


class _Ear:
    """Hears one try of a model."""

    def __init__(self, name: str, hear: Hear, listen: Listener) -> None:
        self._name = name
        self._hear = hear
        self._listen = listen
        self._heard = False

    def hear(self, said: Started | Piece | Again) -> None:
        if isinstance(said, Started):
            self._listen(PromptRead(self._name, said.tokens, said.cached_tokens, said.elapsed_ms))
        self._heard = not isinstance(said, Again)
        self._hear(said)

    def void(self) -> None:
        """Take back what was heard."""
        if self._heard:
            self._hear(Again())


def unasked(name: str) -> Reply:
    """The reply of a model that was not asked, for the request was cancelled."""
    return Reply(name, "", "cancelled", 0, 0, 0, 0.0, 0.0)
