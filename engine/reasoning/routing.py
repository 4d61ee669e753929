"""The router's last step: the chat model that answers anyway says what a text is about, where the classifier is not
sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event as Flag

from engine.config import ModelSettings
from engine.errors import ModelFailed, ModelMissing, ModelUnfit
from engine.events import Event, ModelFellBack
from engine.models.chat import Again, ChatModel, Message, Piece, Sampling, Started, sampling_of
from engine.reasoning.prose import Chat
from engine.reasoning.refining.budget import Deadline

VOTE_TOKENS = 40
"""Tokens of a vote at most: three roles as JSON have 30."""

SECONDS = 15.0
"""How long a vote may take; the classifier has an opinion already, and somebody waits for the answer."""

AGAIN = "again"


class ModelVote:
    """Puts the router's question to the chosen chat model. May be used by several threads.

    The model that was chosen is asked, whether it is on this machine or not, and no other: a text goes to no server
    for routing that it would not go to for its answer.
    """

    def __init__(self, chat: Chat, settings: ModelSettings, seconds: float = SECONDS) -> None:
        self._chat = chat
        self._settings = settings
        self._seconds = seconds

    def __call__(self, messages: Sequence[Message], schema: str) -> str:
        """What the model says, as JSON.

        Args:
            messages: the prompt.
            schema: the JSON schema that the answer keeps to.

        Raises:
            NacreError: none is chosen, it can't, or not in time; the classifier's opinion stands.
        """
        chosen = next(iter(self._chat.names()), "")
        if not chosen:
            raise ModelMissing("no chat model is chosen", "choose one with nacre models use NAME")

        def build(model: ChatModel) -> Sequence[Message]:
            if model.count(messages) + VOTE_TOKENS > model.context_tokens:
                raise ModelUnfit(f"the model '{model.name}' has no room for the router's question")
            return messages

        with Deadline(self._seconds, Flag()) as flag:

            def listen(event: Event) -> None:
                if isinstance(event, ModelFellBack) and event.then != AGAIN:
                    flag.set()  # the next model in line was not chosen for this

            reply = self._chat.reply(
                build, self._sampling(schema), models=(chosen,), listen=listen, hear=_unheard, cancel=flag
            )
        if reply.finish == "cancelled" or reply.model != chosen:
            raise ModelFailed(f"the model '{chosen}' gave no vote in {self._seconds:.0f} s", passing=True)
        return reply.text

    def _sampling(self, schema: str) -> Sampling:
        """The likeliest words, and no penalty: JSON repeats its signs."""
        settings = sampling_of(self._settings, VOTE_TOKENS)
        return replace(settings, temperature=0.0, repeat_penalty=1.0, schema=schema)


def _unheard(what: Started | Piece | Again) -> None:
    """The ear of those who wait for the whole."""
