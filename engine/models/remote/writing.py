"""One answer while it is being written: pieces go to whoever listens, the rest is kept for the reply."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

from engine.errors import ModelFailed
from engine.models.chat import Hear, Piece, Reply, Sampling, Started, TokenChance
from engine.models.remote.stops import Stops
from engine.models.thinking import Thinking

EXCESS = 4
"""So many times the tokens that were allowed are put up with; then the server does not count them."""

SPARE_TOKENS = 64  # events without text, which some servers begin and end with
LETTERS_PER_TOKEN = 8  # more than any language's average
FINISH = {"length": "length", "max_tokens": "length", "model_length": "length"}  # anything else is 'stop'
BROKEN = {"content_filter", "error"}


class Writing:
    """Collects what a server sends, and passes on what is part of the answer.

    Args:
        model: its name here.
        prompt_tokens: an estimate; what the server counts takes its place.
        sampling: limits and stop strings.
        hear: told of each piece.
    """

    def __init__(self, model: str, prompt_tokens: int, sampling: Sampling, hear: Hear) -> None:
        self._model = model
        self._sampling = sampling
        self._hear = hear
        self._prompt_tokens = prompt_tokens
        self._most_letters = EXCESS * LETTERS_PER_TOKEN * sampling.max_tokens
        self._most_deltas = EXCESS * sampling.max_tokens + SPARE_TOKENS
        self._begun_at = perf_counter()
        self._started = False
        self.heard = False  # a piece was passed on: the answer can't be begun again unnoticed
        self.begin()

    def begin(self) -> None:
        """Forget an attempt of which nothing was heard."""
        self.finish = ""  # why the text ended, once it has
        self.over = False  # nothing that follows belongs to the answer
        self.answered = False  # something came that has the form of an answer
        self._text: list[str] = []
        self._chances: list[TokenChance] = []
        self._thinking = Thinking()
        self._stops = Stops(self._sampling.stop)
        self._half = ""  # the first half of a character that JSON may write in two
        self._deltas = self._letters = 0
        self._first_at = 0.0
        self._usage: Mapping[str, object] = {}
        self._timings: Mapping[str, object] = {}

    def take(self, data: Mapping[str, object]) -> None:
        """Go on with what an event says, or a whole answer.

        Raises:
            ModelFailed: the server has broken its own answer off.
        """
        self._usage = _mapping(data.get("usage")) or self._usage
        self._timings = _mapping(data.get("timings")) or self._timings  # llama.cpp's own
        choices = data.get("choices")
        choice = _mapping(choices[0]) if isinstance(choices, list) and choices else {}
        if not choice or self.over:
            return
        self.answered = True
        self._take_text(choice)
        reason = str(choice.get("finish_reason") or "")
        if reason in BROKEN:
            raise ModelFailed(f"the server of '{self._model}' has broken its answer off ({reason})", "ask otherwise")
        if reason and not self.finish:
            self.finish = FINISH.get(reason, "stop")

    def end(self) -> None:
        """Nothing follows: pass on what was held back."""
        if not self.over:
            self._say(self._thinking.end() + ("\N{REPLACEMENT CHARACTER}" if self._half else ""))
            self._pass_on(self._stops.end())

    def reply(self) -> Reply:
        """All of it; cancelled where no end was seen."""
        now = perf_counter()
        details = _mapping(self._usage.get("prompt_tokens_details"))
        return Reply(
            model=self._model,
            text="".join(self._text),
            finish=self.finish or "cancelled",
            prompt_tokens=_number(self._usage.get("prompt_tokens")) or self._prompt_tokens,
            cached_tokens=_number(details.get("cached_tokens")) or _number(self._timings.get("cache_n")),
            tokens=_number(self._usage.get("completion_tokens")) or self._deltas,
            first_token_ms=((self._first_at or now) - self._begun_at) * 1000,
            total_ms=(now - self._begun_at) * 1000,
            chances=tuple(self._chances),
        )

    def _take_text(self, choice: Mapping[str, object]) -> None:
        delta = _mapping(choice.get("delta")) or _mapping(choice.get("message"))
        text = _content(delta.get("content"))
        thought = _content(delta.get("reasoning_content")) or _content(delta.get("reasoning"))
        self._letters += len(text) + len(thought)
        if text or thought:
            self._deltas += 1
            self._begin_text()
        whole = self._whole(text)
        was_inside = self._thinking.inside
        self._say(self._thinking.feed(whole))
        if text and not self.over and not (was_inside or self._thinking.inside):
            self._chances += _chances(_mapping(choice.get("logprobs")))
        if not self.over and (self._letters > self._most_letters or self._deltas > self._most_deltas):
            self.finish, self.over = "length", True

    def _begin_text(self) -> None:
        self._first_at = self._first_at or perf_counter()
        if not self._started:
            self._started = True
            elapsed_ms = (self._first_at - self._begun_at) * 1000
            cached = _number(self._timings.get("cache_n"))
            self._hear(Started(self._prompt_tokens, cached, elapsed_ms))

    def _say(self, text: str) -> None:
        self._pass_on(self._stops.feed(text))
        if self._stops.hit:
            self.finish, self.over = "stop", True

    def _pass_on(self, text: str) -> None:
        room = self._most_letters - sum(map(len, self._text))
        if text := text[:room]:
            self._text.append(text)
            self.heard = True
            self._hear(Piece(text))

    def _whole(self, text: str) -> str:
        """The text in whole characters: one beyond the first 65,536 may come in two halves, each without meaning."""
        text = self._half + text
        self._half = text[-1] if text and "\ud800" <= text[-1] <= "\udbff" else ""
        text = text.removesuffix(self._half)
        if text.isascii():
            return text
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _content(content: object) -> str:
    """Text of a message, or of those of its parts that are text."""
    if isinstance(content, list):
        parts = map(_mapping, content)
        return "".join(_content(part.get("text")) for part in parts if part.get("type") == "text")
    return content if isinstance(content, str) else ""


def _chances(logprobs: Mapping[str, object]) -> list[TokenChance]:
    content = logprobs.get("content")
    tokens = map(_mapping, content if isinstance(content, list) else [])
    return [TokenChance(*_chance(token), _others(token.get("top_logprobs"))) for token in tokens]


def _others(tokens: object) -> tuple[tuple[str, float], ...]:
    return tuple(_chance(_mapping(token)) for token in tokens) if isinstance(tokens, list) else ()


def _chance(token: Mapping[str, object]) -> tuple[str, float]:
    logprob = token.get("logprob")
    return str(token.get("token", "")), float(logprob) if isinstance(logprob, int | float) else float("-inf")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int:
    """A count; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
