"""The router's last step: the chat model that answers anyway says what a text is about, where the classifier is not
sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event as Flag

from engine.config import ModelSettings
from engine.errors import ModelFailed, ModelMissing, ModelUnfit, UsageError
from engine.events import Event, Listener, ModelFellBack, PromptMade, ignore
from engine.models.chat import Again, ChatModel, Message, Piece, Sampling, Started, sampling_of
from engine.reasoning.prose import Chat
from engine.reasoning.refining.budget import Deadline

VOTE_TOKENS = 40
"""Tokens of a vote at most: three roles as JSON have 30."""

SECONDS = 15.0
"""How long a vote may take; the classifier has an opinion already, and somebody waits for the answer."""

AGENT = "router"
"""Who asks, for the trace."""

AGAIN, CLASSIFIER = "again", "the classifier"
"""What takes over where the model that votes has failed."""


class ModelVote:
    """Puts the router's question to the chosen chat model, for one text.

    The model that was chosen is asked, whether it is on this machine or not, and no other: a text goes to no server
    for routing that it would not go to for its answer.
    """

    def __init__(
        self,
        chat: Chat,
        settings: ModelSettings,
        listen: Listener = ignore,
        cancel: Flag | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """
        Args:
            chat: the chat models.
            settings: of them.
            listen: hears what the model does; the text that it writes is none of an answer.
            cancel: ends the vote.
            seconds: that it may take, with the loading of the model.
        """
        self._chat = chat
        self._settings = settings
        self._listen = listen
        self._cancel = cancel or Flag()
        self._seconds = seconds

    def __call__(self, messages: Sequence[Message], schema: str) -> str:
        """What the model says, as JSON.

        Args:
            messages: the prompt.
            schema: the JSON schema that the answer keeps to.

        Raises:
            NacreError: none is chosen, it can't, not in time, or `cancel` was set; the classifier's opinion stands.
        """
        chosen = next(iter(self._chat.names()), "")
        if not chosen:
            raise ModelMissing("no chat model is chosen", "choose one with nacre models use NAME")
        try:
            return self._asked(chosen, messages, schema)
        except (ModelFailed, ModelMissing, ModelUnfit, UsageError) as error:
            if not self._cancel.is_set():
                self._listen(ModelFellBack(chosen, str(error), CLASSIFIER))
            raise

    def _asked(self, chosen: str, messages: Sequence[Message], schema: str) -> str:
        """
        Raises:
            ModelFailed, ModelMissing, ModelUnfit: it gives no vote, or not in time.
            UsageError: it can't keep to a schema.
        """
        why: list[str] = []

        def build(model: ChatModel) -> Sequence[Message]:
            tokens = model.count(messages)
            room_tokens = model.context_tokens - VOTE_TOKENS
            if tokens > room_tokens:
                raise ModelUnfit(f"the model '{model.name}' has no room for the router's question")
            said = tuple((message.role, message.content) for message in messages)
            self._listen(PromptMade(model.name, tokens, room_tokens, 0, (), AGENT, said, model.context_tokens))
            return messages

        with Deadline(self._seconds, self._cancel) as flag:

            def listen(event: Event) -> None:
                if isinstance(event, ModelFellBack) and event.then != AGAIN:
                    why.append(event.why)
                    flag.set()  # the next model in line was not chosen for this
                else:
                    self._listen(event)

            reply = self._chat.reply(
                build, self._sampling(schema), models=(chosen,), listen=listen, hear=_unheard, cancel=flag
            )
        if why:
            raise ModelFailed(why[0].rstrip("."), passing=True)
        if reply.finish == "cancelled" or reply.model != chosen:
            raise ModelFailed(f"the model '{chosen}' gave no vote in {self._seconds:.0f} s", passing=True)
        return reply.text

    def _sampling(self, schema: str) -> Sampling:
        """The likeliest words, and no penalty: JSON repeats its signs."""
        settings = sampling_of(self._settings, VOTE_TOKENS)
        return replace(settings, temperature=0.0, repeat_penalty=1.0, schema=schema)


def _unheard(what: Started | Piece | Again) -> None:
    """The ear of those who wait for the whole."""
