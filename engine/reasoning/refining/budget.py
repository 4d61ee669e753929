"""What the rounds of one answer may cost, and a flag that ends the one under way."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event as Flag
from threading import Timer
from types import TracebackType
from typing import Self

from engine.config import AskSettings, ModelSettings

ASK, MODELS = AskSettings(), ModelSettings()


@dataclass(frozen=True, slots=True)
class Budget:
    """When the rounds stop by themselves."""

    rounds: int = ASK.model_rounds
    """Drafts at most, the first one included."""

    seconds: float = ASK.model_seconds
    """Time for all of it; a round that is under way when it is over is dropped."""

    tokens: int = ASK.model_tokens
    """Tokens that all drafts may have together."""

    passages: int = ASK.passages
    """Passages that an answer draws on as a rule."""

    answer_tokens: int = MODELS.answer_tokens
    """Tokens of one draft at most, where its brief does not say."""

    @classmethod
    def of(cls, ask: AskSettings, models: ModelSettings) -> Self:
        """The budget that the settings grant."""
        return cls(ask.model_rounds, ask.model_seconds, ask.model_tokens, ask.passages, models.answer_tokens)


class Deadline(Flag):
    """A flag that is set when time is over, and counts as set as soon as another one is; a context manager.

    Whoever is handed it looks at one flag and heeds two. A wait without a limit ends with the time.

    Args:
        seconds: from entering the context.
        other: the user's own flag, which is never touched.
    """

    def __init__(self, seconds: float, other: Flag) -> None:
        super().__init__()
        self._other = other
        self._timer = Timer(max(0.0, seconds), self.set)
        self._timer.daemon = True  # must not keep the process from ending

    def is_set(self) -> bool:
        """Whether time is over or the user has had enough."""
        return super().is_set() or self._other.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Until it is set, at most so many seconds; the other flag is looked at before and after."""
        return self.is_set() or super().wait(timeout) or self.is_set()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
