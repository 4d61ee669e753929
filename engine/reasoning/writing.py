"""What a chat model writes to a brief, held against the passages that it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event as Flag
from time import perf_counter

from engine.errors import Cancelled
from engine.events import Attributed, Checked, Listener, ModelFellBack, Withdrawn
from engine.reasoning.attribution import Attributor, Claim
from engine.reasoning.brief import CITED, Brief, Exchange
from engine.reasoning.check import exact
from engine.reasoning.circles import said_once
from engine.reasoning.evidence import gather
from engine.reasoning.prose import Prose, Written
from engine.records import Citation


@dataclass(frozen=True, slots=True)
class Held:
    """What is left of it: each mark leads to a quote that supports its sentence."""

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]
    model: str
    finish: str  # as in `Reply`
    tokens: int  # written
    exchange: Exchange  # as the next turn's prompt will have it
    timings: dict[str, float]  # milliseconds


class Writer:
    """Has briefs carried out. May be used by several threads."""

    def __init__(self, prose: Prose, attributor: Attributor) -> None:
        self.prose = prose
        self.attributor = attributor

    def write(self, brief: Brief, models: Sequence[str], listen: Listener, cancel: Flag) -> Held | None:
        """A text that is shown while it grows; None where extracts have to do, which the events say.

        Args:
            brief: what a model is asked to do.
            models: names to try instead of the chosen ones.
            listen: hears every step.
            cancel: ends the writing.

        Raises:
            Cancelled: `cancel` was set while it wrote.
        """
        held = self._held(self.prose.write, brief, models, listen, cancel)
        if held is None:
            return None
        why = "" if held.text else "it wrote nothing"
        if held.text and brief.contract == CITED and not held.citations:
            why = "the passages support nothing of what it wrote"
        if why:
            listen(Withdrawn())
            listen(ModelFellBack(held.model, why, "extracts"))
            return None
        return held

    def think(self, brief: Brief, models: Sequence[str], listen: Listener, cancel: Flag) -> Held | None:
        """The same in silence, and whole even where nothing supports it: whoever asks decides.

        Raises:
            Cancelled: `cancel` was set while it wrote.
        """
        return self._held(self.prose.think, brief, models, listen, cancel)

    def _held(
        self,
        write: Callable[[Brief, Sequence[str], Listener, Flag], Written | None],
        brief: Brief,
        models: Sequence[str],
        listen: Listener,
        cancel: Flag,
    ) -> Held | None:
        written = write(brief, models, listen, cancel)
        if written is None:
            return None
        reply = written.reply
        if reply.finish == "cancelled":
            raise Cancelled("the answer was stopped")
        started = perf_counter()
        library = self.attributor.library
        given = brief.passages[: written.passages]
        found = self.attributor.attribute(said_once(reply.text), brief.task, gather(library, given), given)
        elapsed_ms = (perf_counter() - started) * 1000
        listen(Attributed(found.sentences, found.supported, found.moved, elapsed_ms))
        if found.citations:
            listen(Checked(len(found.citations), exact(library, found.citations), elapsed_ms))
        timings = {"first token": reply.first_token_ms, "write": reply.total_ms, "attribute": elapsed_ms}
        return Held(
            text=found.text,
            citations=found.citations,
            claims=found.claims,
            model=reply.model,
            finish=reply.finish,
            tokens=reply.tokens,
            exchange=written.exchange,
            timings=timings,
        )
