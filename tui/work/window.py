"""How much of a model's window is taken: its prompt and what it has written, of what it can hold at once."""

from __future__ import annotations

from dataclasses import dataclass

from engine import events

CELLS = 4  # of the small bar


@dataclass(frozen=True, slots=True)
class Used:
    """Tokens of the prompt and the answer, and what the model holds at most; nothing where that is not known."""

    tokens: int = 0
    of_tokens: int = 0

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(1.0, self.tokens / self.of_tokens) if self.of_tokens else 0.0

    @property
    def bar(self) -> str:
        """'▰▰▱▱ 41%', '' where nothing is known; a window that is used at all has one block."""
        if not self.of_tokens:
            return ""
        full = min(CELLS, max(1, round(CELLS * self.share))) if self.tokens else 0
        return f"{'▰' * full}{'▱' * (CELLS - full)} {self.share:.0%}"

    @property
    def numbers(self) -> str:
        """'839 of 2,048 tokens'."""
        return f"{self.tokens:,} of {self.of_tokens:,} tokens" if self.of_tokens else ""


class Window:
    """Follows the events of one answer; a piece that is written counts as a token, until the model says how many."""

    def __init__(self) -> None:
        self.used = Used()
        self._prompt = 0
        self._writes = False
        self._windows: dict[str, int] = {}  # by model, as it was loaded

    def clear(self) -> None:
        """Another conversation: nothing of it was read yet."""
        self.used, self._writes = Used(), False

    def hear(self, event: events.Event) -> bool:
        """Take an event in; whether `used` has changed."""
        before = self.used
        match event:
            case events.ModelLoaded(model=model, context_tokens=context):
                self._windows[model] = context
            case events.PromptMade(model=model, tokens=tokens, room_tokens=room, context_tokens=context):
                self._prompt, self._writes = tokens, False
                self.used = Used(tokens, context or self._windows.get(model, 0) or room)
            case events.PromptRead(tokens=tokens) if self.used.of_tokens and tokens:
                self._prompt, self._writes = tokens, True
                self.used = Used(tokens, self.used.of_tokens)
            case events.AnswerDelta() if self._writes:
                self.used = Used(self.used.tokens + 1, self.used.of_tokens)
            case events.ModelReplied(tokens=tokens) if self.used.of_tokens:
                self._writes = False
                self.used = Used(self._prompt + tokens, self.used.of_tokens)
        return self.used != before
