"""Has a chat model carry out a brief, aloud or in silence, and remembers what it has read of a conversation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event as Flag
from threading import Lock
from typing import Protocol

from engine.config import ModelSettings
from engine.errors import ModelFailed, ModelMissing, ModelUnfit
from engine.events import AnswerDelta, Listener, ModelFellBack, PromptMade, Withdrawn, ignore
from engine.models.chat import Again, ChatModel, Hear, Message, Piece, Reply, Sampling, Started, sampling_of
from engine.models.shelf.shelf import NONE
from engine.reasoning.brief import Brief, Exchange
from engine.reasoning.prompting import Prompt, make_prompt

REMEMBERED = 8
"""Questions whose prompts are kept, so that the next turn begins with what the model has read already."""

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

    def write(self, brief: Brief, models: Sequence[str], listen: Listener, cancel: Flag) -> Written | None:
        """What the first model that can gives back; None where none could, which the events say.

        Args:
            brief: what it is asked to do.
            models: names to try instead of the chosen ones.
            listen: hears `AnswerDelta` for each piece, and `Withdrawn` where pieces turn out void.
            cancel: ends the writing; what is there is returned.
        """
        shown: list[str] = []

        def hear(what: Started | Piece | Again) -> None:
            match what:
                case Piece(text=text):
                    shown.append(text)
                    listen(AnswerDelta(text))
                case Again():
                    _withdraw(shown, listen)

        written = self._reply(brief, models, listen, hear, cancel)
        if written is None:
            _withdraw(shown, listen)
        return written

    def think(self, brief: Brief, models: Sequence[str], listen: Listener, cancel: Flag) -> Written | None:
        """The same where nobody is to read along: no `AnswerDelta` is told."""
        return self._reply(brief, models, listen, _unheard, cancel)

    def _reply(self, brief: Brief, models: Sequence[str], listen: Listener, hear: Hear, cancel: Flag) -> Written | None:
        made: list[Prompt] = []
        reserve = brief.answer_tokens or self._settings.answer_tokens

        def build(model: ChatModel) -> tuple[Message, ...]:
            prompt = make_prompt(model, brief, reserve)
            made.append(prompt)
            said = tuple((message.role, message.content) for message in prompt.messages)
            listen(
                PromptMade(
                    model.name,
                    prompt.tokens,
                    prompt.room_tokens,
                    prompt.passages,
                    prompt.cut,
                    brief.agent,
                    said,
                    model.context_tokens,
                )
            )
            return prompt.messages

        names = tuple(models)
        try:
            if brief.model and not names:
                names = (brief.model, *self._chat.names())
            reply = self._chat.reply(
                build, self._sampling(brief, reserve), models=names, listen=listen, hear=hear, cancel=cancel
            )
        except (ModelFailed, ModelUnfit, ModelMissing) as error:
            listen(ModelFellBack(self._last(names), str(error), "extracts"))
            return None
        if not made:  # cancelled while it waited for its turn
            return Written(reply, 0, Exchange(brief.task, ""))
        return Written(reply, made[-1].passages, Exchange(made[-1].messages[-1].content, reply.text))

    def _sampling(self, brief: Brief, reserve: int) -> Sampling:
        sampling = sampling_of(self._settings, reserve)
        if brief.temperature is not None:
            sampling = replace(sampling, temperature=brief.temperature)
        return replace(sampling, schema=brief.schema) if brief.schema else sampling

    def read(self, question: int) -> tuple[Exchange, ...]:
        """The turns up to a question's answer as a model of this process has read them, oldest first."""
        with self._guard:
            return self._exchanges.get(question, ())

    def remember(self, question: int, exchanges: Sequence[Exchange]) -> None:
        """Keep what a model has read for a question's turn, so that it need not read it again for the next one."""
        with self._guard:
            self._exchanges[question] = tuple(exchanges[-KEPT_TURNS:])
            self._exchanges.move_to_end(question)
            while len(self._exchanges) > REMEMBERED:
                self._exchanges.popitem(last=False)

    def _last(self, models: Sequence[str]) -> str:
        """The model that was tried last, '' where that can't be told."""
        try:
            return next(reversed(self._chat.names(models)), "")
        except ModelMissing:
            return ""


def _withdraw(shown: list[str], listen: Listener) -> None:
    if shown:
        shown.clear()
        listen(Withdrawn())


def _unheard(what: Started | Piece | Again) -> None:
    """The ear of those who wait for the whole."""
