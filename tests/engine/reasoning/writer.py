"""A chat model that says what a test wants, word by word, through the same doors as a real one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event as Flag

from engine.errors import ModelFailed
from engine.events import Listener, ignore
from engine.models.chat import Again, ChatModel, Hear, Message, Piece, Reply, Sampling, Started


class Speaker:
    """Says `text`; a token is a word."""

    def __init__(self, text: str = "", *, context_tokens: int = 4_096, name: str = "speaker") -> None:
        self.text = text
        self.name = name
        self.context_tokens = context_tokens
        self.read: list[Sequence[Message]] = []

    def count(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content.split()) + 4 for message in messages)

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Flag) -> Reply:
        self.read.append(messages)
        assert self.count(messages) <= self.context_tokens
        hear(Started(self.count(messages), 0, 1.0))
        said: list[str] = []
        for word in self.text.split(" ")[: sampling.max_tokens]:
            if cancel.is_set():
                break
            said.append(word if not said else f" {word}")
            hear(Piece(said[-1]))
        finish = "cancelled" if cancel.is_set() else "stop"
        return Reply(self.name, "".join(said), finish, self.count(messages), 0, len(said), 1.0, 2.0)

    def close(self) -> None:
        """Nothing to let go of."""


class Chat:
    """One speaker as the chat models of an engine; `failures` are raised first, after half of the text was heard."""

    def __init__(self, speaker: Speaker, failures: Sequence[ModelFailed] = ()) -> None:
        self.speaker = speaker
        self.failures = list(failures)

    def names(self, models: Sequence[str] = (), listen: Listener = ignore) -> tuple[str, ...]:
        return tuple(models) or (self.speaker.name,)

    def reply(
        self,
        build: Callable[[ChatModel], Sequence[Message]],
        sampling: Sampling,
        *,
        models: Sequence[str] = (),
        listen: Listener,
        hear: Hear,
        cancel: Flag,
    ) -> Reply:
        if cancel.is_set():  # before its turn came
            return Reply(self.speaker.name, "", "cancelled", 0, 0, 0, 0.0, 0.0)
        while self.failures:
            hear(Piece(self.speaker.text[: len(self.speaker.text) // 2]))
            failure = self.failures.pop(0)
            if not self.failures and not failure.passing:
                raise failure
            hear(Again())
        return self.speaker.reply(build(self.speaker), sampling, hear, cancel)
