"""Has a chat model write an answer from passages, shows it as it grows, and keeps only what the passages support."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Event as Flag
from threading import Lock
from typing import Protocol

from engine.config import ModelSettings
from engine.errors import ModelFailed, ModelMissing, ModelUnfit
from engine.events import AnswerDelta, Listener, ModelFellBack, PromptMade, Withdrawn, ignore
from engine.library.conversations import Conversations
from engine.models.chat import Again, ChatModel, Hear, Message, Piece, Reply, Sampling, Started, sampling_of
from engine.models.shelf.shelf import NONE
from engine.reasoning.prompting import Exchange, Prompt, make_prompt
from engine.reasoning.wording import MARK
from engine.records import Passage, Turn

REMEMBERED = 8
"""Conversations whose prompts are kept, so that the next turn begins with what the model has read already."""

KEPT_TURNS = 12
"""Turns of a conversation that are offered to the prompt; what does not fit is cut there."""


class Chat(Protocol):
    """What writes: the chat models that the user has chosen, in the order in which they are tried."""

    def names(self, models: Sequence[str] = (), listen: Listener = ignore) -> tuple[str, ...]: ...

    def reply(
        self,
        build: Callable[[ChatModel], Sequence[Message]],
        sampling: Sampling,
        *,
        models: Sequence[str] = (),
        listen: Listener,
        hear: Hear,
        cancel: Flag,
    ) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote, and the passages that its numbers mean."""

    reply: Reply
    passages: int  # it was given so many of the best ones
    exchange: Exchange  # as the next turn's prompt will have it


class Prose:
    """Writes with chat models. May be used by several threads."""

    def __init__(self, chat: Chat, settings: ModelSettings) -> None:
        self._chat = chat
        self._settings = settings
        self._exchanges: OrderedDict[int, tuple[Exchange, ...]] = OrderedDict()
        self._guard = Lock()

    def writes(self, models: Sequence[str], listen: Listener) -> bool:
        """Whether any model is there to write; `listen` hears why one that was chosen isn't."""
        if tuple(models) == (NONE,):
            return False
        try:
            return bool(self._chat.names(models, listen))
        except ModelMissing as error:  # the list of models is damaged: no reason to leave a question unanswered
            listen(ModelFellBack("", str(error), "extracts"))
            return False

    def write(
        self,
        question: str,
        passages: Sequence[Passage],
        history: Sequence[Exchange],
        models: Sequence[str],
        listen: Listener,
        cancel: Flag,
    ) -> Written | None:
        """An answer by the first model that can give one; None where none could, which the events say.

        Args:
            question: what is asked.
            passages: best first.
            history: earlier turns, oldest first.
            models: names to try instead of the chosen ones.
            listen: hears `AnswerDelta` for each piece, and `Withdrawn` where pieces turn out void.
            cancel: ends the writing; what is there is returned.
        """
        made: list[Prompt] = []
        shown: list[str] = []

        def build(model: ChatModel) -> tuple[Message, ...]:
            prompt = make_prompt(model, question, passages, history, self._settings.answer_tokens)
            made.append(prompt)
            listen(PromptMade(model.name, prompt.tokens, prompt.room_tokens, prompt.passages, prompt.cut))
            return prompt.messages

        def hear(what: Started | Piece | Again) -> None:
            match what:
                case Piece(text=text):
                    shown.append(text)
                    listen(AnswerDelta(text))
                case Again():
                    self._withdraw(shown, listen)

        try:
            reply = self._chat.reply(
                build,
                sampling_of(self._settings, self._settings.answer_tokens),
                models=models,
                listen=listen,
                hear=hear,
                cancel=cancel,
            )
        except (ModelFailed, ModelUnfit, ModelMissing) as error:
            self._withdraw(shown, listen)
            listen(ModelFellBack(self._last(models), str(error), "extracts"))
            return None
        if not made:  # cancelled while it waited for its turn
            return Written(reply, 0, Exchange(question, ""))
        return Written(reply, made[-1].passages, Exchange(made[-1].messages[-1].content, reply.text))

    def history(self, conversation: int | None, stored: Conversations) -> tuple[Exchange, ...]:
        """The turns of a conversation as a model has read them, or as they are stored; oldest first."""
        if conversation is None:
            return ()
        with self._guard:
            remembered = self._exchanges.get(conversation)
        return _stored_turns(stored.turns(conversation)) if remembered is None else remembered

    def remember(self, conversation: int, exchanges: Sequence[Exchange]) -> None:
        """Keep what a model has read, so that it need not read it again."""
        with self._guard:
            self._exchanges[conversation] = tuple(exchanges[-KEPT_TURNS:])
            self._exchanges.move_to_end(conversation)
            while len(self._exchanges) > REMEMBERED:
                self._exchanges.popitem(last=False)

    def _last(self, models: Sequence[str]) -> str:
        """The model that was tried last, '' where that can't be told."""
        try:
            return next(reversed(self._chat.names(models)), "")
        except ModelMissing:
            return ""

    def _withdraw(self, shown: list[str], listen: Listener) -> None:
        if shown:
            shown.clear()
            listen(Withdrawn())


def _stored_turns(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    """Questions with their whole answers, without marks: what they led to is not in the prompt."""
    return tuple(
        Exchange(asked.text, MARK.sub("", said.text))
        for asked, said in pairwise(turns)
        if (asked.role, said.role) == ("user", "nacre") and said.text and not said.partial
    )[-KEPT_TURNS:]
